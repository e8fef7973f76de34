import fc from 'fast-check';

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
