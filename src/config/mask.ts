import {suggest} from '../core/suggest.ts';

/*
 * Masks secrets in lines that are shown to people. It works on the text and not on parsed values, because the file whose
 * syntax is broken is shown too. It would rather mask too much than too little.
 */

const MASK = '[secret]';

const SECRET_WORDS = ['passphrase', 'password', 'secret', 'token', 'credential', 'credentials', 'privatekey'];

/**
 * A key with its quotes, its colon or what was taken for one, and the blanks that follow, if any do: behind a quoted key
 * none has to (`{"a":1}`), and behind others they are forgotten. It begins where a word begins, so that a long word costs
 * no more.
 */
const ENTRY = /(?<![\w-])(["']?)([A-Za-z][\w-]*)\1\s*[:=]\s*/g;

/** A key that stands alone behind a question mark; its value follows on the next line, behind a colon. */
const ALONE = /^\s*(?:- +)*\? +(["']?)([A-Za-z][\w-]*)\1\s*$/;

/** Whether a key names a secret, or was probably meant to. */
export function isSecretKey(key: string): boolean {
  const plain = key.toLowerCase().replace(/[-_]/g, '');
  return /pass(?!ive)|pwd|secret|token|credential|privatekey/.test(plain) || suggest(plain, SECRET_WORDS) !== undefined;
}

/** A key as it may be shown. Where a blank was forgotten behind its colon, what was to be its value is a part of it. */
export function maskKey(key: string): string {
  const name = /^\s*([A-Za-z][\w-]*)\s*[:=]/.exec(key)?.[1];
  return name !== undefined && isSecretKey(name) ? `${name}:${MASK}` : key;
}

/** Whether a value says where a secret is, rather than being one. */
function isReference(value: string): boolean {
  return /^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$/.test(value);
}

/** Whether a value is a private key, whatever its key is called. */
export function isPrivateKey(value: string): boolean {
  return /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(value);
}

/** The keys of a configuration as a whole, as schemas/config.schema.json has them. */
export const SECTIONS = ['deployment', 'authorities', 'connections', 'defaults', 'pools'] as const;

const SECTION = new RegExp(`(?<![\\w-])(["']?)(?:${SECTIONS.join('|')})\\1\\s*:`);

/**
 * Whether a text is likely to be a configuration at all. What somebody named by mistake may be the file of a secret, and
 * then no key beside it tells that it is one: nothing of it is shown.
 */
export function isLikelyConfiguration(text: string): boolean {
  if (SECTION.test(text)) return true;
  const keys = [...text.matchAll(/^["']?([A-Za-z][\w-]{0,40})["']?\s*:/gm)].slice(0, MOST_KEYS);
  return keys.some(([, key = '']) => suggest(key, SECTIONS) !== undefined);
}

/** A misspelt section is found among the first keys or not at all. */
const MOST_KEYS = 1000;

/** The lines with every value that may be a secret replaced. */
export function maskLines(lines: readonly string[]): readonly string[] {
  // The indentation of the secret key whose value goes on over the next lines.
  let inside: number | undefined;
  let alone = false;
  let pem = false;
  return lines.map(line => {
    const indent = line.length - line.trimStart().length;
    const isValue = alone && line.trimStart().startsWith(':');
    alone = isSecretKey(ALONE.exec(line)?.[2] ?? '');
    if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY/.test(line)) pem = true;
    if (pem) {
      if (/-----END/.test(line)) pem = false;
      return `${line.slice(0, indent)}${MASK}`;
    }
    if (inside !== undefined && (line.trim() === '' || indent > inside)) {
      return line.trim() === '' ? line : `${line.slice(0, indent)}${MASK}`;
    }
    const masked = isValue ? {text: `${line.slice(0, indent)}: ${MASK}`, open: true} : maskLine(line);
    inside = masked.open ? indent : undefined;
    return masked.text;
  });
}

function maskLine(line: string): {readonly text: string; readonly open: boolean} {
  for (const match of line.matchAll(ENTRY)) {
    if (!isSecretKey(match[2] ?? '')) continue;
    const start = match.index + match[0].length;
    const value = line.slice(start);
    const reference = /^["']?((env|file):[^\s"',}\]]+)/.exec(value)?.[1];
    if (reference !== undefined && isReference(reference)) continue;
    // An empty value, a block scalar's header and an open quote go on below; nothing to the right is worth the risk.
    return {text: value.trim() === '' ? line : `${line.slice(0, start)}${MASK}`, open: true};
  }
  return {text: line, open: false};
}
