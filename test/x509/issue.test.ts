import {generateKeyPairSync, type KeyObject} from 'node:crypto';
import {afterAll, beforeAll, expect} from '@jest/globals';
import type {DistinguishedName} from '../../src/core/model/certificate.ts';
import {parseCertificate} from '../../src/x509/certificate.ts';
import {X509Error} from '../../src/x509/error.ts';
import {
  authorityKeyIdentifier,
  basicConstraints,
  crlDistributionPoints,
  type Extension,
  extKeyUsage,
  keyIdentifier,
  keyUsage,
  subjectAltName,
  subjectKeyIdentifier,
  templateName,
} from '../../src/x509/extensions.ts';
import {readCertificate} from '../../src/x509/facts.ts';
import {type CertificateInput, signCertificate} from '../../src/x509/issue.ts';
import {publicKeyDer, spkiHash} from '../../src/x509/key.ts';
import {encodePem} from '../../src/x509/pem.ts';
import {readCrlDistributionPoints} from '../../src/x509/read-extensions.ts';
import {hasOpenssl, openWorkshop, type Workshop} from '../support/openssl.ts';
import {realPart} from '../support/real-parts.ts';

const {describe, test} = realPart('openssl 3', hasOpenssl());

const ROOT: DistinguishedName = [
  {type: 'O', value: 'Contoso'},
  {type: 'CN', value: 'Würzburg Root'},
];
const HOSTS = ['web.contoso.com', 'sip.contoso.com', '*.contoso.com'];
const DATES = {notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2036-01-01T00:00:00Z')};

describe('signCertificate', () => {
  let shop: Workshop;
  let rootKey: KeyObject;
  let leafKey: KeyObject;
  beforeAll(() => {
    shop = openWorkshop();
    rootKey = generateKeyPairSync('rsa', {modulusLength: 2048}).privateKey;
    leafKey = generateKeyPairSync('rsa', {modulusLength: 2048}).privateKey;
  });
  afterAll(() => shop?.remove());

  function root(key: KeyObject, change: Partial<CertificateInput> = {}): Buffer {
    const id = keyIdentifier(publicKeyDer(key));
    const usages = [basicConstraints({ca: true, pathLength: 0}), keyUsage(['keyCertSign', 'cRLSign'])];
    const extensions = [...usages, subjectKeyIdentifier(id), authorityKeyIdentifier(id)];
    const names = {subject: ROOT, issuer: ROOT};
    const keys = {publicKeyDer: publicKeyDer(key), key, hash: 'sha256' as const};
    return signCertificate({serial: Buffer.of(0x80, 1), ...names, ...DATES, ...keys, extensions, ...change});
  }

  function leafExtensions(issuer: KeyObject): readonly Extension[] {
    return [
      basicConstraints({ca: false}),
      keyUsage(['digitalSignature', 'keyEncipherment']),
      extKeyUsage(['1.3.6.1.5.5.7.3.1']),
      subjectAltName([...HOSTS.map(value => ({type: 'dns', value}) as const), {type: 'ip', value: '2001:db8::1'}]),
      subjectKeyIdentifier(keyIdentifier(publicKeyDer(leafKey))),
      authorityKeyIdentifier(keyIdentifier(publicKeyDer(issuer))),
      templateName('WebServer'),
      crlDistributionPoints(['http://crl.contoso.com/root.crl', 'ldap://contoso.com/cn=root']),
    ];
  }

  function leaf(issuer: KeyObject, change: Partial<CertificateInput> = {}): Buffer {
    const names = {subject: [{type: 'CN', value: 'web.contoso.com'}], issuer: ROOT};
    const keys = {publicKeyDer: publicKeyDer(leafKey), key: issuer, hash: 'sha256' as const};
    return signCertificate({
      serial: Buffer.of(2),
      ...names,
      ...DATES,
      ...keys,
      extensions: leafExtensions(issuer),
      ...change,
    });
  }

  function verify(rootDer: Buffer, leafDer: Buffer, ...options: readonly string[]): number {
    shop.write('root.pem', encodePem('CERTIFICATE', rootDer));
    shop.write('leaf.pem', encodePem('CERTIFICATE', leafDer));
    const rules = ['-x509_strict', '-purpose', 'sslserver', '-attime', String(Date.UTC(2030, 0) / 1000)];
    const stores = ['-no-CApath', '-no-CAstore', '-CAfile', 'root.pem', '-check_ss_sig'];
    return shop.tryOpenssl('verify', ...stores, ...rules, ...options, 'leaf.pem').code;
  }

  test.each([...HOSTS.slice(0, 2), 'any.contoso.com'])('makes certificates that OpenSSL accepts for %s', host => {
    expect(verify(root(rootKey), leaf(rootKey), '-verify_hostname', host)).toBe(0);
  });

  test('makes certificates that OpenSSL refuses for another host', () => {
    expect(verify(root(rootKey), leaf(rootKey), '-verify_hostname', 'web.fabrikam.com')).not.toBe(0);
    expect(verify(root(rootKey), leaf(rootKey), '-verify_ip', '2001:db8::1')).toBe(0);
    expect(verify(root(rootKey), leaf(rootKey), '-verify_ip', '2001:db8::2')).not.toBe(0);
  });

  test.each([
    ['P-256', () => generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey],
    ['Ed25519', () => generateKeyPairSync('ed25519').privateKey],
    ['Ed448', () => generateKeyPairSync('ed448').privateKey],
  ])('signs with a key of type %s', (_, makeKey) => {
    const key = makeKey();
    expect(verify(root(key), leaf(key), '-verify_hostname', 'web.contoso.com')).toBe(0);
  });

  test('writes what is read again', () => {
    const der = leaf(rootKey);
    expect(readCertificate(der)).toMatchObject({
      spki: spkiHash(leafKey),
      serial: '2',
      subject: [{type: 'CN', value: 'web.contoso.com'}],
      issuer: ROOT,
      notBefore: '2026-01-01T00:00:00Z',
      notAfter: '2036-01-01T00:00:00Z',
      eku: ['1.3.6.1.5.5.7.3.1'],
      keyUsage: ['digitalSignature', 'keyEncipherment'],
      ca: false,
      template: {name: 'WebServer'},
      names: [...HOSTS.map(value => ({type: 'dns', value})), {type: 'ip', value: '2001:db8::1'}],
      authorityKeyId: keyIdentifier(publicKeyDer(rootKey)),
      selfIssued: false,
    });
    expect(readCertificate(root(rootKey))).toMatchObject({serial: '8001', ca: true, pathLength: 0, selfIssued: true});
    expect(readCrlDistributionPoints(parseCertificate(der).extensions)).toEqual([
      'http://crl.contoso.com/root.crl',
      'ldap://contoso.com/cn=root',
    ]);
  });

  test('writes UTCTime until 2049 and GeneralizedTime from 2050', () => {
    const notBefore = new Date('2049-12-31T23:59:59.999Z');
    const notAfter = new Date('2050-01-01T00:00:00Z');
    const der = leaf(rootKey, {notBefore, notAfter});
    expect(der.includes('\x17\x0d491231235959Z', 0, 'latin1')).toBe(true);
    expect(der.includes('\x18\x0f20500101000000Z', 0, 'latin1')).toBe(true);
    expect(readCertificate(der)).toMatchObject({notBefore: '2049-12-31T23:59:59Z', notAfter: '2050-01-01T00:00:00Z'});
  });

  test.each<[string, Partial<CertificateInput>]>([
    ['a serial number of zero', {serial: Buffer.alloc(4)}],
    ['a serial number of more than 20 bytes', {serial: Buffer.alloc(20, 0xff)}],
    ['an end before the begin', {notBefore: DATES.notAfter, notAfter: DATES.notBefore}],
    ['a time that is none', {notAfter: new Date(Number.NaN)}],
    ['a year beyond 9999', {notAfter: new Date('+010000-01-01T00:00:00Z')}],
    ['a public key that is none', {publicKeyDer: Buffer.from('junk')}],
  ])('refuses %s', (_, change) => {
    expect(() => leaf(rootKey, change)).toThrow(X509Error);
  });
});
