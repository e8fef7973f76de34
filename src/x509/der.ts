import {type Asn1, readTree} from './der-tree.ts';
import {X509Error} from './error.ts';

export type {Asn1} from './der-tree.ts';

/** Tag numbers of the universal class (X.680 section 8.4). */
export const TAG = {
  boolean: 1,
  integer: 2,
  bitString: 3,
  octetString: 4,
  null: 5,
  oid: 6,
  enumerated: 10,
  utf8String: 12,
  sequence: 16,
  set: 17,
  numericString: 18,
  printableString: 19,
  teletexString: 20,
  ia5String: 22,
  utcTime: 23,
  generalizedTime: 24,
  visibleString: 26,
  universalString: 28,
  bmpString: 30,
} as const;

export const UNIVERSAL = 0;
export const CONTEXT = 128;

/** An OID in a certificate is seldom over 20 bytes; the limit keeps hostile arcs from costing big-number work. */
const MAX_OID_BYTES = 128;

/** A certificate holds some 25 identifiers out of the same few dozen; looking them up is a sixth of the whole reading. */
const knownOids = new Map<string, string>();
const MAX_KNOWN_OIDS = 500;

/** Reads exactly one DER or BER value. `what` names it in the message. */
export function parseDer(bytes: string, what: string): Asn1 {
  try {
    return readTree(bytes);
  } catch (error) {
    if (!(error instanceof X509Error)) throw error;
    throw new X509Error(`${what} is not well-formed: ${error.message}`);
  }
}

/** Where a value lies in its bytes: from its tag to the byte after its last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where a node lies that was read: what came as BER is hashed and verified as it came, never written anew. */
export function spanOf({start, end}: Asn1): Span {
  if (start === undefined || end === undefined) throw new Error('a node that was not read lies nowhere');
  return {start, end};
}

export function isUniversal(node: Asn1 | undefined, tag: number): node is Asn1 {
  return node !== undefined && node.tagClass === UNIVERSAL && node.type === tag;
}

/** The number of a context-specific tag, undefined for every other node. */
export function contextTag(node: Asn1 | undefined): number | undefined {
  return node?.tagClass === CONTEXT ? node.type : undefined;
}

/** What a SEQUENCE is made of. */
export function readSequence(node: Asn1 | undefined, what: string): readonly Asn1[] {
  if (!isUniversal(node, TAG.sequence)) throw new X509Error(`${what} is not a SEQUENCE`);
  return childrenOf(node, what);
}

/** What a SET is made of. */
export function readSet(node: Asn1 | undefined, what: string): readonly Asn1[] {
  if (!isUniversal(node, TAG.set)) throw new X509Error(`${what} is not a SET`);
  return childrenOf(node, what);
}

/** What a constructed node is made of, whatever its tag. */
export function childrenOf(node: Asn1, what: string): readonly Asn1[] {
  if (!node.constructed || typeof node.value === 'string') throw new X509Error(`${what} holds no further values`);
  return node.value;
}

/** The contents of a primitive node with this universal tag. */
export function readPrimitive(node: Asn1 | undefined, tag: number, what: string): string {
  if (!isUniversal(node, tag)) throw new X509Error(`${what} has the wrong ASN.1 type`);
  return contentsOf(node, what);
}

/** The contents of a primitive node, whatever its tag. */
export function contentsOf(node: Asn1, what: string): string {
  if (typeof node.value !== 'string') throw new X509Error(`${what} is in pieces, where one value is expected`);
  return node.value;
}

/** A BIT STRING of whole bytes, as keys and signatures are. */
export function readBitStringBytes(node: Asn1 | undefined, what: string): string {
  const bits = readPrimitive(node, TAG.bitString, what);
  if (bits.length === 0 || bits.charCodeAt(0) !== 0) throw new X509Error(`${what} is not a bit string of whole bytes`);
  return bits.slice(1);
}

