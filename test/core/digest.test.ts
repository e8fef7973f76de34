import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {canonicalJson, sha256Hex, specDigest} from '../../src/core/digest.ts';
import type {CertificateSpec} from '../../src/core/model/desired.ts';
import {Secret} from '../../src/core/secret.ts';

const SPEC: CertificateSpec = {
  subject: {commonName: 'fepool01.contoso.com', organization: 'Contoso'},
  names: [
    {value: 'fepool01.contoso.com', reasons: ['name of the pool']},
    {value: 'fe01.contoso.com', reasons: ['name of this server']},
  ],
  key: {algorithm: 'rsa', size: 2048, exportable: false},
  eku: ['serverAuth', 'clientAuth'],
  keyUsage: ['digitalSignature', 'keyEncipherment'],
  signature: 'sha256',
  authority: 'corp',
  template: 'WebServer',
  renewBefore: {percent: 33},
};

describe('the digest of a specification', () => {
  test('is the SHA-256 of its canonical form, which must not change while requests wait for approval', () => {
    const form =
      '{"authority":"corp","eku":["clientAuth","serverAuth"],"form":1,' +
      '"key":{"algorithm":"rsa","exportable":false,"size":2048},"keyUsage":["digitalSignature","keyEncipherment"],' +
      '"names":["fe01.contoso.com","fepool01.contoso.com"],"signature":"sha256",' +
      '"subject":{"commonName":"fepool01.contoso.com","organization":"Contoso"},"template":"WebServer"}';
    expect(specDigest(SPEC)).toBe(sha256Hex(form));
  });

  test.each<[string, Partial<CertificateSpec>]>([
    ['the common name', {subject: {...SPEC.subject, commonName: 'x.contoso.com'}}],
    ['the organization', {subject: {commonName: 'fepool01.contoso.com'}}],
    ['a name less', {names: SPEC.names.slice(1)}],
    ['the key size', {key: {...SPEC.key, size: 4096}}],
    ['whether the key is exportable', {key: {...SPEC.key, exportable: true}}],
    ['the EKU', {eku: ['serverAuth']}],
    ['the key usage', {keyUsage: ['digitalSignature']}],
    ['the signature hash', {signature: 'sha384'}],
    ['the authority', {authority: 'public'}],
    ['the template', {template: 'LyncServer'}],
  ])('changes with %s', (_title, change) => {
    expect(specDigest({...SPEC, ...change})).not.toBe(specDigest(SPEC));
  });

  test.each<[string, Partial<CertificateSpec>]>([
    ['renewal', {renewBefore: {milliseconds: 86_400_000}}],
    ['the order of names', {names: SPEC.names.toReversed()}],
    ['the reasons of names', {names: SPEC.names.map(({value}) => ({value, reasons: []}))}],
    ['the order of EKUs', {eku: ['clientAuth', 'serverAuth']}],
    ['the order of key usages', {keyUsage: ['keyEncipherment', 'digitalSignature']}],
    ['the order of subject fields', {subject: {organization: 'Contoso', commonName: 'fepool01.contoso.com'}}],
  ])('does not change with %s', (_title, change) => {
    expect(specDigest({...SPEC, ...change})).toBe(specDigest(SPEC));
  });
});

describe('canonical JSON', () => {
  test('is JSON that reads back as the same value, in one spelling', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const text = canonicalJson(value);
        // -0 is the one number whose JSON reads back as another.
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  test('sorts keys by code units at every depth and leaves out what is undefined', () => {
    expect(canonicalJson({b: 1, a: {d: [2, {f: null, e: 'x'}], c: undefined}, B: true})).toBe(
      '{"B":true,"a":{"d":[2,{"e":"x","f":null}]},"b":1}',
    );
  });

  test.each([
    ['a secret', {password: new Secret('x')}],
    ['a date', new Date(0)],
    ['a number without end', Number.POSITIVE_INFINITY],
    ['an undefined item', [undefined]],
    ['a function', () => 1],
    ['a big integer', 1n],
  ])('refuses %s', (_title, value) => {
    expect(() => canonicalJson(value)).toThrow('Not a JSON value');
  });
});

test('the hash of a text is that of its UTF-8 bytes', () => {
  expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(sha256Hex('é')).toBe('4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c');
});
