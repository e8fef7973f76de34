/**
 * The bytes of a base64 text (RFC 4648 section 4) in the one form that its bytes have: padded, no unused bit set, nothing
 * else in between. Undefined for any other text, and for an empty one. Texts may be megabytes long: encoding again what
 * was decoded asks every character without a regular expression, whose stack may not suffice for them.
 */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length > 0 && bytes.toString('base64') === text ? bytes : undefined;
}
