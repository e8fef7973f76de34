import {generateKeyPairSync} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import {Secret} from '../../../src/core/secret.ts';
import {type Asn1, parseDer, readSequence, toBinary} from '../../../src/x509/der.ts';
import {
  encodeDer,
  nothing,
  octetString,
  oid,
  sequence,
  setOf,
  smallNumber,
  tagged,
} from '../../../src/x509/der-write.ts';
import {X509Error} from '../../../src/x509/error.ts';
import {inTag0, readOctets} from '../../../src/x509/pkcs12/bags.ts';
import {OID} from '../../../src/x509/pkcs12/oids.ts';
import {readPfx} from '../../../src/x509/pkcs12/read.ts';
import {writePfx} from '../../../src/x509/pkcs12/write.ts';
import {CA, EC, PASSWORD, type Pair, pfxInput, pkcs8, plainPart, RSA, sealed, toBer} from './material.ts';

function keyBag({key}: Pair): Asn1 {
  const value = parseDer(toBinary(pkcs8(key) ?? Buffer.alloc(0)), 'the key');
  return sequence(oid(OID.keyBag), tagged(0, value));
}

function certificateBag(der: Buffer, ...attributes: readonly Asn1[]): Asn1 {
  const value = sequence(oid(OID.x509Certificate), tagged(0, octetString(der)));
  return sequence(oid(OID.certificateBag), tagged(0, value), ...attributes);
}

/** A file of these bags, each list in its own part. */
function fileOf(...parts: readonly (readonly Asn1[])[]): Buffer {
  return sealed(encodeDer(sequence(...parts.map(bags => plainPart(sequence(...bags))))));
}

/** The parts of the outermost SEQUENCE, to be put together otherwise. */
function outerOf(pfx: Buffer): readonly Asn1[] {
  return readSequence(parseDer(toBinary(pfx), 'the PFX'), 'the PFX');
}

function messageOf(pfx: Uint8Array, password = PASSWORD): string {
  try {
    readPfx(pfx, password);
  } catch (error) {
    if (error instanceof X509Error) return error.message;
    throw error;
  }
  return 'it was read';
}

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
      const [, content] = outerOf(await writePfx(pfxInput(EC, {profile})));
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

