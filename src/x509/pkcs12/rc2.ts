/**
 * Decryption with RC2 in CBC mode (RFC 2268). Windows and OpenSSL encrypted the certificates of a PFX with its 40-bit
 * variant for twenty years, and the OpenSSL in Node no longer has it. It protects nothing; it is here to read.
 */

/** The permutation of RFC 2268 section 2, from the digits of pi. */
const PI_TABLE = Buffer.from(
  'd978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2179a59f587b34f1361456d8d09817d32' +
    'bd8f40eb86b77b0bf09521225c6b4e8254d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626' +
    '6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed708e8eade8052eef784aa72ac354d6a2a' +
    '961ad2715a1549744b9fd05e0418a4ecc2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731' +
    '2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a90d38341bab33ffb0bb480c5fb9b1cd2e' +
    'c5f3db47e5a59c770aa62068fe7fc1ad',
  'hex',
);

/** How far the four words are turned in each mixing round. */
const TURNS = [1, 2, 3, 5] as const;

export interface Rc2Input {
  readonly key: Buffer;
  /** Effective bits of the key. */
  readonly bits: number;
  /** 8 bytes. */
  readonly iv: Buffer;
  /** Whole blocks of 8 bytes. */
  readonly data: Buffer;
}

/** The plain text with its padding still on it. */
export function decryptRc2({key, bits, iv, data}: Rc2Input): Buffer {
  const words = expandKey(key, bits);
  const plain = Buffer.alloc(data.length);
  for (let start = 0; start < data.length; start += 8) {
    const block = decryptBlock(words, data.subarray(start, start + 8));
    const previous = start === 0 ? iv : data.subarray(start - 8, start);
    for (let at = 0; at < 8; at += 1) plain.writeUInt8(block.readUInt8(at) ^ previous.readUInt8(at), start + at);
  }
  return plain;
}

/** 64 words of 16 bits, the little end first. */
function expandKey(key: Buffer, bits: number): readonly number[] {
  const bytes = [...key];
  const pi = (index: number): number => PI_TABLE.readUInt8(index & 0xff);
  const at = (index: number): number => bytes[index] ?? 0;
  for (let i = key.length; i < 128; i += 1) bytes.push(pi(at(i - 1) + at(i - key.length)));
  const effective = Math.ceil(bits / 8);
  bytes[128 - effective] = pi(at(128 - effective) & (0xff >> (8 * effective - bits)));
  for (let i = 127 - effective; i >= 0; i -= 1) bytes[i] = pi(at(i + 1) ^ at(i + effective));
  return Array.from({length: 64}, (_, i) => at(2 * i) | (at(2 * i + 1) << 8));
}

/** Sixteen rounds of mixing backwards; after the fifth and the eleventh a round of mashing. */
function decryptBlock(words: readonly number[], block: Buffer): Buffer {
  const r: number[] = [0, 2, 4, 6].map(at => block.readUInt16LE(at));
  const word = (index: number): number => r[index & 3] ?? 0;
  for (let round = 15; round >= 0; round -= 1) {
    for (let i = 3; i >= 0; i -= 1) {
      const turn = TURNS[i] ?? 0;
      const turned = (word(i) >>> turn) | (word(i) << (16 - turn));
      const mixed = (word(i + 3) & word(i + 2)) + (~word(i + 3) & word(i + 1));
      r[i] = (turned - (words[4 * round + i] ?? 0) - mixed) & 0xffff;
    }
    if (round !== 11 && round !== 5) continue;
    for (let i = 3; i >= 0; i -= 1) r[i] = (word(i) - (words[word(i + 3) & 63] ?? 0)) & 0xffff;
  }
  const plain = Buffer.alloc(8);
  r.forEach((value, i) => {
    plain.writeUInt16LE(value, 2 * i);
  });
  return plain;
}
