/** Certificates that were there before cscert: bought from a CA that no configuration names, with their keys. */
import {generateKeyPairSync, type KeyObject, randomBytes} from 'node:crypto';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {CertificateFacts} from '../../src/core/model/certificate.ts';
import type {CertificateSpec} from '../../src/core/model/desired.ts';
import {Secret} from '../../src/core/secret.ts';
import {readCertificate} from '../../src/x509/facts.ts';
import {encodePrivateKey, spkiHash} from '../../src/x509/key.ts';
import {encodePem} from '../../src/x509/pem.ts';
import {writePfx} from '../../src/x509/pkcs12/write.ts';
import {createRequest} from '../../src/x509/request.ts';
import {FakeAuthority} from './fake-authority.ts';
import {ManualClock} from './manual-clock.ts';

export interface Bought {
  readonly facts: CertificateFacts;
  readonly key: KeyObject;
  readonly issuing: CertificateFacts;
  readonly root: CertificateFacts;
}

const factsOf = (der: string): CertificateFacts => readCertificate(Buffer.from(der, 'base64'));

/** Valid for a year from `at`, for a new key or one from before. Every CA is another one. */
export async function buy(spec: CertificateSpec, at: string, before?: KeyObject): Promise<Bought> {
  const clock = new ManualClock(at);
  const ca = new FakeAuthority(clock.now(), 'Public');
  const key = before ?? generateKeyPairSync('rsa', {modulusLength: spec.key.size}).privateKey;
  const csr = createRequest({spec, key}).toString('base64');
  const progress = {state: 'created'} as const;
  const cx = {signal: new AbortController().signal, now: clock.now};
  const order = {csr, spki: spkiHash(key), spec, server: 'any', slot: 'any', progress};
  const answer = await ca.submit(order, async () => undefined, cx);
  if (answer.state !== 'issued') throw new Error(`the CA answered ${answer.state}`);
  return {facts: factsOf(answer.leaf), key, issuing: factsOf(ca.issuing), root: factsOf(ca.root)};
}

/** What of it lies in a server's stores. */
export type Placed = 'My' | 'key' | 'exportable key' | 'CA' | 'Root';

/** Puts it into the stores of a server in a folder, as an administrator would have. */
export function place(stores: string, {facts, key, issuing, root}: Bought, parts: readonly Placed[]): void {
  const put = (folder: string, name: string, text: string): void => {
    mkdirSync(join(stores, folder), {recursive: true});
    writeFileSync(join(stores, folder, name), text, {mode: 0o600});
  };
  const putCertificate = (folder: string, {der, thumbprint}: CertificateFacts): void =>
    put(folder, `${thumbprint}.pem`, encodePem('CERTIFICATE', Buffer.from(der, 'base64')));
  if (parts.includes('My')) putCertificate('My', facts);
  if (parts.includes('CA')) putCertificate('CA', issuing);
  if (parts.includes('Root')) putCertificate('Root', root);
  if (parts.includes('key')) put('Keys', `${facts.spki}.key`, encodePrivateKey(key));
  if (parts.includes('exportable key')) put('Keys', `${facts.spki}.exportable.key`, encodePrivateKey(key));
}

/** As a PFX file, with its intermediate unless that is left out. */
export function asPfx({facts, key, issuing}: Bought, password: string, {chain = true} = {}): Promise<Buffer> {
  const bytes = (one: CertificateFacts): Buffer => Buffer.from(one.der, 'base64');
  return writePfx({
    key,
    certificate: bytes(facts),
    chain: chain ? [bytes(issuing)] : [],
    password: new Secret(password),
    profile: 'windows-legacy',
    random: count => randomBytes(count),
  });
}
