const ESCAPE = String.fromCharCode(27);
const COLOUR = new RegExp(`${ESCAPE}\\[\\d+m`, 'g');
const SEQUENCE_OR_LINE = new RegExp(`(${ESCAPE}\\[\\d*[FJ]|\\n)`);
const UP = new RegExp(`^${ESCAPE}\\[(\\d+)F$`);

/** The text without its colours. */
export function withoutColours(text: string): string {
  return text.replaceAll(COLOUR, '');
}

/** What a terminal of unlimited height shows after this output; it knows the sequences that progress is made of. */
export function screenAfter(output: string): string {
  const lines = [''];
  for (const part of output.split(SEQUENCE_OR_LINE)) {
    const up = UP.exec(part)?.[1];
    if (part === '\n') lines.push('');
    else if (up !== undefined) lines.splice(lines.length - 1 - Number(up), Number.POSITIVE_INFINITY, '');
    else if (part !== `${ESCAPE}[J`) lines[lines.length - 1] += part;
  }
  return lines.join('\n');
}
