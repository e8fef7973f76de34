import {createHash, X509Certificate} from 'node:crypto';
import {afterAll, beforeAll, expect} from '@jest/globals';
import type {CertificateFacts, GeneralName} from '../../src/core/model/certificate.ts';
import {readCertificate} from '../../src/x509/facts.ts';
import {hasOpenssl, openWorkshop, type Workshop} from '../support/openssl.ts';
import {realPart} from '../support/real-parts.ts';

const {describe, test} = realPart('openssl 3', hasOpenssl());

interface Made {
  readonly key?: readonly string[];
  readonly subject?: string;
  readonly extensions?: readonly string[];
  /** Further lines of the configuration, for sections that extensions refer to. */
  readonly sections?: readonly string[];
  readonly options?: readonly string[];
  /** String types for names, in OpenSSL's words. */
  readonly mask?: string;
  readonly version1?: boolean;
}

const RSA = ['-newkey', 'rsa:2048'];
const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];

describe('readCertificate', () => {
  let shop: Workshop;
  beforeAll(() => {
    shop = openWorkshop();
  });
  afterAll(() => shop?.remove());

  function make(made: Made): Buffer {
    const {key = EC, subject = '/CN=host.contoso.com', options = []} = made;
    shop.write('req.cnf', configOf(made));
    const output = ['-nodes', '-keyout', 'key.pem', '-outform', 'DER', '-out', 'made.der'];
    shop.openssl('req', '-x509', '-config', 'req.cnf', ...key, ...output, '-subj', subject, '-utf8', ...options);
    return shop.read('made.der');
  }

  function facts(made: Made): CertificateFacts {
    return readCertificate(make(made));
  }

  function names(value: string, ...sections: readonly string[]): readonly GeneralName[] {
    return facts({extensions: [`subjectAltName = ${value}`], sections}).names;
  }

  test('everything that plans compare is read from an RSA certificate', () => {
    const der = make({
      key: RSA,
      subject: '/C=US/ST=WA/L=Redmond/O=Contoso/OU=Voice/CN=host.contoso.com',
      extensions: [
        'basicConstraints = critical,CA:TRUE,pathlen:1',
        'keyUsage = critical,digitalSignature,keyEncipherment,decipherOnly',
        'extendedKeyUsage = serverAuth,clientAuth,1.3.6.1.4.1.311.20.2.1',
        'subjectAltName = DNS:host.contoso.com,DNS:*.contoso.com',
      ],
      options: ['-set_serial', '0x0A1b2C', '-sha384'],
    });
    const openssl = new X509Certificate(der);
    const publicKey = openssl.publicKey.export({type: 'spki', format: 'der'});
    expect(readCertificate(der)).toEqual({
      thumbprint: openssl.fingerprint.replaceAll(':', ''),
      spki: createHash('sha256').update(publicKey).digest('hex'),
      subject: ['C=US', 'ST=WA', 'L=Redmond', 'O=Contoso', 'OU=Voice', 'CN=host.contoso.com'].map(attribute),
      issuer: ['C=US', 'ST=WA', 'L=Redmond', 'O=Contoso', 'OU=Voice', 'CN=host.contoso.com'].map(attribute),
      serial: 'a1b2c',
      notBefore: `${new Date(openssl.validFrom).toISOString().slice(0, 19)}Z`,
      notAfter: `${new Date(openssl.validTo).toISOString().slice(0, 19)}Z`,
      names: [
        {type: 'dns', value: 'host.contoso.com'},
        {type: 'dns', value: '*.contoso.com'},
      ],
      key: {algorithm: 'rsa', size: 2048},
      signature: {scheme: 'pkcs1', hash: 'sha384', oid: '1.2.840.113549.1.1.12'},
      eku: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2', '1.3.6.1.4.1.311.20.2.1'],
      keyUsage: ['digitalSignature', 'keyEncipherment', 'decipherOnly'],
      ca: true,
      pathLength: 1,
      selfIssued: true,
      der: der.toString('base64'),
    });
  });

  test.each([
    ['P-256', 'P-256', 256],
    ['P-384', 'P-384', 384],
    ['P-521', 'P-521', 521],
    ['brainpoolP256r1', 'brainpoolP256r1', 256],
    ['secp160r2', '1.3.132.0.30', 0],
  ])('the key of curve %s is read', (curve, name, size) => {
    const {key, signature} = facts({key: ['-newkey', 'ec', '-pkeyopt', `ec_paramgen_curve:${curve}`]});
    expect(key).toEqual({algorithm: 'ec', size, curve: name});
    expect(signature).toEqual({scheme: 'ecdsa', hash: 'sha256', oid: '1.2.840.10045.4.3.2'});
  });

  test.each([
    ['ed25519', 255, '1.3.101.112'],
    ['ed448', 448, '1.3.101.113'],
  ])('a key of type %s is read', (type, size, oid) => {
    const {key, signature} = facts({key: ['-newkey', type]});
    expect(key).toEqual({algorithm: type, size});
    expect(signature).toEqual({scheme: 'eddsa', oid});
  });

  test('an RSA-PSS key and its signature are read', () => {
    const {key, signature} = facts({key: ['-newkey', 'rsa-pss', '-pkeyopt', 'rsa_keygen_bits:2048']});
    expect(key).toEqual({algorithm: 'rsa-pss', size: 2048});
    expect(signature).toEqual({scheme: 'pss', hash: 'sha256', oid: '1.2.840.113549.1.1.10'});
  });

  test('a PSS signature of an ordinary RSA key is told from PKCS#1, with its hash', () => {
    const pss = ['-sigopt', 'rsa_padding_mode:pss'];
    expect(facts({key: RSA, options: [...pss, '-sha512']}).signature).toMatchObject({scheme: 'pss', hash: 'sha512'});
    // SHA-1 is the default of the parameters, so it is not written.
    expect(facts({key: RSA, options: [...pss, '-sha1']}).signature).toMatchObject({scheme: 'pss', hash: 'sha1'});
  });

  test.each([
    ['PrintableString', 'MASK:0x2', 'Muller', Buffer.from('\x13\x06Muller', 'latin1')],
    ['UTF8String', 'utf8only', 'Müller 東京', Buffer.from('Müller 東京', 'utf8')],
    ['TeletexString', 'MASK:0x4', 'Müller', Buffer.from('\x14\x06Müller', 'latin1')],
    ['BMPString', 'MASK:0x800', '東京', Buffer.from('1e0467714eac', 'hex')],
  ])('a name in a %s is read', (_, mask, value, written) => {
    const der = make({subject: `/O=${value}/CN=a`, mask});
    expect(der.includes(written)).toBe(true);
    expect(readCertificate(der).subject[0]).toEqual({type: 'O', value});
  });

  test('a certificate without subject, of version 1, or with many names is read', () => {
    expect(facts({subject: '/'}).subject).toEqual([]);
    const old = facts({version1: true});
    expect(old).toMatchObject({ca: false, names: [], selfIssued: true});
    expect(old).not.toHaveProperty('eku');
    expect(old).not.toHaveProperty('keyUsage');
    const many = Array.from({length: 250}, (_, i) => `host${i}.contoso.com`);
    expect(names(many.map(name => `DNS:${name}`).join(',')).map(({value}) => value)).toEqual(many);
  });

  test('all kinds of alternative names are read', () => {
    expect(names('IP:10.1.2.3,IP:2001:db8:0:0:1::1,IP:::,IP:::ffff:10.0.0.1')).toEqual(
      ['10.1.2.3', '2001:db8::1:0:0:1', '::', '::ffff:a00:1'].map(value => ({type: 'ip', value})),
    );
    const others = [
      'email = anna@contoso.com',
      'URI = https://contoso.com/x',
      'otherName.1 = 1.3.6.1.4.1.311.20.2.3;FORMAT:UTF8,UTF8:änna@contoso.com',
      'otherName.2 = 1.2.3.4;UTF8:x',
      'RID = 1.2.3.4',
    ];
    expect(names('@others', '[others]', ...others)).toEqual([
      {type: 'email', value: 'anna@contoso.com'},
      {type: 'uri', value: 'https://contoso.com/x'},
      {type: 'upn', value: 'änna@contoso.com'},
      {type: 'other', value: '1.2.3.4:0c0178'},
      {type: 'other', value: '1.2.3.4'},
    ]);
    expect(names('dirName:place', '[place]', 'O = Contoso, Ltd', 'CN = a')).toEqual([
      {type: 'directory', value: 'CN=a, O=Contoso\\, Ltd'},
    ]);
  });

  test('both template extensions are read', () => {
    const name = '1.3.6.1.4.1.311.20.2 = ASN1:BMPSTRING:WebServer';
    const oid = '1.3.6.1.4.1.311.21.7 = ASN1:SEQUENCE:template';
    const sections = ['[template]', 'id = OID:1.3.6.1.4.1.311.21.8.123456789.2', 'major = INTEGER:100'];
    expect(facts({extensions: [name]}).template).toEqual({name: 'WebServer'});
    expect(facts({extensions: [oid], sections}).template).toEqual({oid: '1.3.6.1.4.1.311.21.8.123456789.2'});
    expect(facts({}).template).toBeUndefined();
  });

  test('key identifiers are read as hex', () => {
    const der = make({extensions: ['subjectKeyIdentifier = 00:01:AB', 'authorityKeyIdentifier = keyid:always']});
    expect(readCertificate(der)).toMatchObject({subjectKeyId: '0001ab', authorityKeyId: '0001ab'});
  });

  test.each([
    ['-0x80', '-80'],
    ['-1', '-1'],
    ['0x00ff', 'ff'],
    ['0', '0'],
    ['0x7fffffffffffffffffffffffffffffffffffffff', '7fffffffffffffffffffffffffffffffffffffff'],
  ])('the serial number %s is read', (written, serial) => {
    expect(facts({options: ['-set_serial', written]}).serial).toBe(serial);
  });

  test('a certificate in BER is hashed as it came', () => {
    const der = make({key: RSA});
    expect(der.subarray(0, 2).toString('hex')).toBe('3082');
    const ber = Buffer.concat([Buffer.of(0x30, 0x80), der.subarray(4), Buffer.of(0, 0)]);
    const thumbprint = createHash('sha1').update(ber).digest('hex').toUpperCase();
    expect(readCertificate(ber)).toEqual({...readCertificate(der), thumbprint, der: ber.toString('base64')});
  });

  test('times from 1950 to 9999 are read', () => {
    const days = String(Math.floor((Date.UTC(9999, 11, 31) - Date.now()) / 86_400_000));
    expect(facts({options: ['-days', days]}).notAfter).toMatch(/^9999-12-3\dT\d\d:\d\d:\d\dZ$/);
  });
});

function configOf({extensions = [], sections = [], mask = 'utf8only', version1 = false}: Made): string {
  const silent = ['subjectKeyIdentifier', 'authorityKeyIdentifier']
    .filter(identifier => !extensions.some(line => line.startsWith(identifier)))
    .map(identifier => `${identifier} = none`);
  const wanted = version1 ? [] : ['[wanted]', ...silent, ...extensions, ...sections];
  const chosen = version1 ? [] : ['x509_extensions = wanted'];
  return ['[req]', 'distinguished_name = dn', `string_mask = ${mask}`, ...chosen, '[dn]', ...wanted, ''].join('\n');
}

function attribute(text: string): {readonly type: string; readonly value: string} {
  const [type = '', value = ''] = text.split('=');
  return {type, value};
}
