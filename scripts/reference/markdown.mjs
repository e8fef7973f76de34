/** What every page begins with, after its title. */
export const GENERATED = '<!-- Made by `npm run reference`. Change what it is made from, not this page. -->';

export const code = value => `\`${value}\``;

/** Rows of cells; a line break or a bar within a cell would end it. */
export function table(head, rows) {
  const line = cells =>
    `| ${cells.map(cell => String(cell).replaceAll('|', '\\|').replace(/\s+/g, ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export const fence = (text, language = 'text') => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;

/** Blocks with an empty line between them. */
export const page = blocks => `${blocks.filter(block => block !== undefined && block !== '').join('\n\n')}\n`;

/** The anchor that GitHub and others make from a heading. */
export const anchor = heading =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

/** A table of words is complete, and says nothing of what no longer exists. */
export function checkWords(name, codes, words) {
  const missing = codes.filter(one => !Object.hasOwn(words, one));
  const surplus = Object.keys(words).filter(one => !codes.includes(one));
  if (missing.length + surplus.length === 0) return;
  throw new Error(
    `scripts/reference/${name}.yaml: ${missing.length > 0 ? `${missing.join(', ')} missing; ` : ''}${surplus.length > 0 ? `${surplus.join(', ')} no longer exist` : ''}`,
  );
}
