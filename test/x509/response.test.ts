import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import type {CertificateSpec} from '../../src/core/model/desired.ts';
import {encodeDer, octetString, oid, sequence, setOf, smallNumber, tagged} from '../../src/x509/der-write.ts';
import {X509Error} from '../../src/x509/error.ts';
import {encodePrivateKey} from '../../src/x509/key.ts';
import {encodePem} from '../../src/x509/pem.ts';
import {writePkcs7} from '../../src/x509/pkcs7.ts';
import {writePfx} from '../../src/x509/pkcs12/write.ts';
import {createRequest} from '../../src/x509/request.ts';
import {readCertificates} from '../../src/x509/response.ts';
import {mutated} from '../support/mutated.ts';
import {CA, EC, pfxInput, pkcs8, RSA, toBer} from './pkcs12/material.ts';

const LEAF = EC.certificate;
const CHAIN = [EC.certificate, CA.certificate];
const PKCS7 = writePkcs7(CHAIN);
const OLD_KEY =
  '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: DES-EDE3-CBC,0011\n\nAAEC\n-----END RSA PRIVATE KEY-----\n';
const PEM = CHAIN.map(der => encodePem('CERTIFICATE', der)).join('');

const SPEC: CertificateSpec = {
  subject: {commonName: 'ec.contoso.com'},
  names: [{value: 'ec.contoso.com', reasons: []}],
  key: {algorithm: 'rsa', size: 2048, exportable: false},
  eku: ['serverAuth'],
  keyUsage: ['digitalSignature'],
  signature: 'sha256',
  authority: 'corp',
  template: 'WebServer',
  renewBefore: {percent: 33},
};
/** As some CAs publish their revocation lists. */
const CRL_ONLY = encodeDer(
  sequence(
    oid('1.2.840.113549.1.7.2'),
    tagged(0, sequence(smallNumber(1), setOf(), sequence(), tagged(1, octetString(Buffer.alloc(200))), setOf())),
  ),
);
const REQUEST = createRequest({spec: SPEC, key: EC.key});

function utf8(text: string): Buffer {
  return Buffer.from(text, 'utf8');
}

function utf16(text: string, order: 'little' | 'big' = 'little'): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return order === 'little' ? bytes : bytes.swap16();
}

/** In one piece, and in lines as certutil writes them. */
function bare(der: Buffer): string {
  return der.toString('base64').replace(/.{76}/g, '$&\r\n');
}

describe('the answer of a CA', () => {
  test.each([
    ['a binary certificate', LEAF],
    ['base64 without armour', utf8(LEAF.toString('base64'))],
    ['base64 in lines', utf8(`\r\n${bare(LEAF)}\r\n`)],
    ['base64 in UTF-16', utf16(`\uFEFF${bare(LEAF)}`)],
  ])('may be %s', (_, data) => {
    expect(readCertificates(data)).toEqual({kind: 'der', certificates: [LEAF]});
  });

  test.each([
    ['PEM', utf8(PEM)],
    ['PEM with CRLF', utf8(PEM.replaceAll('\n', '\r\n'))],
    ['PEM with a byte order mark', utf8(`\uFEFF${PEM}`)],
    ['PEM in UTF-16 with a mark', utf16(`\uFEFF${PEM}`)],
    ['PEM in UTF-16 without a mark', utf16(PEM)],
    ['PEM in UTF-16 with the big end first', utf16(`\uFEFF${PEM}`, 'big')],
    ['PEM in UTF-16 with the big end first and no mark', utf16(PEM, 'big')],
    ['PEM in UTF-16 with half a character at its end', Buffer.concat([utf16(`\uFEFF${PEM}`), Buffer.of(13)])],
    ['PEM with text around', utf8(`subject=CN = ec\nGrüße aus Köln\n${PEM}\nBest regards\n`)],
    ['PEM with text in an old code page', Buffer.concat([Buffer.from('Grüße\n', 'latin1'), utf8(PEM)])],
    ['PEM on a web page', utf8(`<html><body><pre>${PEM}</pre></body></html>`)],
    [
      'PEM beside a key and a request',
      utf8(encodePrivateKey(EC.key) + encodePem('CERTIFICATE REQUEST', REQUEST) + PEM),
    ],
    ['PEM beside a key that was encrypted as of old', utf8(OLD_KEY + PEM)],
    ['PEM below a sentence about it', utf8(`Copy from -----BEGIN CERTIFICATE----- to the end.\n${PEM}`)],
    ['PEM with old labels', utf8(PEM.replaceAll(' CERTIFICATE', ' X509 CERTIFICATE'))],
    [
      'PEM with a leaf and PKCS#7',
      utf8(encodePem('CERTIFICATE', LEAF) + encodePem('PKCS7', writePkcs7([CA.certificate]))),
    ],
  ])('may be %s', (_, data) => {
    expect(readCertificates(data)).toEqual({kind: 'pem', certificates: CHAIN});
  });

  test.each([
    ['PKCS#7 in DER', PKCS7],
    ['PKCS#7 as base64 without armour', utf8(bare(PKCS7))],
    ['PKCS#7 armoured as PKCS7', utf8(encodePem('PKCS7', PKCS7))],
    ['PKCS#7 armoured as PKCS #7 SIGNED DATA', utf8(encodePem('PKCS #7 SIGNED DATA', PKCS7))],
    ['PKCS#7 armoured as CMS', utf8(encodePem('CMS', PKCS7))],
    ['PKCS#7 armoured as CERTIFICATE, as AD CS does', utf8(encodePem('CERTIFICATE', PKCS7).replaceAll('\n', '\r\n'))],
  ])('may be %s', (_, data) => {
    expect(readCertificates(data)).toEqual({kind: 'pkcs7', certificates: CHAIN});
  });

  test('may be PKCS#7 in BER', () => {
    const {kind, certificates} = readCertificates(toBer(PKCS7));
    expect([kind, certificates]).toEqual(['pkcs7', CHAIN.map(toBer)]);
  });

  test('may be bytes within a larger memory', () => {
    const around = Buffer.concat([Buffer.alloc(7), LEAF, Buffer.alloc(7)]);
    const view = new Uint8Array(around.buffer, around.byteOffset + 7, LEAF.length);
    expect(readCertificates(view)).toEqual({kind: 'der', certificates: [LEAF]});
  });

  test('is known as a PFX, which takes a password', async () => {
    const pfx = await writePfx(pfxInput(RSA));
    for (const data of [pfx, toBer(pfx), utf8(pfx.toString('base64')), utf8(encodePem('PKCS12', pfx))]) {
      expect(readCertificates(data)).toEqual({kind: 'pfx', certificates: []});
    }
  });
});

