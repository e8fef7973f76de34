import {X509Error} from './error.ts';

/**
 * Reads DER and BER into a tree in one pass, and trusts nothing: every length is held
 * against what contains it, and depth and number of nodes are limited, before anything is made of them. node-forge's own
 * reader follows lengths in good faith (32-bit shifts, no node limit), so that its trees would need such a pass before
 * them, and takes twenty times as long as one: a plan of 10,000 servers reads 30,000 certificates.
 *
 * Bytes are a binary string, one character per byte, because that is what node-forge's writer works on.
 */

const MAX_DEPTH = 64;
const MAX_NODES = 10_000;
const TAG_CLASS = 0xc0;
const CONSTRUCTED = 0x20;
const TAG_NUMBER = 0x1f;
const BMP_STRING = 30;
const INDEFINITE = -1;

/** The state of a pass. The header of the value at hand is kept in it, because an object for each would cost more than the pass. */
interface Scan {
  readonly bytes: string;
  nodes: number;
  tag: number;
  /** Where the contents begin. */
  body: number;
  /** Length of the contents, or INDEFINITE. */
  length: number;
  /** Where the value that was read last ends. */
  end: number;
}

/**
 * A node of the ASN.1 tree, in the form that node-forge's writer takes. Contents of primitive nodes are binary strings,
 * one character per byte; those of a BMPString are its text, with the pairs of bytes joined.
 */
export interface Asn1 {
  /** 0, 64, 128 or 192: the two high bits of the tag. */
  readonly tagClass: number;
  /** The tag's number. */
  readonly type: number;
  readonly constructed: boolean;
  /** The writer's word for the same. */
  readonly composed: boolean;
  readonly value: string | readonly Asn1[];
  /** Where it lies in the bytes that it was read from; absent in what is to be written. */
  readonly start?: number;
  readonly end?: number;
}

/** Throws X509Error unless the bytes are exactly one well-formed value within the limits. */
export function readTree(bytes: string): Asn1 {
  const scan = newScan(bytes);
  const root = readValue(scan, 0, {end: bytes.length, depth: 0});
  if (scan.end !== bytes.length) {
    throw new X509Error(`${bytes.length - scan.end} bytes follow after the end of the ASN.1 value`);
  }
  return root;
}

function newScan(bytes: string): Scan {
  return {bytes, nodes: 0, tag: 0, body: 0, length: 0, end: 0};
}

interface Limits {
  /** Where the value that contains this one ends. */
  readonly end: number;
  readonly depth: number;
}

/** The value at `start`, with all that it contains. */
function readValue(scan: Scan, start: number, limits: Limits): Asn1 {
  if (limits.depth > MAX_DEPTH) throw new X509Error(`ASN.1 values are nested more than ${MAX_DEPTH} deep`);
  scan.nodes += 1;
  if (scan.nodes > MAX_NODES) throw new X509Error(`there are more than ${MAX_NODES} ASN.1 values`);
  readHeader(scan, start, limits.end);
  const {tag, body, length} = scan;
  const constructed = (tag & CONSTRUCTED) !== 0;
  const value = constructed ? readChildren(scan, limits) : readContents(scan);
  if (!constructed) scan.end = body + length;
  return {
    tagClass: tag & TAG_CLASS,
    type: tag & TAG_NUMBER,
    constructed,
    composed: constructed,
    value,
    start,
    end: scan.end,
  };
}

/** What the constructed value is made of whose header was read. */
function readChildren(scan: Scan, limits: Limits): readonly Asn1[] {
  const {body, length} = scan;
  const endless = length === INDEFINITE;
  const inside = {end: endless ? limits.end : body + length, depth: limits.depth + 1};
  const children: Asn1[] = [];
  scan.end = body;
  while (endless ? !isEndMark(scan.bytes, scan.end) : scan.end < inside.end) {
    children.push(readValue(scan, scan.end, inside));
  }
  if (!endless) return children;
  if (scan.end + 2 > inside.end) throw new X509Error('an ASN.1 value of indefinite length has no end');
  scan.end += 2;
  return children;
}

function readContents({bytes, tag, body, length}: Scan): string {
  if (length === INDEFINITE) throw new X509Error('a primitive ASN.1 value has no length');
  return (tag & TAG_NUMBER) === BMP_STRING ? joinPairs(bytes, body, length) : bytes.slice(body, body + length);
}

/** The text of a BMPString: two bytes are one UTF-16 code unit. */
function joinPairs(bytes: string, start: number, length: number): string {
  if (length % 2 !== 0) throw new X509Error('a BMPString has an odd number of bytes');
  let text = '';
  for (let at = start; at < start + length; at += 2) {
    text += String.fromCharCode(bytes.charCodeAt(at) * 256 + bytes.charCodeAt(at + 1));
  }
  return text;
}

/** Reads tag and length at `start` into the scan; the whole value must lie before `end`. */
function readHeader(scan: Scan, start: number, end: number): void {
  const {bytes} = scan;
  if (end - start < 2) throw new X509Error('an ASN.1 value is cut off');
  scan.tag = bytes.charCodeAt(start);
  if ((scan.tag & TAG_NUMBER) === TAG_NUMBER) {
    throw new X509Error('an ASN.1 tag is of the long form, which X.509 never uses');
  }
  const first = bytes.charCodeAt(start + 1);
  const count = first < 0x80 ? 0 : first & 0x7f;
  scan.body = start + 2 + count;
  if (first === 0x80) {
    scan.length = INDEFINITE;
    return;
  }
  // Four bytes reach 4 GiB, far above any file that is read; more is an attempt to overflow.
  if (count > 4) throw new X509Error('an ASN.1 length is written in more than 4 bytes');
  if (scan.body > end) throw new X509Error('an ASN.1 value is cut off');
  scan.length = count === 0 ? first : readLength(bytes, start + 2, scan.body);
  if (scan.body + scan.length > end) throw new X509Error('an ASN.1 value is longer than what contains it');
}

function readLength(bytes: string, start: number, end: number): number {
  let length = 0;
  for (let at = start; at < end; at += 1) length = length * 256 + bytes.charCodeAt(at);
  return length;
}

function isEndMark(bytes: string, offset: number): boolean {
  return bytes.charCodeAt(offset) === 0 && bytes.charCodeAt(offset + 1) === 0;
}
