import {describe, expect, test} from '@jest/globals';
import type {DistinguishedName} from '../../src/core/model/certificate.ts';
import {type Asn1, parseDer, TAG, toBinary} from '../../src/x509/der.ts';
import {encodeDer, oid, sequence, setOf, text} from '../../src/x509/der-write.ts';
import {formatName, nameKey, readName, readTextName, sameName, writeName} from '../../src/x509/distinguished-name.ts';
import {X509Error} from '../../src/x509/error.ts';
import {readText} from '../../src/x509/text.ts';

function dn(...attributes: readonly (readonly [type: string, value: string])[]): DistinguishedName {
  return attributes.map(([type, value]) => ({type, value}));
}

describe('names', () => {
  test('are written and read in their order', () => {
    const name = dn(['C', 'DE'], ['DC', 'contoso'], ['O', 'Köln & Söhne'], ['1.2.3.4', 'x'], ['CN', 'web']);
    expect(readName(parseDer(toBinary(encodeDer(writeName(name))), 'a name'), 'a name')).toEqual(name);
  });

  test('are written as PrintableString where it can be, else as UTF8String, addresses as IA5String', () => {
    const hex = (type: string, value: string): string => encodeDer(writeName(dn([type, value]))).toString('hex');
    expect(hex('C', 'US')).toContain('13025553');
    expect(hex('O', 'A')).toContain('130141');
    expect(hex('O', 'A*')).toContain('0c02412a');
    expect(hex('O', 'ä')).toContain('0c02c3a4');
    expect(hex('DC', 'A')).toContain('160141');
    expect(hex('emailAddress', 'a@b')).toContain('1603614062');
  });

  test('with an unknown attribute are not written', () => {
    expect(() => writeName(dn(['nickname', 'x']))).toThrow(X509Error);
  });

  test('with several attributes in one set keep them all', () => {
    const pair = setOf(
      sequence(oid('2.5.4.3'), text(TAG.utf8String, 'web')),
      sequence(oid('2.5.4.5'), text(TAG.printableString, '17')),
    );
    const read = readName(parseDer(toBinary(encodeDer(sequence(pair))), 'a name'), 'a name');
    expect(read).toEqual(expect.arrayContaining([...dn(['CN', 'web'], ['serialNumber', '17'])]));
    expect(read).toHaveLength(2);
  });

  test.each<[DistinguishedName, string]>([
    [dn(['C', 'US'], ['O', 'Contoso'], ['CN', 'web']), 'CN=web, O=Contoso, C=US'],
    [dn(['O', 'Contoso, Ltd']), 'O=Contoso\\, Ltd'],
    [dn(['O', 'a+b"c\\d<e>f;g']), 'O=a\\+b\\"c\\\\d\\<e\\>f\\;g'],
    [dn(['O', '#hash']), 'O=\\#hash'],
    [dn(['O', ' both ']), 'O=\\ both\\ '],
    [dn(['O', 'x\\ ']), 'O=x\\\\\\ '],
    [dn(['O', ' ']), 'O=\\ '],
    [dn(['CN', 'a\0b\x1b[31m\x9b']), 'CN=a\\00b\\1b[31m\\c2\\9b'],
    [dn(['CN', 'ärger']), 'CN=ärger'],
    [dn(['CN', '']), 'CN='],
    [dn(), ''],
  ])('are shown with the escapes of RFC 4514: %j', (name, shown) => {
    expect(formatName(name)).toBe(shown);
  });

  test('are the same whatever their letter case and spaces', () => {
    const name = dn(['O', 'Contoso  Ltd'], ['CN', ' Root']);
    const other = dn(['O', 'CONTOSO ltd'], ['CN', 'root ']);
    expect(sameName(name, other)).toBe(true);
    expect(nameKey(name)).toBe(nameKey(other));
    for (const different of [
      dn(['O', 'Contoso Ltd']),
      dn(['CN', 'root'], ['O', 'Contoso Ltd']),
      dn(['O', 'ContosoLtd'], ['CN', 'root']),
    ]) {
      expect(sameName(name, different)).toBe(false);
      expect(nameKey(name)).not.toBe(nameKey(different));
    }
  });
});