describe('a PFX that cannot be read', () => {
  describe.each(['windows-legacy', 'modern'] as const)('of the profile %s', profile => {
    test('says so when the password is wrong, and does not show it', async () => {
      const pfx = await writePfx(pfxInput(EC, {profile}));
      for (const wrong of ['', 'wrong', 'Correct horse', 'correct horse ']) {
        expect(messageOf(pfx, new Secret(wrong))).toBe('the password does not open the PFX');
      }
    });

    test('says so when it was changed after it was written', async () => {
      const pfx = await writePfx(pfxInput(EC, {profile}));
      // The second half of the first part: encrypted certificates.
      for (const at of [300, 400]) {
        const changed = Buffer.from(pfx);
        changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
        expect(messageOf(changed)).toBe(
          'the PFX was changed after it was written: the password fits, the MAC does not',
        );
      }
    });

    test('says that it is broken when its end is missing, wherever it is cut', async () => {
      const pfx = await writePfx(pfxInput(EC, {profile}));
      for (let length = 0; length < pfx.length; length += 1) {
        expect(messageOf(pfx.subarray(0, length))).toMatch(/^the PFX is not well-formed: /);
      }
    });
  });

  test('of plain parts says no more than that the password is wrong', () => {
    expect(messageOf(fileOf([keyBag(EC)]), new Secret('wrong'))).toBe('the password does not open the PFX');
  });

  test.each([
    [
      'another version',
      ([, content, mac]: readonly Asn1[]) => [smallNumber(4), content, mac],
      'the PFX is of an unknown version',
    ],
    [
      'no MAC',
      ([version, content]: readonly Asn1[]) => [version, content],
      'the PFX has no MAC, so nobody can tell whether it was changed',
    ],
    [
      'a signature for a MAC',
      ([version, , mac]: readonly Asn1[]) => [version, sequence(oid(OID.signedData), tagged(0, sequence())), mac],
      'the PFX is sealed with a signature instead of a password, which is not supported',
    ],
  ])('names %s', (_, change, message) => {
    const parts = change(outerOf(fileOf([keyBag(EC)]))).filter(part => part !== undefined);
    expect(messageOf(encodeDer(sequence(...parts)))).toBe(message);
  });

  test.each([
    [
      'a part for an account',
      OID.envelopedData,
      'the PFX is protected for an account or a key instead of a password, which is not supported',
    ],
    ['a part of another kind', '1.2.3', 'the PFX has a part of an unknown kind (1.2.3)'],
  ])('names %s', (_, type, message) => {
    expect(messageOf(sealed(encodeDer(sequence(sequence(oid(type), tagged(0, sequence()))))))).toBe(message);
  });

  test.each([
    [
      'cipher',
      encryptedKey('1.2.3', nothing()),
      'the private key is encrypted in a way that is not supported here (1.2.3)',
    ],
    [
      'cipher of PBES2',
      encryptedKey(OID.pbes2, pbes2({cipher: '1.2.3'})),
      'the PFX is encrypted with a cipher that is not supported here (1.2.3)',
    ],
    [
      'derivation',
      encryptedKey(OID.pbes2, pbes2({derivation: '1.2.3'})),
      'the PFX derives its keys in a way that is not supported here (1.2.3)',
    ],
    [
      'HMAC',
      encryptedKey(OID.pbes2, pbes2({hmac: '1.2.3'})),
      'the PFX derives its keys with an HMAC that is not supported here (1.2.3)',
    ],
    [
      'initialisation vector',
      encryptedKey(OID.pbes2, pbes2({iv: 8})),
      'the initialisation vector has the wrong length',
    ],
    [
      'length of the key',
      encryptedKey(OID.pbes2, pbes2({keyLength: 16})),
      'the key that is derived does not have the length that the cipher needs',
    ],
    ['password for its key', encryptedKey(OID.pbes2, pbes2({})), 'the password does not open the private key'],
  ])('names the %s that does not fit', (_, bag, message) => {
    expect(messageOf(fileOf([bag]))).toBe(message);
  });

  test('names a key that is none', () => {
    const bag = sequence(oid(OID.keyBag), tagged(0, sequence(smallNumber(0), octetString(Buffer.alloc(32, 9)))));
    expect(messageOf(fileOf([bag]))).toBe('the private key in the PFX cannot be read');
  });
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

describe('the work for a PFX', () => {
  const tooMuch = 'the PFX asks for more than 10000000 rounds of key derivation';

  test.each([
    ['its MAC', () => sealed(encodeDer(sequence()), {iterations: 10_000_001})],
    ['one key', () => fileOf([encryptedKey(OID.pbes2, pbes2({iterations: 10_000_001}))])],
    [
      'a key of the old kind',
      () =>
        fileOf([encryptedKey(OID.pbeSha1TripleDes, sequence(octetString(Buffer.alloc(8)), smallNumber(5_000_000)))]),
    ],
  ])('is refused before it begins when %s asks for too much', (_, make) => {
    const pfx = make();
    const start = performance.now();
    expect(messageOf(pfx)).toBe(tooMuch);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  test('is counted over all of its parts', () => {
    const key = encryptedKey(OID.pbes2, pbes2({iterations: 9_999_500}));
    const contents = encodeDer(sequence(plainPart(sequence(key))));
    expect(messageOf(sealed(contents, {iterations: 1000}))).toBe(tooMuch);
  });

  test.each([
    ['its MAC', () => sealed(encodeDer(sequence()), {iterations: 0})],
    ['a key', () => fileOf([encryptedKey(OID.pbes2, pbes2({iterations: 0}))])],
  ])('of no rounds for %s is refused', (_, make) => {
    expect(messageOf(make())).toBe('the PFX asks for a key derivation of no rounds');
  });

  test('is not begun for a file larger than any real one', () => {
    expect(messageOf(Buffer.alloc(4 * 1024 * 1024 + 1, 0x30))).toBe('the PFX is larger than 4194304 bytes');
  });
});

interface Pbes2Options {
  readonly cipher?: string;
  readonly derivation?: string;
  readonly hmac?: string;
  readonly iv?: number;
  readonly iterations?: number;
  readonly keyLength?: number;
}

function pbes2(options: Pbes2Options): Asn1 {
  const {
    cipher = OID.aes256,
    derivation = OID.pbkdf2,
    hmac = OID.hmacSha256,
    iv = 16,
    iterations = 1,
    keyLength,
  } = options;
  const length = keyLength === undefined ? [] : [smallNumber(keyLength)];
  const hash = sequence(oid(hmac), nothing());
  return sequence(
    sequence(oid(derivation), sequence(octetString(Buffer.alloc(8)), smallNumber(iterations), ...length, hash)),
    sequence(oid(cipher), octetString(Buffer.alloc(iv))),
  );
}

/** A key bag whose contents no password opens. */
function encryptedKey(scheme: string, parameters: Asn1): Asn1 {
  const value = sequence(sequence(oid(scheme), parameters), octetString(Buffer.alloc(32, 3)));
  return sequence(oid(OID.shroudedKeyBag), tagged(0, value));
}