describe('what is no answer of a CA', () => {
  const page = /^it is a web page, not a certificate/;
  test.each([
    ['an empty file', Buffer.alloc(0), 'the file is empty'],
    ['blank lines', utf8('\uFEFF \r\n\r\n'), 'the file is empty'],
    ['a web page', utf8('<!DOCTYPE html>\n<html><body>401</body></html>'), page],
    ['a web page in UTF-16', utf16('\uFEFF\r\n<HTML><head>'), page],
    ['a web page with a mark', utf8('\uFEFF<?xml version="1.0"?><html/>'), page],
    ['a request', REQUEST, 'it is a certificate request, not a certificate'],
    [
      'a request in PEM',
      utf8(encodePem('NEW CERTIFICATE REQUEST', REQUEST)),
      'it holds no certificate, but a certificate request',
    ],
    ['a key', pkcs8(RSA.key) ?? '', 'it is not a certificate, but perhaps a private key'],
    ['a key in PEM', utf8(encodePrivateKey(RSA.key)), 'it holds no certificate, but a private key'],
    [
      'parameters in PEM',
      utf8(encodePem('EC PARAMETERS', Buffer.of(5, 0))),
      'it holds no certificate, but a PEM block "EC PARAMETERS"',
    ],
    ['some text', utf8('Your request is being processed.'), 'it is a text without a certificate'],
    ['some other base64', utf8('SGVsbG8='), 'it is a text without a certificate'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'it is not a certificate in any known form'],
    [
      'text in a CERTIFICATE block',
      utf8(encodePem('CERTIFICATE', utf8('Hello'))),
      'it is not a certificate in any known form',
    ],
    ['PKCS#7 without certificates', CRL_ONLY, 'the file holds no certificate'],
    ['half a certificate', LEAF.subarray(0, 200), /^the file is not well-formed: /],
    ['PEM without its end', utf8(PEM.slice(0, -30)), /has no end/],
    ['PKCS#7 with a broken certificate', writePkcs7([LEAF, Buffer.from('30030201ff', 'hex')]), X509Error],
    ['a file larger than any answer', Buffer.alloc(4 * 1024 * 1024 + 1), 'the file is larger than 4194304 bytes'],
  ])('%s is refused with words that say so', (_, data, words) => {
    const attempt = (): unknown => readCertificates(Buffer.from(data));
    expect(attempt).toThrow(words);
    expect(attempt).toThrow(X509Error);
  });

  test('anything changed is read or refused with an X509Error', () => {
    const originals = [LEAF, PKCS7, utf8(PEM), utf16(`\uFEFF${PEM}`), utf8(bare(PKCS7))].map(mutated);
    fc.assert(
      fc.property(fc.oneof(...originals, fc.uint8Array({maxLength: 300})), data => {
        try {
          readCertificates(data);
        } catch (error) {
          expect(error).toBeInstanceOf(X509Error);
        }
      }),
      {numRuns: 1000},
    );
  });
});
