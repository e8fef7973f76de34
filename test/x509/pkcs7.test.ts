import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {encodeDer, nothing, oid, sequence, setOf, smallNumber, tagged} from '../../src/x509/der-write.ts';
import {X509Error} from '../../src/x509/error.ts';
import {encodePem} from '../../src/x509/pem.ts';
import {readPkcs7, writePkcs7} from '../../src/x509/pkcs7.ts';
import {hasOpenssl, openWorkshop, type Workshop} from '../support/openssl.ts';
import {realPart} from '../support/real-parts.ts';
import {CA, EC, RSA, toBer} from './pkcs12/material.ts';

const ALL = [EC.certificate, RSA.certificate, CA.certificate];
const SIGNED_DATA = '1.2.840.113549.1.7.2';

describe('PKCS#7 as a bag of certificates', () => {
  test.each([0, 1, 3])('is read as it was written, with %i certificates', count => {
    expect(readPkcs7(writePkcs7(ALL.slice(0, count)))).toEqual(ALL.slice(0, count));
  });

  test('keeps each certificate byte for byte, DER or not', () => {
    // A serial number with a zero too many, as some CAs wrote it: decoding and encoding would shorten it.
    const odd = Buffer.from('300630040202000a', 'hex');
    expect(readPkcs7(writePkcs7([odd, EC.certificate]))).toEqual([odd, EC.certificate]);
  });

  test('is read in BER without lengths', () => {
    const ber = toBer(writePkcs7(ALL));
    expect(ber.readUInt16BE()).toBe(0x3080);
    // The certificates are in BER too there, and come as they are.
    expect(readPkcs7(ber)).toEqual(ALL.map(toBer));
  });

  test('passes over what is no certificate', () => {
    const attributeCertificate = tagged(2, nothing());
    const content = sequence(
      smallNumber(1),
      setOf(),
      sequence(oid('1.2.840.113549.1.7.1')),
      tagged(0, attributeCertificate, sequence(smallNumber(7))),
      tagged(1, sequence()),
      setOf(),
    );
    const file = encodeDer(sequence(oid(SIGNED_DATA), tagged(0, content)));
    expect(readPkcs7(file)).toEqual([encodeDer(sequence(smallNumber(7)))]);
  });

  test.each([
    ['a certificate', EC.certificate],
    ['of another type', encodeDer(sequence(oid('1.2.840.113549.1.7.3'), tagged(0, sequence())))],
    ['without contents', encodeDer(sequence(oid(SIGNED_DATA)))],
    ['with contents under no tag', encodeDer(sequence(oid(SIGNED_DATA), sequence(sequence(smallNumber(1)))))],
    ['with empty contents', encodeDer(sequence(oid(SIGNED_DATA), tagged(0)))],
    ['with other contents', encodeDer(sequence(oid(SIGNED_DATA), tagged(0, smallNumber(1))))],
    ['cut off', writePkcs7(ALL).subarray(0, -1)],
    ['empty', Buffer.alloc(0)],
  ])('is refused when it is %s', (_, data) => {
    expect(() => readPkcs7(data)).toThrow(X509Error);
  });
});

const openssl = realPart('openssl 3', hasOpenssl());

openssl.describe('PKCS#7 and OpenSSL', () => {
  let shop: Workshop;
  beforeAll(() => {
    shop = openWorkshop();
    shop.write('all.pem', ALL.map(der => encodePem('CERTIFICATE', der)).join(''));
  });
  afterAll(() => shop?.remove());

  test('we read what it bundles', () => {
    shop.openssl('crl2pkcs7', '-nocrl', '-certfile', 'all.pem', '-outform', 'DER', '-out', 'all.p7b');
    expect(readPkcs7(shop.read('all.p7b'))).toEqual(ALL);
  });

  test('and write it the same', () => {
    shop.openssl('crl2pkcs7', '-nocrl', '-certfile', 'all.pem', '-outform', 'DER', '-out', 'all.p7b');
    expect(writePkcs7(ALL)).toEqual(shop.read('all.p7b'));
    shop.write('ours.p7b', writePkcs7(ALL));
    const text = shop.openssl('pkcs7', '-inform', 'DER', '-in', 'ours.p7b', '-print_certs', '-noout');
    expect(text.match(/subject=.*/g)).toEqual([
      'subject=CN = ec.contoso.com',
      'subject=CN = rsa.contoso.com',
      'subject=CN = Contoso CA',
    ]);
  });

  test('we read the certificates beside a real signature, and in streamed BER', () => {
    shop.write('key.pem', EC.key.export({type: 'pkcs8', format: 'pem'}).toString());
    shop.write('ec.pem', encodePem('CERTIFICATE', EC.certificate));
    shop.write('others.pem', [RSA, CA].map(({certificate}) => encodePem('CERTIFICATE', certificate)).join(''));
    shop.write('text', 'some text');
    const sign = [
      'cms',
      '-sign',
      '-in',
      'text',
      '-signer',
      'ec.pem',
      '-inkey',
      'key.pem',
      '-certfile',
      'others.pem',
      '-nodetach',
    ];
    for (const stream of [[], ['-stream', '-indef']]) {
      shop.openssl(...sign, '-outform', 'DER', '-out', 'signed.p7s', ...stream);
      expect(readPkcs7(shop.read('signed.p7s'))).toEqual(expect.arrayContaining(ALL));
    }
    expect(shop.read('signed.p7s').readUInt16BE()).toBe(0x3080);
  });
});
