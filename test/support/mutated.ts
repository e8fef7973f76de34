import {randomInt} from 'node:crypto';
import {expect} from '@jest/globals';
import fc from 'fast-check';
import {X509Error} from '../../src/x509/error.ts';

/** Some bytes replaced by others, then perhaps a piece cut out, doubled or cut off. */
export function mutated(original: Buffer): fc.Arbitrary<Buffer> {
  const place = fc.nat(original.length - 1);
  const value = fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0x1e, 0x1f, 0x30, 0x7f, 0x80, 0x81, 0x84, 0xff));
  const bytes = fc.array(fc.tuple(place, value), {minLength: 1, maxLength: 4});
  const piece = fc.tuple(fc.constantFrom('none', 'none', 'cut', 'double', 'end'), place, fc.nat(16));
  return fc.tuple(bytes, piece).map(([changes, [way, at, length]]) => {
    const copy = Buffer.from(original);
    for (const [index, byte] of changes) copy.writeUInt8(byte, index);
    if (way === 'cut') return Buffer.concat([copy.subarray(0, at), copy.subarray(at + length)]);
    if (way === 'double') return Buffer.concat([copy.subarray(0, at + length), copy.subarray(at)]);
    return way === 'end' ? copy.subarray(0, at) : copy;
  });
}

/** A value of DER, of which only the structure is known. Octet strings that hold DER are taken apart too. */
interface Node {
  readonly tag: number;
  readonly value: Buffer | readonly Node[];
  /** What stands before the values in the contents: the unused bits of a BIT STRING. */
  readonly prefix: Buffer;
  /** How many values there are in it, itself counted. */
  readonly size: number;
  readonly der: Buffer;
}

const CONSTRUCTED = 0x20;
const BIT_STRING = 3;
const OCTET_STRING = 4;
const NOTHING: Buffer = Buffer.alloc(0);

/** Undefined for what is no row of values that fills the bytes exactly. */
function parseAll(bytes: Buffer): readonly Node[] | undefined {
  const nodes: Node[] = [];
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at + 1] ?? 0x80;
    const count = first < 0x80 ? 0 : first & 0x7f;
    const body = at + 2 + count;
    if (first === 0x80 || count > 3 || body > bytes.length) return undefined;
    const end = body + (count === 0 ? first : bytes.readUIntBE(at + 2, count));
    if (end > bytes.length) return undefined;
    nodes.push(parseNode(bytes.readUInt8(at), bytes.subarray(body, end)));
    at = end;
  }
  return nodes;
}

function parseNode(tag: number, contents: Buffer): Node {
  if ((tag & CONSTRUCTED) !== 0) return make(tag, parseAll(contents) ?? contents);
  const prefix = tag === BIT_STRING ? contents.subarray(0, 1) : NOTHING;
  const wraps = (tag === OCTET_STRING || tag === BIT_STRING) && contents.length > prefix.length + 1;
  const inner = wraps ? parseAll(contents.subarray(prefix.length)) : undefined;
  return inner === undefined ? make(tag, contents) : make(tag, inner, prefix);
}

function make(tag: number, value: Node['value'], prefix: Buffer = NOTHING): Node {
  const parts = Buffer.isBuffer(value) ? [value] : value.map(({der}) => der);
  const length = parts.reduce((sum, part) => sum + part.length, prefix.length);
  const header = [tag, ...lengthBytes(length)];
  const size = Buffer.isBuffer(value) ? 1 : value.reduce((sum, one) => sum + one.size, 1);
  return {tag, value, prefix, size, der: Buffer.concat([Buffer.from(header), prefix, ...parts])};
}

function lengthBytes(length: number): readonly number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

/** What becomes of a node: any number of nodes in its place. */
type Change = (node: Node) => readonly Node[];

/** The node with that number in the order of the encoding is changed. */
function changeAt(nodes: readonly Node[], number: number, change: Change): readonly Node[] {
  let left = number;
  return nodes.flatMap(node => {
    const here = left;
    left -= node.size;
    if (here < 0 || here >= node.size) return [node];
    if (here === 0 || Buffer.isBuffer(node.value)) return change(node);
    return [make(node.tag, changeAt(node.value, here - 1, change), node.prefix)];
  });
}

