import {describe, expect, test} from '@jest/globals';
import {requestInf} from '../../../src/connections/powershell/inf.ts';
import {spec} from '../../support/world.ts';

const lineOf = (text: string, key: string): string | undefined =>
  text
    .split('\r\n')
    .find(line => line.startsWith(`${key} = `))
    ?.slice(key.length + 3);

const inf = (over: Parameters<typeof spec>[1] = {}, friendlyName = 'Default') =>
  requestInf({spec: spec('fe01.contoso.com', over), friendlyName});

describe('the INF of a request', () => {
  test('asks for a key that the product can use, and for nothing else', () => {
    const names = ['fe01.contoso.com', '*.contoso.com'].map(value => ({value, reasons: []}));
    expect(inf({names, eku: ['serverAuth', 'clientAuth']}).split('\r\n')).toEqual([
      '[Version]',
      'Signature = "$Windows NT$"',
      '[NewRequest]',
      'Subject = "CN=""fe01.contoso.com"", O=""Contoso"", C=""US"""',
      'FriendlyName = "Default"',
      'RequestType = PKCS10',
      'ProviderName = "Microsoft RSA SChannel Cryptographic Provider"',
      'ProviderType = 12',
      'KeySpec = AT_KEYEXCHANGE',
      'KeyLength = 2048',
      'Exportable = FALSE',
      'MachineKeySet = TRUE',
      'Silent = TRUE',
      'HashAlgorithm = sha256',
      'AlternateSignatureAlgorithm = FALSE',
      'KeyUsage = 0xa0',
      '[EnhancedKeyUsageExtension]',
      'OID = 1.3.6.1.5.5.7.3.1',
      'OID = 1.3.6.1.5.5.7.3.2',
      '[Extensions]',
      '2.5.29.17 = "{text}"',
      '_continue_ = "dns=fe01.contoso.com&"',
      '_continue_ = "dns=*.contoso.com&"',
      '',
    ]);
  });

  test('has quotes, commas, plus signs, semicolons and percent signs in values as the two syntaxes want them', () => {
    const subject = {commonName: 'fe01.contoso.com', organization: 'Ho"use; 100% + Sons, Ltd ', city: 'a=b\\c'};
    expect(lineOf(inf({subject}), 'Subject')).toBe(
      '"CN=""fe01.contoso.com"", O=""Ho""""use; 100%% + Sons, Ltd "", L=""a=b\\c"""',
    );
    expect(lineOf(inf({}, '50% "off"'), 'FriendlyName')).toBe('"50%% ""off"""');
  });

  test.each(['Contoso', "Contoso (D'Or), Ltd. +/:=?-"])('leaves a printable subject as it is: %s', organization => {
    const subject = {commonName: 'fe01.contoso.com', organization};
    expect(lineOf(inf({subject}), 'X500NameFlags')).toBeUndefined();
  });

  // Without it Windows makes a BMPString of each of them.
  test.each([
    ['beyond ASCII', {organization: 'Gebrüder'}],
    ['with an ampersand', {organization: 'Wood & Grove'}],
    ['with an underscore', {organizationalUnit: 'IT_1'}],
    ['with a quote', {organization: 'Con"toso'}],
    ['that is a wildcard', {commonName: '*.contoso.com'}],
  ])('says that a subject %s is UTF-8', (_what, over) => {
    const subject = {commonName: 'fe01.contoso.com', ...over};
    expect(lineOf(inf({subject}), 'X500NameFlags')).toBe('0x40000');
  });

  test.each([
    ['a line break in the subject', {subject: {commonName: 'a', organization: 'x\r\nExportable = TRUE'}}, 'n'],
    ['a line break in the friendly name', {}, 'x\nExportable = TRUE'],
    ['a line separator', {}, 'x\u2028y'],
    ['a name that begins another one', {names: [{value: 'a&dns=evil.com', reasons: []}]}, 'n'],
    ['a quote in a name', {names: [{value: 'a"', reasons: []}]}, 'n'],
  ])('is refused with %s', (_what, over, friendlyName) => {
    expect(() => inf(over, friendlyName)).toThrow(/No request can be made/);
  });
});
