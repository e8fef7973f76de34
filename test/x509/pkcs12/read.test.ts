import {generateKeyPairSync} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import {Secret} from '../../../src/core/secret.ts';
import {type Asn1, parseDer, readSequence, TAG, toBinary} from '../../../src/x509/der.ts';
import {encodeDer, nothing, octetString, oid, sequence, setOf, tagged, text} from '../../../src/x509/der-write.ts';
import {inTag0, readOctets} from '../../../src/x509/pkcs12/bags.ts';
import {OID} from '../../../src/x509/pkcs12/oids.ts';
import {readPfx} from '../../../src/x509/pkcs12/read.ts';
import {writePfx} from '../../../src/x509/pkcs12/write.ts';
import {certificateBag, fileOf, keyBag, messageOf} from './bags-by-hand.ts';
import {CA, EC, PASSWORD, pfxInput, pkcs8, plainPart, RSA, sealed, toBer} from './material.ts';

describe('the contents of a PFX', () => {
  test('are the key, its own certificate wherever it lies, and the others in their order', () => {
    const pfx = fileOf(
      [certificateBag(CA.certificate), certificateBag(EC.certificate)],
      [keyBag(EC)],
      [certificateBag(RSA.certificate)],
    );
    const {key, certificate, others} = readPfx(pfx, PASSWORD);
    expect(pkcs8(key)).toEqual(pkcs8(EC.key));
    expect({certificate, others}).toEqual({certificate: EC.certificate, others: [CA.certificate, RSA.certificate]});
  });

  test('prefer a key that has its certificate to one that has none', () => {
    const {key, certificate, others} = readPfx(
      fileOf([keyBag(RSA), keyBag(EC), certificateBag(EC.certificate)]),
      PASSWORD,
    );
    expect(pkcs8(key)).toEqual(pkcs8(EC.key));
    expect({certificate, others}).toEqual({certificate: EC.certificate, others: []});
  });

  test('are not guessed at where several keys have their certificates: all of them are named', () => {
    const pfx = fileOf([keyBag(RSA), keyBag(EC), certificateBag(EC.certificate), certificateBag(RSA.certificate)]);
    expect(messageOf(pfx)).toBe(
      'the PFX holds 2 private keys with their certificates, and only one can be meant: CN=rsa.contoso.com; CN=ec.contoso.com',
    );
    const twice = readPfx(fileOf([keyBag(EC), keyBag(EC), certificateBag(EC.certificate)]), PASSWORD);
    expect(twice.certificate).toEqual(EC.certificate);
  });

  test('may be a key alone, certificates alone, or nothing', () => {
    expect(readPfx(fileOf([keyBag(EC), certificateBag(CA.certificate)]), PASSWORD)).toEqual({
      key: expect.anything(),
      others: [CA.certificate],
    });
    expect(readPfx(fileOf([certificateBag(CA.certificate)]), PASSWORD)).toEqual({others: [CA.certificate]});
    expect(readPfx(fileOf(), PASSWORD)).toEqual({others: []});
  });

  test('are found in nested parts, between bags of other kinds', () => {
    const secretBag = sequence(oid('1.2.840.113549.1.12.10.1.5'), tagged(0, octetString(Buffer.of(1))));
    const oddCertificate = sequence(oid(OID.certificateBag), tagged(0, sequence(oid('1.2.3'), tagged(0, nothing()))));
    const inner = sequence(oid(OID.safeContentsBag), tagged(0, sequence(certificateBag(EC.certificate), keyBag(EC))));
    const outer = sequence(oid(OID.safeContentsBag), tagged(0, sequence(inner)));
    const {certificate, others} = readPfx(fileOf([secretBag, oddCertificate, outer]), PASSWORD);
    expect({certificate, others}).toEqual({certificate: EC.certificate, others: []});
  });

  test('have the name of the certificate, else that of the key, and none that is empty', () => {
    const named = (name: string): Asn1 => setOf(sequence(oid(OID.friendlyName), setOf(text(TAG.bmpString, name))));
    const nameOf = (ofKey: string, ofCertificate: string): string | undefined =>
      readPfx(fileOf([keyBag(EC, named(ofKey)), certificateBag(EC.certificate, named(ofCertificate))]), PASSWORD)
        .friendlyName;
    expect(nameOf('key', 'certificate')).toBe('certificate');
    expect(nameOf('key', '')).toBe('key');
    expect(nameOf('', '')).toBeUndefined();
  });

  test('have the name of the certificate even where other attributes stand before it', async () => {
    const pfx = await writePfx(pfxInput(RSA, {profile: 'windows-legacy', friendlyName: 'Web external [cscert]'}));
    expect(readPfx(pfx, PASSWORD).friendlyName).toBe('Web external [cscert]');
    const empty = setOf(sequence(oid(OID.localKeyId), setOf(octetString(Buffer.of(1)))));
    expect(readPfx(fileOf([certificateBag(EC.certificate, empty), keyBag(EC)]), PASSWORD)).not.toHaveProperty(
      'friendlyName',
    );
  });

  test.each(['windows-legacy', 'modern'] as const)(
    'are the same when a %s file is in BER, inside and outside',
    async profile => {
      const [, content] = readSequence(
        parseDer(toBinary(await writePfx(pfxInput(EC, {profile}))), 'the PFX'),
        'the PFX',
      );
      const [, holder] = readSequence(content, 'the contents');
      const octets = readOctets(inTag0(holder, 'the contents'), 'the contents');
      const pfx = toBer(sealed(toBer(octets)));
      expect(pfx.readUInt16BE()).toBe(0x3080);
      const {key, certificate, others} = readPfx(pfx, PASSWORD);
      expect(pkcs8(key)).toEqual(pkcs8(EC.key));
      expect({certificate, others}).toEqual({certificate: EC.certificate, others: [CA.certificate]});
    },
  );
});

test.each([
  ['with its end mark', Buffer.of(0, 0)],
  ['of no bytes at all', Buffer.alloc(0)],
])('a PFX is read with an empty password %s', (_, bmp) => {
  const contents = encodeDer(sequence(plainPart(sequence(certificateBag(CA.certificate)))));
  expect(readPfx(sealed(contents, {bmp}), new Secret(''))).toEqual({others: [CA.certificate]});
  expect(messageOf(sealed(contents, {bmp}), new Secret('x'))).toBe('the password does not open the PFX');
});

test('a private key whose number was exchanged is not passed off as that of its certificate', () => {
  const other = generateKeyPairSync('ec', {namedCurve: 'P-384'}).privateKey.export({format: 'jwk'}).d ?? '';
  const own = EC.key.export({format: 'jwk'}).d ?? '';
  // As hex, one letter a digit, so that the number is found and replaced within the key; its public half stays.
  const hexOf = (base64url: string): string => Buffer.from(base64url, 'base64url').toString('hex');
  const damaged = Buffer.from(
    (pkcs8(EC.key) ?? Buffer.alloc(0)).toString('hex').replace(hexOf(own), hexOf(other)),
    'hex',
  );
  const bag = sequence(oid(OID.keyBag), tagged(0, parseDer(toBinary(damaged), 'the key')));
  expect(messageOf(fileOf([bag, certificateBag(EC.certificate)]))).toBe(
    'the private key does not belong to the certificate',
  );
});