/** Tags that readers know, and some that they do not. */
const TAGS = [1, 2, 3, 4, 5, 6, 10, 12, 19, 20, 22, 23, 24, 28, 30, 0x30, 0x31, 0x80, 0x82, 0xa0, 0xa1, 0xa3] as const;
/** Contents at which a reader may stumble: nothing, negative and big numbers, an arc beyond 2^53, no UTF-8. */
const CONTENTS = [
  '',
  '00',
  '01',
  'ff',
  '80',
  '7fffffff',
  '80000000',
  '00ffffffffffffffff',
  '06808080',
  '2a9fffffffffffffffff7f',
]
  .concat(['c3', 'd800', '0000d800', '00110000', 'ff'.repeat(40), '30800000', '3080', `${'30'.repeat(70)}`])
  .map(hex => Buffer.from(hex, 'hex'));

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.constant<Change>(() => []),
  fc.constant<Change>(node => [node, node]),
  fc.constant<Change>(node => [make(0x30, [node])]),
  fc.constant<Change>(({value}) => (Buffer.isBuffer(value) ? [] : value)),
  fc.constant<Change>(node =>
    Buffer.isBuffer(node.value) ? [node] : [make(node.tag, node.value.toReversed(), node.prefix)],
  ),
  fc.constantFrom(...TAGS).map(
    (tag): Change =>
      ({value, prefix}) => [make(tag, value, prefix)],
  ),
  fc.constantFrom(...CONTENTS).map(
    (value): Change =>
      ({tag}) => [make(tag, value)],
  ),
  fc.uint8Array({maxLength: 12}).map(
    (bytes): Change =>
      ({tag}) => [make(tag, Buffer.from(bytes))],
  ),
);

/**
 * Values of DER left out, doubled, wrapped, unwrapped, turned round, retagged or filled with something else, with
 * lengths that fit again: what `mutated` makes is mostly refused for its lengths, and this goes on to the readers.
 */
export function remade(original: Buffer): fc.Arbitrary<Buffer> {
  const root = parseAll(original);
  if (root === undefined) throw new Error('the original is no DER');
  const most = root.reduce((sum, node) => sum + node.size, 0);
  const changes = fc.array(fc.tuple(fc.nat(most - 1), change), {minLength: 1, maxLength: 3});
  return changes.map(all => {
    const nodes = all.reduce<readonly Node[]>((sofar, [number, one]) => changeAt(sofar, number, one), root);
    return Buffer.concat(nodes.map(({der}) => der));
  });
}

/** What came of many changed files. */
export interface Tally {
  read: number;
  refused: number;
}

/**
 * Gives a reader so many changed files, one half of each kind, and looks at what it makes of them. Whatever it throws
 * has to be an X509Error. The seeds that once found something are tried each time, and another one besides, which a
 * failure names (CSCERT_SEED repeats it); so the original must be a file, and not made anew by each run.
 */
export function tryChanged(
  original: Buffer,
  {cases, seeds}: {readonly cases: number; readonly seeds: readonly number[]},
  read: (changed: Buffer) => void,
): Tally {
  const tally: Tally = {read: 0, refused: 0};
  const body = (changed: Buffer): void => {
    tally[withoutStacks(() => reads(read, changed)) ? 'read' : 'refused'] += 1;
  };
  const all = [...seeds, Number(process.env['CSCERT_SEED'] ?? randomInt(2 ** 31))];
  const numRuns = Math.ceil(cases / all.length / 2);
  for (const seed of all) {
    fc.assert(fc.property(mutated(original), body), {numRuns, seed});
    fc.assert(fc.property(remade(original), body), {numRuns, seed});
  }
  return tally;
}

function reads(read: (changed: Buffer) => void, changed: Buffer): boolean {
  try {
    read(changed);
    return true;
  } catch (error) {
    if (error instanceof X509Error) return false;
    throw error;
  }
}

/** Taking down where a refusal comes from takes longer than the refusal, and nobody asks. Other errors come again. */
function withoutStacks<T>(body: () => T): T {
  const {stackTraceLimit} = Error;
  Error.stackTraceLimit = 0;
  try {
    return body();
  } catch {
    Error.stackTraceLimit = stackTraceLimit;
    return body();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Fails unless both happened often: else the changes are too coarse or too mild to try the reader. */
export function expectBoth({read, refused}: Tally, least: number): void {
  expect(read).toBeGreaterThan(least);
  expect(refused).toBeGreaterThan(least);
}
