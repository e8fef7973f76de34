import {afterAll, beforeAll, expect} from '@jest/globals';
import {type ParsedCertificate, parseCertificate} from '../../src/x509/certificate.ts';
import {isSignedBy} from '../../src/x509/signature.ts';
import {hasOpenssl, openWorkshop, type Workshop} from '../support/openssl.ts';
import {realPart} from '../support/real-parts.ts';

const {describe, test} = realPart('openssl 3', hasOpenssl());

const RSA = ['-newkey', 'rsa:2048'];
const PSS = ['-sigopt', 'rsa_padding_mode:pss'];

describe('isSignedBy', () => {
  let shop: Workshop;
  beforeAll(() => {
    shop = openWorkshop();
  });
  afterAll(() => shop?.remove());

  function selfSigned(options: readonly string[]): Buffer {
    const output = ['-nodes', '-keyout', 'key.pem', '-outform', 'DER', '-out', 'made.der'];
    shop.openssl('req', '-x509', ...options, ...output, '-subj', '/CN=self');
    return shop.read('made.der');
  }

  function ownSignatureFits(der: Buffer): boolean {
    const certificate: ParsedCertificate = parseCertificate(der);
    return isSignedBy(certificate, certificate);
  }

  test.each<[string, readonly string[]]>([
    ['RSASSA-PKCS1-v1_5 with SHA-256', RSA],
    ['RSASSA-PKCS1-v1_5 with SHA-1', [...RSA, '-sha1']],
    ['RSASSA-PSS with SHA-256', [...RSA, ...PSS]],
    ['RSASSA-PSS with SHA-384 and a short salt', [...RSA, ...PSS, '-sha384', '-sigopt', 'rsa_pss_saltlen:20']],
    ['RSASSA-PSS with SHA-1', [...RSA, ...PSS, '-sha1', '-sigopt', 'rsa_pss_saltlen:20']],
    ['RSASSA-PSS of an RSA-PSS key', ['-newkey', 'rsa-pss', '-pkeyopt', 'rsa_keygen_bits:2048']],
    ['ECDSA with SHA-384', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384', '-sha384']],
    ['Ed25519', ['-newkey', 'ed25519']],
    ['Ed448', ['-newkey', 'ed448']],
  ])('tells a signature by %s from one that was changed', (_, options) => {
    const der = selfSigned(options);
    expect(ownSignatureFits(der)).toBe(true);
    const renamed = Buffer.from(der.toString('latin1').replaceAll('self', 'elfs'), 'latin1');
    expect(ownSignatureFits(renamed)).toBe(false);
  });

  test('refuses a signature that is said to be of another kind than the key makes', () => {
    const certificate = parseCertificate(selfSigned(RSA));
    const {signature} = certificate;
    expect(isSignedBy({...certificate, signature}, certificate)).toBe(true);
    const ecdsa = {scheme: 'ecdsa', hash: 'sha256', oid: '1.2.840.10045.4.3.2'} as const;
    expect(isSignedBy({...certificate, signature: ecdsa}, certificate)).toBe(false);
    const edwards = parseCertificate(selfSigned(['-newkey', 'ed25519']));
    const other = {scheme: 'eddsa', oid: '1.3.101.113'} as const;
    expect(isSignedBy(edwards, edwards)).toBe(true);
    expect(isSignedBy({...edwards, signature: other}, edwards)).toBe(false);
  });

  test('refuses a certificate whose algorithm inside is not the one outside', () => {
    const der = selfSigned(RSA);
    const sha256 = Buffer.from('2a864886f70d01010b', 'hex');
    const sha384 = Buffer.from('2a864886f70d01010c', 'hex');
    expect(ownSignatureFits(der)).toBe(true);
    const outside = der.lastIndexOf(sha256);
    sha384.copy(der, outside);
    expect(der.indexOf(sha256)).not.toBe(outside);
    expect(ownSignatureFits(der)).toBe(false);
  });
});
