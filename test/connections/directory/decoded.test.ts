import {createPublicKey, generateKeyPairSync} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import {encodeCertificateFile} from '../../../src/connections/directory/certificate-file.ts';
import {decodeOnce, storedAs} from '../../../src/connections/directory/decoded.ts';
import {readCertificate} from '../../../src/x509/facts.ts';
import {signCertificate} from '../../../src/x509/issue.ts';

describe('decoding the files of many servers', () => {
  const {privateKey} = generateKeyPairSync('rsa', {modulusLength: 2048});
  const name = [{type: 'CN', value: 'CA'}];
  const der = signCertificate({
    serial: Buffer.from([7]),
    subject: name,
    issuer: name,
    publicKeyDer: createPublicKey(privateKey).export({type: 'spki', format: 'der'}),
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2036-01-01T00:00:00Z'),
    extensions: [],
    key: privateKey,
    hash: 'sha256',
  });
  const facts = readCertificate(der);
  const text = encodeCertificateFile({facts});

  test('keeps what lies on several servers once', () => {
    const [, second, third] = [1, 2, 3].map(() => decodeOnce(facts.thumbprint, text));
    if (second === undefined || third === undefined) throw new Error('nothing was decoded');
    expect(third).toBe(second);
    expect(storedAs(third, undefined)).toBe(storedAs(second, undefined));
  });

  test('takes what was kept for the very same text alone', () => {
    const other = encodeCertificateFile({facts, friendlyName: 'Another'});
    for (const one of [text, text, other, text, other]) {
      expect(decodeOnce(facts.thumbprint, one).file.friendlyName).toBe(one === other ? 'Another' : undefined);
    }
  });
});
