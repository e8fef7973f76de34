import {generateKeyPairSync, type KeyObject, randomBytes} from 'node:crypto';
import type {DistinguishedName} from '../../../src/core/model/certificate.ts';
import {
  authorityKeyIdentifier,
  basicConstraints,
  keyIdentifier,
  keyUsage,
  subjectKeyIdentifier,
} from '../../../src/x509/extensions.ts';
import {signCertificate} from '../../../src/x509/issue.ts';
import {publicKeyDer} from '../../../src/x509/key.ts';
import {CA_NAME} from './world.ts';

/** Root and issuing CA of a simulated forest. Certificates are DER, the key PKCS#8. */
export interface ForestAuthority {
  readonly root: Buffer;
  readonly issuing: Buffer;
  readonly key: Buffer;
}

const YEAR = 365 * 86_400_000;

let made: ForestAuthority | undefined;

/** Made once per test process, since RSA keys take their time: certificates of enterprise CAs from 2020 to 2050. */
export function forestAuthority(): ForestAuthority {
  made ??= make();
  return made;
}

function make(): ForestAuthority {
  const rsa = () => generateKeyPairSync('rsa', {modulusLength: 2048}).privateKey;
  const root = {name: 'Contoso Root CA', key: rsa()};
  const issuing = {name: CA_NAME, key: rsa()};
  return {
    root: sign(root, root),
    issuing: sign(issuing, root),
    key: issuing.key.export({format: 'der', type: 'pkcs8'}),
  };
}

interface Party {
  readonly name: string;
  readonly key: KeyObject;
}

function sign(subject: Party, issuer: Party): Buffer {
  const from = Date.UTC(2020, 0, 1);
  const key = publicKeyDer(subject.key);
  const name = (party: Party): DistinguishedName => [
    {type: 'DC', value: 'com'},
    {type: 'DC', value: 'contoso'},
    {type: 'CN', value: party.name},
  ];
  const serial = randomBytes(16);
  serial[0] = 0x40;
  return signCertificate({
    serial,
    subject: name(subject),
    issuer: name(issuer),
    publicKeyDer: key,
    notBefore: new Date(from),
    notAfter: new Date(from + 30 * YEAR),
    extensions: [
      basicConstraints({ca: true}),
      keyUsage(['keyCertSign', 'cRLSign']),
      subjectKeyIdentifier(keyIdentifier(key)),
      authorityKeyIdentifier(keyIdentifier(publicKeyDer(issuer.key))),
    ],
    key: issuer.key,
    hash: 'sha256',
  });
}