export function readBoolean(node: Asn1, what: string): boolean {
  const bytes = readPrimitive(node, TAG.boolean, what);
  if (bytes.length !== 1) throw new X509Error(`${what} is not a BOOLEAN of one byte`);
  return bytes.charCodeAt(0) !== 0;
}

/** A whole number from 0 to 2^31 - 1. */
export function readSmallInteger(node: Asn1 | undefined, what: string): number {
  const bytes = readPrimitive(node, TAG.integer, what);
  if (bytes.length === 0) throw new X509Error(`${what} is a number of no bytes`);
  if (bytes.charCodeAt(0) >= 0x80) throw new X509Error(`${what} is negative`);
  const digits = bytes.replace(/^\0+/, '');
  if (digits.length > 4) throw new X509Error(`${what} is too large`);
  let value = 0;
  for (let i = 0; i < digits.length; i += 1) value = value * 256 + digits.charCodeAt(i);
  if (value > 0x7fffffff) throw new X509Error(`${what} is too large`);
  return value;
}

/** Bits of an unsigned number, as one counts the size of a key. */
export function bitLength(bytes: string): number {
  let first = 0;
  while (first < bytes.length && bytes.charCodeAt(first) === 0) first += 1;
  if (first === bytes.length) return 0;
  return (bytes.length - first - 1) * 8 + (32 - Math.clz32(bytes.charCodeAt(first)));
}

/** An object identifier in dotted form. */
export function readOid(node: Asn1 | undefined, what: string): string {
  return oidFromBytes(readPrimitive(node, TAG.oid, what), what);
}

/** As `readOid`, for contents under an implicit tag. Arcs of any size are exact (2.25 has arcs of 128 bits). */
export function oidFromBytes(bytes: string, what: string): string {
  const known = knownOids.get(bytes);
  if (known !== undefined) return known;
  const dotted = decodeOid(bytes, what);
  if (knownOids.size < MAX_KNOWN_OIDS) knownOids.set(bytes, dotted);
  return dotted;
}

/** A number that begins with a zero: another writing of what has one already (X.690 section 8.19.2). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: bytes are meant.
const PADDED = /(?:^|[\x00-\x7f])\x80/;

function decodeOid(bytes: string, what: string): string {
  if (bytes.length === 0 || bytes.length > MAX_OID_BYTES || bytes.charCodeAt(bytes.length - 1) >= 0x80) {
    throw new X509Error(`${what} is not an object identifier`);
  }
  if (PADDED.test(bytes)) throw new X509Error(`${what} is an object identifier with padding`);
  let dotted = '';
  let arc = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes.charCodeAt(i);
    arc = arc * 128 + (byte & 0x7f);
    // Beyond this a number is no longer exact.
    if (arc > Number.MAX_SAFE_INTEGER / 128) return bigOid(bytes);
    if (byte >= 0x80) continue;
    if (dotted !== '') dotted += `.${arc}`;
    // The first number of the encoding holds two arcs (X.690 section 8.19.4).
    else dotted = arc < 80 ? `${Math.floor(arc / 40)}.${arc % 40}` : `2.${arc - 80}`;
    arc = 0;
  }
  return dotted;
}

/** The slow way, exact for arcs of any size. */
function bigOid(bytes: string): string {
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const byte of fromBinary(bytes)) {
    arc = arc * 128n + BigInt(byte & 0x7f);
    if (byte >= 0x80) continue;
    arcs.push(arc);
    arc = 0n;
  }
  const [first = 0n, ...rest] = arcs;
  const top = first < 80n ? [first / 40n, first % 40n] : [2n, first - 80n];
  return [...top, ...rest].join('.');
}

/** Bytes as a binary string, one character per byte. */
export function toBinary(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** The inverse of `toBinary`. */
export function fromBinary(bytes: string): Buffer {
  return Buffer.from(bytes, 'latin1');
}

/** Lower-case hex of a binary string. */
export function toHex(bytes: string): string {
  return fromBinary(bytes).toString('hex');
}
