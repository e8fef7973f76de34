import {X509Error} from './error.ts';

/**
 * A first pass over DER or BER that looks at tags and lengths only. The tree reader behind it follows lengths in good
 * faith (32-bit shifts, no node limit, BMP strings of odd length), so nothing reaches it that has not passed here.
 *
 * Bytes are a binary string, one character per byte, because that is what the tree reader works on.
 */

const MAX_DEPTH = 64;
const MAX_NODES = 10_000;
const CONSTRUCTED = 0x20;
const TAG_NUMBER = 0x1f;
const BMP_STRING = 30;
const INDEFINITE = -1;

/** Where a value lies in its bytes: from its tag to the byte after its last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The state of a pass. The header of the value at hand is kept in it, because an object for each would cost more than the pass. */
interface Scan {
  readonly bytes: string;
  nodes: number;
  tag: number;
  /** Where the contents begin. */
  body: number;
  /** Length of the contents, or INDEFINITE. */
  length: number;
}

/** Throws unless the bytes are exactly one well-formed value within the limits. */
export function scanDer(bytes: string): void {
  const end = scanValue(newScan(bytes), 0, {end: bytes.length, depth: 0});
  if (end !== bytes.length) throw new X509Error(`${bytes.length - end} bytes follow after the end of the ASN.1 value`);
}

/** Where the values lie that the constructed value at `start` is made of. Only for bytes that `scanDer` has passed. */
export function childSpans(bytes: string, start: number): readonly Span[] {
  const scan = newScan(bytes);
  readHeader(scan, start, bytes.length);
  const endless = scan.length === INDEFINITE;
  const end = endless ? bytes.length : scan.body + scan.length;
  const spans: Span[] = [];
  let offset = scan.body;
  while (offset < end && !(endless && isEndMark(bytes, offset))) {
    const next = endOfValue(scan, offset, end);
    spans.push({start: offset, end: next});
    offset = next;
  }
  return spans;
}

function newScan(bytes: string): Scan {
  return {bytes, nodes: 0, tag: 0, body: 0, length: 0};
}

function endOfValue(scan: Scan, start: number, end: number): number {
  readHeader(scan, start, end);
  return scan.length === INDEFINITE ? scanValue(scan, start, {end, depth: 0}) : scan.body + scan.length;
}

interface Limits {
  /** Where the value that contains this one ends. */
  readonly end: number;
  readonly depth: number;
}

/** Checks the value at `start`, with all that it contains, and returns where it ends. */
function scanValue(scan: Scan, start: number, limits: Limits): number {
  if (limits.depth > MAX_DEPTH) throw new X509Error(`ASN.1 values are nested more than ${MAX_DEPTH} deep`);
  scan.nodes += 1;
  if (scan.nodes > MAX_NODES) throw new X509Error(`there are more than ${MAX_NODES} ASN.1 values`);
  readHeader(scan, start, limits.end);
  const {tag, body, length} = scan;
  if ((tag & CONSTRUCTED) !== 0) {
    if (length === INDEFINITE) return scanUntilMark(scan, body, {end: limits.end, depth: limits.depth + 1});
    return scanUntilEnd(scan, body, {end: body + length, depth: limits.depth + 1});
  }
  if (length === INDEFINITE) throw new X509Error('a primitive ASN.1 value has no length');
  if ((tag & TAG_NUMBER) === BMP_STRING && length % 2 !== 0) {
    throw new X509Error('a BMPString has an odd number of bytes');
  }
  return body + length;
}

function scanUntilEnd(scan: Scan, start: number, limits: Limits): number {
  let offset = start;
  while (offset < limits.end) offset = scanValue(scan, offset, limits);
  return offset;
}

function scanUntilMark(scan: Scan, start: number, limits: Limits): number {
  let offset = start;
  while (!isEndMark(scan.bytes, offset)) offset = scanValue(scan, offset, limits);
  if (offset + 2 > limits.end) throw new X509Error('an ASN.1 value of indefinite length has no end');
  return offset + 2;
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
