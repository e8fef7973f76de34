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