describe('a value that is no text', () => {
  const hexOf = (text: string): string => text.replaceAll(' ', '');
  const nameWith = (type: string, value: string): Asn1 =>
    sequence(
      setOf(sequence(oid('2.5.4.10'), text(TAG.utf8String, 'Contoso'))),
      setOf(sequence(oid(type), parseDer(toBinary(Buffer.from(hexOf(value), 'hex')), 'a value'))),
    );
  const read = (node: Asn1): DistinguishedName => readName(parseDer(toBinary(encodeDer(node)), 'a name'), 'a name');

  test.each([
    ['a bit string', '2.5.4.45', '03 02 06 40'],
    ['a date', '1.3.6.1.5.5.7.9.1', '18 0f 31393730303130313030303030305a'],
    ['a GeneralString', '2.5.4.3', '1b 01 41'],
    ['Latin-1 that calls itself UTF-8', '2.5.4.3', '0c 03 4dfc6c'],
    ['half a character', '2.5.4.3', '1e 02 d83d'],
    ['a list', '2.5.4.3', '30 03 0c 01 41'],
  ])('is kept as what it is: %s', (_what, type, value) => {
    const name = read(nameWith(type, value));
    expect(name).toEqual(dn(['O', 'Contoso'], [`OID.${type}`, `#${hexOf(value)}`]));
    expect(formatName(name)).toBe(`${type}=#${hexOf(value)}, O=Contoso`);
    expect(sameName(name, read(nameWith(type, value)))).toBe(true);
  });

  test('equals no text, whatever that says', () => {
    const [encoded] = read(nameWith('1.2.3.4', '03 02 06 40')).slice(1);
    if (encoded === undefined) throw new Error('the attribute is not there');
    for (const value of ['#03020640', '03020640', '\\#03020640']) {
      const alike = read(nameWith('1.2.3.4', encodeDer(text(TAG.utf8String, value)).toString('hex'))).slice(1);
      expect(sameName([encoded], alike)).toBe(false);
      expect(nameKey([encoded])).not.toBe(nameKey(alike));
      expect(formatName([encoded])).not.toBe(formatName(alike));
    }
    const other = read(nameWith('1.2.3.4', '03 02 06 c0')).slice(1);
    expect(sameName([encoded], other)).toBe(false);
  });

  test('is neither written nor taken in the subject of a request', () => {
    const node = nameWith('2.5.4.45', '03 02 06 40');
    expect(() => writeName(read(node))).toThrow(X509Error);
    expect(() => readTextName(parseDer(toBinary(encodeDer(node)), 'a name'), 'the subject')).toThrow(
      'OID.2.5.4.45 of the subject is not a text',
    );
  });
});

describe('texts', () => {
  const read = (tag: number, bytes: string): string =>
    readText(
      parseDer(
        toBinary(
          Buffer.from(
            `${tag.toString(16).padStart(2, '0')}${(bytes.length / 2).toString(16).padStart(2, '0')}${bytes}`,
            'hex',
          ),
        ),
        'a text',
      ),
      'a text',
    );

  test.each([
    ['UTF-8', TAG.utf8String, 'c3a4f09f9880', 'ä😀'],
    ['UTF-8 with a byte order mark', TAG.utf8String, 'efbbbf41', '\uFEFFA'],
    ['Latin-1 in a TeletexString', TAG.teletexString, '4de4', 'Mä'],
    ['Latin-1 in a PrintableString', TAG.printableString, '4de4', 'Mä'],
    ['UTF-16 in a BMPString', TAG.bmpString, '0041d83dde00', 'A😀'],
    ['UTF-32 in a UniversalString', TAG.universalString, '000000410001f600', 'A😀'],
  ])('in %s are read', (_, tag, bytes, value) => {
    expect(read(tag, bytes)).toBe(value);
  });

  test.each([
    ['bytes that are not UTF-8', TAG.utf8String, 'c328'],
    ['half a character of UTF-16', TAG.bmpString, 'd83d'],
    ['three bytes of UTF-32', TAG.universalString, '000041'],
    ['a character beyond Unicode', TAG.universalString, '00110000'],
    ['half a character in UTF-32', TAG.universalString, '0000d83d'],
    ['a number instead of a text', TAG.integer, '41'],
  ])('of %s are refused', (_, tag, bytes) => {
    expect(() => read(tag, bytes)).toThrow(X509Error);
  });
});
