/**
 * Canaries: secrets that are made for a test, so that every place where one comes to light can be found, in whatever
 * way it was written: as it is, escaped, in base64 (also within other text, and broken into lines as in a PEM), in hex
 * (also with blanks or colons), as numbers, in UTF-16 and in base64 of that.
 */
import {createPrivateKey, type KeyObject, randomBytes} from 'node:crypto';

export interface Canary {
  /** For people: what it is the secret of. */
  readonly name: string;
  /** What tells it, wherever it stands; `text` is looked for in the text as it is, or without blanks and escapes. */
  readonly needles: readonly Needle[];
}

interface Needle {
  readonly form: string;
  readonly text: string;
}

/** A password that is one of a kind, with characters that every kind of text escapes in its own way. */
export function makePassword(): string {
  return `"${randomBytes(18).toString('base64url').replaceAll(/[-_]/g, 'x')}\\ü€`;
}

/** What of a password survives every escaping: its letters and digits. */
const coreOf = (password: string): string => {
  const [core = ''] = password.match(/[A-Za-z0-9]{12,}/) ?? [];
  if (core === '') throw new Error('a canary needs twelve letters or digits in a row');
  return core;
};

/** Half of a password counts as a password. */
export function passwordCanary(name: string, password: string): Canary {
  const core = coreOf(password);
  const half = Math.ceil(core.length / 2);
  const parts = [core.slice(0, half), core.slice(-half)];
  return {name, needles: parts.flatMap(part => formsOf(Buffer.from(part, 'utf8'), part))};
}

/** Bytes that are a secret as they are, such as those that a password is made from. */
export const bytesCanary = (name: string, bytes: Buffer): Canary => ({name, needles: formsOf(bytes)});

/** The numbers that make a key private; what it shares with its public half is no secret. */
export function keyCanary(name: string, key: KeyObject): Canary {
  const jwk = key.export({format: 'jwk'});
  const numbers = [jwk.d, jwk.p, jwk.q, jwk.dp, jwk.dq, jwk.qi].filter(value => typeof value === 'string');
  if (numbers.length === 0) throw new Error('this key has nothing private');
  // A part from the middle, so that neither leading zeros nor the neighbours in an encoding matter.
  const parts = numbers.map(value => Buffer.from(value, 'base64url')).map(bytes => bytes.subarray(8, 8 + 24));
  return {name, needles: parts.flatMap(part => formsOf(part))};
}

/** The canary of a file with a private key in PEM. */
export const keyFileCanary = (name: string, pem: string, passphrase?: string): Canary =>
  keyCanary(name, createPrivateKey({key: pem, ...(passphrase !== undefined && {passphrase})}));

function formsOf(bytes: Buffer, text?: string): readonly Needle[] {
  const wide = Buffer.from(text ?? '', 'utf16le');
  return [
    {form: 'as it is', text: bytes.toString('latin1')},
    {form: 'hex', text: bytes.toString('hex')},
    {form: 'numbers', text: [...bytes].join(',')},
    ...base64Forms(bytes).map(found => ({form: 'base64', text: found})),
    ...(text === undefined
      ? []
      : [
          {form: 'hex of UTF-16', text: wide.toString('hex')},
          ...base64Forms(wide).map(found => ({form: 'base64 of UTF-16', text: found})),
        ]),
  ];
}

/** Base64 of the same bytes differs by where they stand; what depends on their neighbours is left out. */
function base64Forms(bytes: Buffer): readonly string[] {
  return [0, 1, 2].flatMap(offset => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replaceAll('=', '');
    const own = text.slice(offset === 0 ? 0 : offset + 1, Math.floor(((offset + bytes.length) * 8) / 6));
    return [...new Set([own, own.replaceAll('+', '-').replaceAll('/', '_')])];
  });
}

/** A place where no secret may be. */
export interface Place {
  readonly name: string;
  readonly content: string | Buffer;
}

/** `password of the CA: base64 in cscert.log`: one line for each canary and place. */
export function findCanaries(places: readonly Place[], canaries: readonly Canary[]): readonly string[] {
  return places.flatMap(({name, content}) => {
    const haystacks = readingsOf(content);
    return canaries.flatMap(canary => {
      const found = canary.needles.find(({text}) => haystacks.some(haystack => haystack.includes(text)));
      return found === undefined ? [] : [`${canary.name}: ${found.form} in ${name}`];
    });
  });
}

/** The same content as several readers see it. */
function readingsOf(content: string | Buffer): readonly string[] {
  const plain = (typeof content === 'string' ? Buffer.from(content, 'utf8') : content).toString('latin1');
  // UTF-16 of ASCII is ASCII with zeros in between; a PEM within JSON is broken by `\n`, hex by blanks and colons.
  const dense = plain.replaceAll(/\\[rnt]|\\u000[ad]|[\s\0:\\]|0x/g, '');
  return [...new Set([plain, dense, dense.toLowerCase()])];
}
