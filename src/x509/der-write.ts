import asn1 from 'node-forge/lib/asn1.js';
import {type Asn1, CONTEXT, fromBinary, TAG, toBinary, UNIVERSAL} from './der.ts';

/** Builders of ASN.1 nodes for everything that this folder writes. */

function primitive(tag: number, contents: string): Asn1 {
  return asn1.create(UNIVERSAL, tag, false, contents);
}

export function sequence(...children: readonly Asn1[]): Asn1 {
  return asn1.create(UNIVERSAL, TAG.sequence, true, [...children]);
}

/** DER orders the members of a SET OF by their encoding (X.690 section 11.6). */
export function setOf(...children: readonly Asn1[]): Asn1 {
  const sorted = [...children].sort((a, b) => Buffer.compare(encodeDer(a), encodeDer(b)));
  return asn1.create(UNIVERSAL, TAG.set, true, sorted);
}

/** An OBJECT IDENTIFIER from its dotted form; arcs of any size. */
export function oid(dotted: string): Asn1 {
  return primitive(TAG.oid, oidContents(dotted));
}

/** An INTEGER from its unsigned bytes, big end first. */
export function unsignedInteger(bytes: Uint8Array): Asn1 {
  const digits = toBinary(bytes).replace(/^\0+/, '');
  return primitive(TAG.integer, digits === '' || digits.charCodeAt(0) >= 0x80 ? `\0${digits}` : digits);
}

/** An INTEGER from 0 to 2^32 - 1. */
export function smallNumber(value: number): Asn1 {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return unsignedInteger(bytes);
}

/** An ENUMERATED from 0 to 127. */
export function enumerated(value: number): Asn1 {
  return primitive(TAG.enumerated, String.fromCharCode(value));
}

export function boolean(value: boolean): Asn1 {
  return primitive(TAG.boolean, value ? '\xff' : '\0');
}

export function nothing(): Asn1 {
  return primitive(TAG.null, '');
}

export function octetString(contents: Uint8Array): Asn1 {
  return primitive(TAG.octetString, toBinary(contents));
}

/** A BIT STRING of whole bytes. */
export function bitString(contents: Uint8Array): Asn1 {
  return primitive(TAG.bitString, `\0${toBinary(contents)}`);
}

/** A BIT STRING of named flags: trailing zeros are left out (X.690 section 11.2.2). */
export function flags(set: readonly boolean[]): Asn1 {
  const last = set.lastIndexOf(true);
  const bytes = Buffer.alloc(Math.ceil((last + 1) / 8));
  set.forEach((on, index) => {
    if (on) bytes.writeUInt8(bytes.readUInt8(index >> 3) | (0x80 >> (index & 7)), index >> 3);
  });
  const unused = last < 0 ? 0 : 7 - (last & 7);
  return primitive(TAG.bitString, String.fromCharCode(unused) + toBinary(bytes));
}

/** A text of one of the string types; the caller has checked that the type can hold it. */
export function text(tag: number, value: string): Asn1 {
  if (tag === TAG.utf8String) return primitive(tag, toBinary(Buffer.from(value, 'utf8')));
  return primitive(tag, value);
}

/** A primitive value under an implicit context tag. */
export function implicit(tag: number, contents: string): Asn1 {
  return asn1.create(CONTEXT, tag, false, contents);
}

/** Values under a constructed context tag: explicit tags, and implicit ones of sequences. */
export function tagged(tag: number, ...children: readonly Asn1[]): Asn1 {
  return asn1.create(CONTEXT, tag, true, [...children]);
}

/** Values that are encoded already and stay so byte for byte, under a constructed context tag. */
export function taggedBytes(tag: number, encoded: Uint8Array): Asn1 {
  // The writer puts the type into the first byte as it is, and so takes the bit for "constructed" along with it.
  return asn1.create(CONTEXT, tag | 0x20, false, toBinary(encoded));
}

/** The bytes of a node and of all that is in it. */
export function encodeDer(node: Asn1): Buffer {
  return fromBinary(asn1.toDer(node).getBytes());
}

function oidContents(dotted: string): string {
  const [first = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt);
  return [first * 40n + second, ...rest].map(base128).join('');
}

function base128(value: bigint): string {
  let digits = String.fromCharCode(Number(value & 0x7fn));
  for (let high = value >> 7n; high > 0n; high >>= 7n) {
    digits = String.fromCharCode(Number(high & 0x7fn) | 0x80) + digits;
  }
  return digits;
}
