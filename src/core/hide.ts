import type {Secret} from './secret.ts';

/** A shorter secret is part of too many words: hidden in all of them it would spoil the text and tell what it is. */
const SHORTEST = 6;

/**
 * A text from outside without the secrets that its author was given: a server, a CA or a program may repeat what it was
 * called with, as it was, or as JSON, an address or base64 have it.
 */
export function hideIn(text: string, secrets: readonly Secret[]): string {
  return secrets.reduce((left, secret) => {
    const value = secret.reveal();
    if (value.length < SHORTEST) return left;
    return formsOf(value).reduce((rest, form) => rest.replaceAll(form, String(secret)), left);
  }, text);
}

/** The longest first, so that none is left of which another one is a part. */
function formsOf(value: string): readonly string[] {
  const forms = [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(Buffer.from(value, 'utf8').toString('utf8')),
    Buffer.from(value, 'utf8').toString('base64'),
    Buffer.from(value, 'utf16le').toString('base64'),
  ];
  return [...new Set(forms)].toSorted((a, b) => b.length - a.length);
}
