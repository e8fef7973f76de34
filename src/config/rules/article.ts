/** A noun with its article, which begins a sentence (`A`) or does not (`a`). */
export function withArticle(article: 'A' | 'a', noun: string): string {
  return `${article}${/^[AEIOU]/i.test(noun) ? 'n' : ''} ${noun}`;
}
