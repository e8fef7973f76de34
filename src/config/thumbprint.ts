/** A thumbprint as somebody wrote it. */
export interface ReadThumbprint {
  /** 40 upper-case hex digits. */
  readonly thumbprint: string;
  /** Whether characters that nobody sees were taken out. */
  readonly invisible: boolean;
}

/**
 * Marks of direction and width without ink. The certificate dialog of Windows puts U+200E before the thumbprint, and
 * who copies it from there copies that as well.
 */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** Reads a thumbprint in the spellings of Windows and OpenSSL: with blanks or colons, in any letter case. */
export function readThumbprint(text: string): ReadThumbprint | undefined {
  const thumbprint = digitsOf(text);
  return /^[0-9A-F]{40}$/.test(thumbprint) ? {thumbprint, invisible: text.search(INVISIBLE) >= 0} : undefined;
}

/** Upper case, without what may stand between and around digits; whatever else is in the text stays in it. */
export function digitsOf(text: string): string {
  return text.replace(INVISIBLE, '').replace(/[\s:]/g, '').toUpperCase();
}
