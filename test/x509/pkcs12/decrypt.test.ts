import {createCipheriv, pbkdf2Sync} from 'node:crypto';
import {expect, test} from '@jest/globals';
import {parseDer, toBinary} from '../../../src/x509/der.ts';
import {encodeDer, nothing, oid, sequence} from '../../../src/x509/der-write.ts';
import {X509Error} from '../../../src/x509/error.ts';
import {decrypt} from '../../../src/x509/pkcs12/decrypt.ts';
import {Effort} from '../../../src/x509/pkcs12/effort.ts';
import {OID} from '../../../src/x509/pkcs12/oids.ts';
import {newPassword} from '../../../src/x509/pkcs12/password.ts';
import {encryptedKey, fileOf, messageOf, pbes2} from './bags-by-hand.ts';
import {PASSWORD} from './material.ts';

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
  ['initialisation vector', encryptedKey(OID.pbes2, pbes2({iv: 8})), 'the initialisation vector has the wrong length'],
  [
    'length of the key',
    encryptedKey(OID.pbes2, pbes2({keyLength: 16})),
    'the key that is derived does not have the length that the cipher needs',
  ],
  ['password for its key', encryptedKey(OID.pbes2, pbes2({})), 'the password does not open the private key'],
])('a PFX is refused with the name of the %s that does not fit', (_, bag, message) => {
  expect(messageOf(fileOf([bag]))).toBe(message);
});

test.each([
  ['whole', '0202', true],
  ['of a full block', '10'.repeat(16), true],
  ['of unequal bytes', '0102', false],
  ['of no bytes', '0200', false],
  ['longer than a block', '11', false],
])('a padding %s shows whether the password was the right one', (_, end, right) => {
  const tail = Buffer.from(end, 'hex');
  const padded = Buffer.concat([Buffer.alloc(32 - tail.length, 0x11), tail]);
  // The salt and the vector of `pbes2`: zeros.
  const password = newPassword(PASSWORD);
  const key = pbkdf2Sync(password.utf8, Buffer.alloc(8), 1, 32, 'sha256');
  const cipher = createCipheriv('aes-256-cbc', key, Buffer.alloc(16)).setAutoPadding(false);
  const data = Buffer.concat([cipher.update(padded), cipher.final()]);
  const algorithm = parseDer(toBinary(encodeDer(sequence(oid(OID.pbes2), pbes2({})))), 'the algorithm');
  const open = (): Buffer => decrypt({algorithm, data, what: 'the test'}, {password, effort: new Effort()});
  if (right) expect(open()).toEqual(padded.subarray(0, 32 - tail.length));
  else expect(open).toThrow(new X509Error('the password does not open the test'));
});
