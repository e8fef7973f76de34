/**
 * What a server finds when it starts its services: the certificate of each usage, as its files say at this moment.
 * It reads them by itself and with Node's own certificate reader, so that a mistake in cscert's cannot hide here.
 */
import {createHash, createPrivateKey, createPublicKey, X509Certificate} from 'node:crypto';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

/** Usages with a certificate that is there, is valid at `now` and has its private key. The value is its thumbprint. */
export function workingUsages(folder: string, now: Date): ReadonlyMap<string, string> {
  const assigned = {...usagesOf(folder, 'assigned.json'), ...usagesOf(folder, 'replicated.json')};
  return new Map(
    Object.entries(assigned)
      .filter(([, {current}]) => works(folder, current, now))
      .map(([usage, {current}]) => [usage, current]),
  );
}

function usagesOf(folder: string, name: string): Readonly<Record<string, {readonly current: string}>> {
  const path = join(folder, name);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).usages : {};
}

function works(folder: string, thumbprint: string, now: Date): boolean {
  const path = join(folder, 'My', `${thumbprint}.pem`);
  if (!existsSync(path)) return false;
  const certificate = new X509Certificate(readFileSync(path));
  const isValid = Date.parse(certificate.validFrom) <= now.getTime() && now.getTime() < Date.parse(certificate.validTo);
  return isValid && keysOf(folder).has(hashOf(certificate.publicKey.export({type: 'spki', format: 'der'})));
}

const hashOf = (der: Buffer): string => createHash('sha256').update(der).digest('hex');

/** Hashes of the public halves of the keys of a server that open, each of which must be called so. */
export function keysOf(folder: string): ReadonlySet<string> {
  const keys = join(folder, 'Keys');
  const names = existsSync(keys) ? readdirSync(keys).filter(name => name.endsWith('.key')) : [];
  return new Set(
    names
      .filter(name => {
        const half = createPublicKey(createPrivateKey(readFileSync(join(keys, name))));
        return name.startsWith(hashOf(half.export({type: 'spki', format: 'der'})));
      })
      .map(name => name.slice(0, 64)),
  );
}
