import {generateKeyPairSync} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import type {CertificateSpec} from '../../src/core/model/desired.ts';
import {verifyChain} from '../../src/x509/chain.ts';
import {X509Error} from '../../src/x509/error.ts';
import {
  authorityKeyIdentifier,
  basicConstraints,
  extKeyUsage,
  keyUsage,
  subjectAltName,
  subjectKeyIdentifier,
  templateName,
} from '../../src/x509/extensions.ts';
import {readCertificate} from '../../src/x509/facts.ts';
import {signCertificate} from '../../src/x509/issue.ts';
import {publicKeyDer} from '../../src/x509/key.ts';
import {decodePem} from '../../src/x509/pem.ts';
import {createRequest, readRequest} from '../../src/x509/request.ts';

const {privateKey: key} = generateKeyPairSync('ec', {namedCurve: 'P-256'});
const {privateKey: rsaKey} = generateKeyPairSync('rsa', {modulusLength: 2048});
const NAME = [
  {type: 'C', value: 'DE'},
  {type: 'O', value: 'Köln'},
  {type: 'CN', value: 'web.contoso.com'},
];

const CERTIFICATE = signCertificate({
  serial: Buffer.of(1, 2, 3),
  subject: NAME,
  issuer: NAME,
  publicKeyDer: publicKeyDer(rsaKey),
  notBefore: new Date('2026-01-01T00:00:00Z'),
  notAfter: new Date('2056-01-01T00:00:00Z'),
  extensions: [
    basicConstraints({ca: true, pathLength: 3}),
    keyUsage(['digitalSignature', 'keyCertSign']),
    extKeyUsage(['1.3.6.1.5.5.7.3.1', '2.25.329800735698586629295641978511506172918']),
    subjectAltName([
      {type: 'dns', value: 'web.contoso.com'},
      {type: 'ip', value: '::1'},
      {type: 'upn', value: 'jörg@contoso.com'},
    ]),
    subjectKeyIdentifier('00ff'),
    authorityKeyIdentifier('00ff'),
    templateName('WebServer'),
  ],
  key: rsaKey,
  hash: 'sha256',
});

const REQUEST = createRequest({
  spec: {
    subject: {commonName: 'web.contoso.com', organization: 'Köln'},
    names: [{value: 'web.contoso.com', reasons: []}],
    key: {algorithm: 'rsa', size: 2048, exportable: false},
    eku: ['serverAuth'],
    keyUsage: ['digitalSignature'],
    signature: 'sha256',
    authority: 'corp',
    template: 'WebServer',
    renewBefore: {percent: 33},
  } satisfies CertificateSpec,
  key,
});

/** Some bytes replaced by others, then perhaps a piece cut out, doubled or cut off. */
function mutated(original: Buffer): fc.Arbitrary<Buffer> {
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

/** Whether it could be read; fails the test when anything but an X509Error comes out. */
function readable(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(X509Error);
    return false;
  }
}

describe('hostile input', () => {
  test('a changed certificate is read or refused with an X509Error, and never trusted', () => {
    const counts = {read: 0, refused: 0};
    fc.assert(
      fc.property(mutated(CERTIFICATE), der => {
        counts[readable(() => readCertificate(der)) ? 'read' : 'refused'] += 1;
        const question = {leaf: der.toString('base64'), intermediates: [], roots: [CERTIFICATE.toString('base64')]};
        readable(() => {
          const verdict = verifyChain({...question, at: new Date('2026-06-01')});
          expect(verdict.ok && !der.equals(CERTIFICATE)).toBe(false);
        });
      }),
      {numRuns: 1500},
    );
    // Both must happen often, or the changes are too coarse or too mild to try the reader.
    expect(counts.read).toBeGreaterThan(50);
    expect(counts.refused).toBeGreaterThan(50);
  });

  test('a changed request is read or refused with an X509Error, and its signature does not fit', () => {
    fc.assert(
      fc.property(mutated(REQUEST), der => {
        readable(() => expect(readRequest(der).signatureValid && !der.equals(REQUEST)).toBe(false));
      }),
      {numRuns: 700},
    );
  });

  test('bytes at random are refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({maxLength: 200}), bytes => {
        expect(() => readCertificate(bytes)).toThrow(X509Error);
        expect(() => readRequest(bytes)).toThrow(X509Error);
      }),
      {numRuns: 300},
    );
  });

  test('any text is taken apart as PEM or refused', () => {
    const pieces = fc.constantFrom('-----BEGIN A-----', '-----END A-----', '-----', '\r\n', 'AAAA', '=', '*', '\uFEFF');
    fc.assert(
      fc.property(fc.array(pieces, {maxLength: 12}), parts => {
        readable(() => decodePem(parts.join('')));
      }),
      {numRuns: 500},
    );
  });

  test.each([
    ['nothing at all', Buffer.alloc(0)],
    ['a single byte', Buffer.of(0x30)],
    ['bytes after the end', Buffer.concat([CERTIFICATE, Buffer.of(0)])],
    ['a missing last byte', CERTIFICATE.subarray(0, -1)],
    ['a length with the sign bit', Buffer.from('3084ffffffff', 'hex')],
    ['a length of eight bytes', Buffer.from('30880000000000000000', 'hex')],
    ['a length of no bytes', Buffer.from('30ff', 'hex')],
    ['values nested without end', Buffer.from('3080'.repeat(100_000), 'hex')],
    ['values nested a thousand deep', nested(1000)],
    ['values nested 65 deep', nested(65)],
    ['100,000 empty values', wrapped(Buffer.from('0500'.repeat(100_000), 'hex'))],
    ['a tag of the long form', Buffer.from('30031f0100', 'hex')],
    ['a primitive value without length', Buffer.from('30040480000000', 'hex')],
    ['a BMPString of odd length', Buffer.from('30031e0141', 'hex')],
  ])('%s: refused at once', (_, der) => {
    const start = performance.now();
    expect(() => readCertificate(der)).toThrow(X509Error);
    expect(performance.now() - start).toBeLessThan(500);
  });
});

function wrapped(contents: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(contents.length);
  return Buffer.concat([Buffer.of(0x30, 0x84), length, contents]);
}

function nested(depth: number): Buffer {
  let der: Buffer = Buffer.from('0500', 'hex');
  for (let i = 0; i < depth; i += 1) der = wrapped(der);
  return der;
}
