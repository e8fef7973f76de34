import {describe, expect, test} from '@jest/globals';
import {oidFromBytes, parseDer, readOid, toBinary} from '../../src/x509/der.ts';
import {encodeDer, flags, oid, smallNumber, unsignedInteger} from '../../src/x509/der-write.ts';
import {X509Error} from '../../src/x509/error.ts';

describe('object identifiers', () => {
  test.each([
    '0.9.2342.19200300.100.1.25',
    '1.2.840.113549.1.1.11',
    '1.39.1',
    '2.5.29.17',
    '2.999.3',
    '1.3.6.1.4.1.311.21.8.9007199254740993',
    '2.25.329800735698586629295641978511506172918',
  ])('%s is written and read exactly', dotted => {
    const der = encodeDer(oid(dotted));
    expect(readOid(parseDer(toBinary(der), 'a test'), 'a test')).toBe(dotted);
  });

  test('that are empty, cut off or longer than any that exists are refused', () => {
    for (const bytes of ['', '\x2a\x86', '\x2a'.padEnd(200, '\x01')]) {
      expect(() => oidFromBytes(bytes, 'a test')).toThrow(X509Error);
    }
  });

  test('that are another writing of a known one, with zeros before a number, are refused', () => {
    const serverAuth = '\x2b\x06\x01\x05\x05\x07\x03\x01';
    expect(oidFromBytes(serverAuth, 'a test')).toBe('1.3.6.1.5.5.7.3.1');
    for (const bytes of [`\x80${serverAuth}`, serverAuth.replace('\x07', '\x80\x07'), `${serverAuth}\x80\x80\x01`]) {
      expect(() => oidFromBytes(bytes, 'a test')).toThrow('is an object identifier with padding');
    }
    expect(oidFromBytes('\x2b\x81\x80\x01', 'a test')).toBe('1.3.16385');
  });
});

describe('numbers and flags', () => {
  test.each([
    [[0], '020100'],
    [[0, 0, 1], '020101'],
    [[0x7f], '02017f'],
    [[0x80], '02020080'],
    [[0xff, 0xff], '020300ffff'],
  ])('the bytes %j are written as %s', (bytes, hex) => {
    expect(encodeDer(unsignedInteger(Buffer.from(bytes))).toString('hex')).toBe(hex);
  });

  test('flags leave out zeros at the end', () => {
    expect(encodeDer(flags([true, false, true, false])).toString('hex')).toBe('030205a0');
    expect(encodeDer(flags([...Array<boolean>(8).fill(false), true])).toString('hex')).toBe('0303070080');
    expect(encodeDer(flags([false])).toString('hex')).toBe('030100');
    expect(encodeDer(smallNumber(256)).toString('hex')).toBe('02020100');
  });
});
