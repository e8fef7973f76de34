/** `fe01, fe02, fe03`; of more than `most`, the first of them and how many others: `fe01, fe02 and 7 more`. */
export function few(items: readonly string[], most: number, separator = ', '): string {
  const rest = items.length - most;
  return `${items.slice(0, most).join(separator)}${rest > 0 ? ` and ${rest} more` : ''}`;
}
