// Shortens output. A pick is the beginning of a line, or two of them with ` ... ` between: from the one to the other.
// What lies between picks becomes `...`. A pick that finds nothing is an error: then the page would say what is not so.

export function pick(output, picks, what) {
  const lines = output.replace(/\n+$/, '').split('\n');
  if (picks.length === 0) return lines;
  const shown = [];
  let next = 0;
  for (const wanted of picks) {
    const [first, last] = wanted.split(' ... ');
    const from = find(lines, first, next);
    const to = last === undefined ? from : find(lines, last, from);
    if (from < 0 || to < 0) throw new Error(`${what} shows no line ${JSON.stringify(wanted)}:\n${output}`);
    if (from > next) shown.push('...');
    shown.push(...lines.slice(from, to + 1));
    next = to + 1;
  }
  if (next < lines.length) shown.push('...');
  return shown;
}

const find = (lines, start, from) => lines.findIndex((line, at) => at >= from && line.trimStart().startsWith(start));
