import {constants, createPublicKey, privateDecrypt, publicEncrypt, sign, verify} from 'node:crypto';
import {expect, test} from '@jest/globals';
import {spkiHash} from '../../src/x509/key.ts';
import {quickKeys} from './quick-keys.ts';

test('quick keys are RSA keys of 2048 bits that sign and decrypt, and no two are alike', async () => {
  const next = quickKeys();
  const keys = await Promise.all(Array.from({length: 12}, next));
  const text = Buffer.from('contoso');
  for (const key of keys) {
    const open = createPublicKey(key);
    expect(key.asymmetricKeyDetails).toMatchObject({modulusLength: 2048, publicExponent: 0x10001n});
    expect(verify('sha256', text, open, sign('sha256', text, key))).toBe(true);
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    expect(privateDecrypt({key, padding}, publicEncrypt({key: open, padding}, text))).toEqual(text);
  }
  expect(new Set(keys.map(spkiHash)).size).toBe(keys.length);
});
