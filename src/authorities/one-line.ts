/** A text of outside as one line of at most so many characters: it is shown in plans and on terminals. */
export const oneLine = (text: string, most: number): string =>
  text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, most);
