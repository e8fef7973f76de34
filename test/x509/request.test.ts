import {generateKeyPairSync, type KeyObject} from 'node:crypto';
import {afterAll, beforeAll, expect} from '@jest/globals';
import type {CertificateSpec} from '../../src/core/model/desired.ts';
import {parseDer, readSequence, toBinary} from '../../src/x509/der.ts';
import {encodeDer, oid, sequence} from '../../src/x509/der-write.ts';
import {X509Error} from '../../src/x509/error.ts';
import {spkiHash} from '../../src/x509/key.ts';
import {createRequest, readRequest} from '../../src/x509/request.ts';
import {hasOpenssl, openWorkshop, type Workshop} from '../support/openssl.ts';
import {realPart} from '../support/real-parts.ts';

const {describe, test} = realPart('openssl 3', hasOpenssl());

const SPEC: CertificateSpec = {
  subject: {
    commonName: 'se01.contoso.com',
    organization: 'Contoso, Ltd',
    organizationalUnit: 'Sprache & Büro',
    city: 'Redmond',
    state: 'WA',
    country: 'US',
  },
  names: ['se01.contoso.com', 'sip.contoso.com'].map(value => ({value, reasons: []})),
  key: {algorithm: 'rsa', size: 2048, exportable: false},
  eku: ['serverAuth', 'clientAuth'],
  keyUsage: ['digitalSignature', 'keyEncipherment'],
  signature: 'sha256',
  authority: 'corp',
  template: 'WebServer',
  renewBefore: {percent: 33},
};

describe('PKCS#10 requests', () => {
  let shop: Workshop;
  let key: KeyObject;
  beforeAll(() => {
    shop = openWorkshop();
    key = generateKeyPairSync('rsa', {modulusLength: 2048}).privateKey;
  });
  afterAll(() => shop?.remove());

  function textOf(der: Buffer): string {
    shop.write('made.csr', der);
    const {code, stderr} = shop.tryOpenssl('req', '-inform', 'DER', '-in', 'made.csr', '-verify', '-noout');
    expect([code, stderr]).toEqual([0, expect.stringContaining('verify OK')]);
    return shop.openssl(
      'req',
      '-inform',
      'DER',
      '-in',
      'made.csr',
      '-noout',
      '-text',
      '-nameopt',
      'RFC2253,show_type,-esc_msb',
    );
  }

  test('say what the specification says, in the words of OpenSSL', () => {
    const text = textOf(createRequest({spec: SPEC, key}));
    // RFC 2253 prints from the end: the encoding begins with the country.
    expect(text).toContain(
      'Subject: CN=PRINTABLESTRING:se01.contoso.com,OU=UTF8STRING:Sprache & Büro,O=PRINTABLESTRING:Contoso\\, Ltd,' +
        'L=PRINTABLESTRING:Redmond,ST=PRINTABLESTRING:WA,C=PRINTABLESTRING:US',
    );
    expect(text).toMatch(/Subject Alternative Name: \n +DNS:se01\.contoso\.com, DNS:sip\.contoso\.com\n/);
    expect(text).toMatch(/Key Usage: critical\n +Digital Signature, Key Encipherment\n/);
    expect(text).toMatch(/Extended Key Usage: \n +TLS Web Server Authentication, TLS Web Client Authentication\n/);
    expect(text).toMatch(/1\.3\.6\.1\.4\.1\.311\.20\.2: \n +\.\.\.W\.e\.b\.S\.e\.r\.v\.e\.r\n/);
    expect(text).toContain('Signature Algorithm: sha256WithRSAEncryption');
  });

  test.each(['sha384', 'sha512'] as const)('are signed with %s where that is declared', signature => {
    expect(textOf(createRequest({spec: {...SPEC, signature}, key}))).toContain(
      `Algorithm: ${signature}WithRSAEncryption`,
    );
  });

  test('leave out what the specification leaves open', () => {
    const spec: CertificateSpec = {
      ...SPEC,
      subject: {commonName: 'a.contoso.com'},
      names: [],
      eku: [],
      keyUsage: [],
      template: '',
    };
    const der = createRequest({spec, key});
    expect(textOf(der)).not.toContain('X509v3');
    const facts = readRequest(der);
    expect(facts).toMatchObject({subject: [{type: 'CN', value: 'a.contoso.com'}], names: []});
    expect(Object.keys(facts)).not.toEqual(expect.arrayContaining(['eku']));
    expect(facts).not.toHaveProperty('template');
  });

  test('are read as they were written', () => {
    expect(readRequest(createRequest({spec: SPEC, key}))).toEqual({
      spki: spkiHash(key),
      subject: [
        {type: 'C', value: 'US'},
        {type: 'ST', value: 'WA'},
        {type: 'L', value: 'Redmond'},
        {type: 'O', value: 'Contoso, Ltd'},
        {type: 'OU', value: 'Sprache & Büro'},
        {type: 'CN', value: 'se01.contoso.com'},
      ],
      names: [
        {type: 'dns', value: 'se01.contoso.com'},
        {type: 'dns', value: 'sip.contoso.com'},
      ],
      eku: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'],
      keyUsage: ['digitalSignature', 'keyEncipherment'],
      template: 'WebServer',
      key: {algorithm: 'rsa', size: 2048},
      signature: {scheme: 'pkcs1', hash: 'sha256', oid: '1.2.840.113549.1.1.11'},
      publicKeyDer: expect.any(Buffer),
      signatureValid: true,
    });
  });

  test.each([['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'], ['ed25519'], ['rsa:2048']])(
    'of OpenSSL with a key of type %s are read',
    (...type) => {
      const output = ['-nodes', '-keyout', 'other.key', '-outform', 'DER', '-out', 'other.csr'];
      shop.openssl(
        'req',
        '-new',
        '-newkey',
        ...type,
        ...output,
        '-subj',
        '/CN=a',
        '-addext',
        'subjectAltName=DNS:a.contoso.com',
      );
      const facts = readRequest(shop.read('other.csr'));
      expect(facts).toMatchObject({signatureValid: true, names: [{type: 'dns', value: 'a.contoso.com'}]});
    },
  );

  test('whose signature does not fit are told from good ones', () => {
    const der = createRequest({spec: SPEC, key});
    const turned = Buffer.from(der);
    turned.writeUInt8(turned.readUInt8(turned.length - 1) ^ 1, turned.length - 1);
    expect(readRequest(turned).signatureValid).toBe(false);
    const renamed = Buffer.from(der.toString('latin1').replace('sip.contoso', 'sip.fabrika'), 'latin1');
    expect(readRequest(renamed)).toMatchObject({signatureValid: false, names: [{}, {value: 'sip.fabrika.com'}]});
  });

  test('whose signature is said to be of another kind than the key makes are not signed', () => {
    const [body, , bits] = readSequence(parseDer(toBinary(createRequest({spec: SPEC, key})), 'a request'), 'a request');
    if (body === undefined || bits === undefined) throw new Error('the request lacks its parts');
    const ecdsa = encodeDer(sequence(body, sequence(oid('1.2.840.10045.4.3.2')), bits));
    expect(readRequest(ecdsa)).toMatchObject({signature: {scheme: 'ecdsa', hash: 'sha256'}, signatureValid: false});
  });

  test('with a country of three letters or a name that is not ASCII are not made', () => {
    const country = {...SPEC, subject: {commonName: 'a', country: 'USA'}};
    expect(() => createRequest({spec: country, key})).toThrow(X509Error);
    const name = {...SPEC, names: [{value: 'bücher.contoso.com', reasons: []}]};
    expect(() => createRequest({spec: name, key})).toThrow(X509Error);
  });
});
