import {createSecretKey, randomBytes} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import {Secret} from '../../../src/core/secret.ts';
import {X509Error} from '../../../src/x509/error.ts';
import {readPfx} from '../../../src/x509/pkcs12/read.ts';
import {writePfx} from '../../../src/x509/pkcs12/write.ts';
import {CA, EC, PASSWORD, pfxInput, pkcs8, RSA} from './material.ts';

const PROFILES = ['windows-legacy', 'modern'] as const;
const PAIRS = {RSA, EC};

describe('a PFX that was written', () => {
  describe.each(PROFILES)('as %s', profile => {
    test.each(['RSA', 'EC'] as const)('is read again with its %s key, chain and name', async kind => {
      const pair = PAIRS[kind];
      const pfx = await writePfx(pfxInput(pair, {profile, friendlyName: 'Büro 😀'}));
      const {key, ...rest} = readPfx(pfx, PASSWORD);
      expect(pkcs8(key)).toEqual(pkcs8(pair.key));
      expect(rest).toEqual({certificate: pair.certificate, others: [CA.certificate], friendlyName: 'Büro 😀'});
    });

    test.each(['Grüße', 'пароль €', 'a😀b', ' ', 'x'.repeat(200)])('takes the password "%s"', async value => {
      const pfx = await writePfx(pfxInput(EC, {profile, password: new Secret(value)}));
      expect(readPfx(pfx, new Secret(value)).certificate).toEqual(EC.certificate);
    });

    test('has nothing in clear, neither key nor certificates', async () => {
      const pfx = await writePfx(pfxInput(EC, {profile}));
      const secretNumber = Buffer.from(EC.key.export({format: 'jwk'}).d ?? '', 'base64url');
      expect(secretNumber).toHaveLength(48);
      for (const part of [secretNumber, Buffer.from('ec.contoso.com'), Buffer.from('Contoso CA')]) {
        expect(pfx.includes(part)).toBe(false);
      }
    });

    test('differs each time by its random bytes, and by nothing else', async () => {
      const counting = (): ((bytes: number) => Buffer) => bytes => Buffer.alloc(bytes, 7);
      const write = (random: (bytes: number) => Buffer): Promise<Buffer> => writePfx(pfxInput(EC, {profile, random}));
      expect(await write(counting())).toEqual(await write(counting()));
      expect(await write(randomBytes)).not.toEqual(await write(randomBytes));
    });
  });

  test('does not hold the leaf twice when the chain begins with it', async () => {
    const pfx = await writePfx(pfxInput(EC, {chain: [EC.certificate, CA.certificate]}));
    expect(readPfx(pfx, PASSWORD).others).toEqual([CA.certificate]);
  });

  test('may be without chain and without name', async () => {
    const contents = readPfx(await writePfx(pfxInput(EC, {chain: []})), PASSWORD);
    expect(contents).toEqual({key: expect.anything(), certificate: EC.certificate, others: []});
  });
});

describe('no PFX is written', () => {
  test.each([
    ['with the key of another certificate', {key: RSA.key}, 'the private key does not belong to the certificate'],
    ['with a secret key', {key: undefined}, 'a PFX needs a private key'],
    [
      'with a broken certificate',
      {certificate: EC.certificate.subarray(1)},
      'the certificate for the PFX cannot be read',
    ],
    ['with an empty password', {password: new Secret('')}, 'a PFX needs a password that is not empty'],
  ])('%s', async (_, wrong, message) => {
    const key = 'key' in wrong ? (wrong.key ?? createSecretKey(Buffer.alloc(16))) : EC.key;
    await expect(writePfx(pfxInput(EC, {...wrong, key}))).rejects.toEqual(new X509Error(message));
  });
});
