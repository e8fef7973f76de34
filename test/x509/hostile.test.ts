import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {verifyChain} from '../../src/x509/chain.ts';
import {toBinary} from '../../src/x509/der.ts';
import {readTree} from '../../src/x509/der-tree.ts';
import {X509Error} from '../../src/x509/error.ts';
import {readCertificate} from '../../src/x509/facts.ts';
import {decodePem} from '../../src/x509/pem.ts';
import {readPkcs7} from '../../src/x509/pkcs7.ts';
import {readRequest} from '../../src/x509/request.ts';
import {expectBoth, tryChanged} from '../support/mutated.ts';
import {BUNDLE, CERTIFICATE, REQUEST} from './specimens.ts';

/** Together with those of pkcs12/hostile.test.ts 20,000 changed files. */
const CASES = {certificates: 7000, requests: 5000, bundles: 4000};
const SEEDS = [1, 915_851_885] as const;

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
    const root = CERTIFICATE.toString('base64');
    const tally = tryChanged(CERTIFICATE, {cases: CASES.certificates, seeds: SEEDS}, der => {
      readCertificate(der);
      const leaf = der.toString('base64');
      const verdict = verifyChain({leaf, intermediates: [], roots: [root], at: new Date('2026-06-01')});
      if (verdict.ok && !der.equals(CERTIFICATE)) throw new Error('a changed certificate is trusted');
    });
    expectBoth(tally, 500);
  });

  test('a changed request is read or refused with an X509Error, and its signature does not fit other wishes', () => {
    const original = readRequest(REQUEST);
    const tally = tryChanged(REQUEST, {cases: CASES.requests, seeds: SEEDS}, der => {
      const {signature, ...asked} = readRequest(der);
      // The name of the algorithm stands outside of what is signed too.
      if (!asked.signatureValid || signature.oid !== original.signature.oid) return;
      expect({signature, ...asked}).toEqual(original);
    });
    expectBoth(tally, 500);
  });

  test('a changed PKCS#7 gives certificates or an X509Error', () => {
    const tally = tryChanged(BUNDLE, {cases: CASES.bundles, seeds: SEEDS}, file => {
      if (!readPkcs7(file).every(der => file.includes(der))) throw new Error('it was not in the file');
    });
    expectBoth(tally, 500);
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
  ])('%s: refused', (_, der) => {
    for (const read of [readCertificate, readRequest, readPkcs7]) expect(() => read(der)).toThrow(X509Error);
  });

  test.each([
    ['values nested 65 deep', nested(65), 'nested more than 64 deep'],
    ['10,001 values', wrapped(Buffer.from('0500'.repeat(10_000), 'hex')), 'more than 10000 ASN.1 values'],
  ])('%s are refused for that', (_, der, why) => {
    for (const read of [readCertificate, readRequest, readPkcs7]) expect(() => read(der)).toThrow(why);
  });

  test.each([
    ['64 deep', nested(64)],
    ['10,000 in number', wrapped(Buffer.from('0500'.repeat(9999), 'hex'))],
  ])('values that are %s are within the limits', (_, der) => {
    expect(() => readTree(toBinary(der))).not.toThrow();
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
