/** Hex digits of a number as whole bytes: with a nought before an odd number of them. */
export const wholeBytes = (hex: string): string => (hex.length % 2 === 0 ? hex : `0${hex}`);
