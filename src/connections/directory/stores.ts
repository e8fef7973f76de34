import {join} from 'node:path';
import {exact} from '../../core/exact.ts';
import type {StoreName} from '../../core/model/actual.ts';
import type {StoredCertificate} from '../../core/model/certificate.ts';
import {X509Error} from '../../x509/error.ts';
import type {CertificateFile} from './certificate-file.ts';
import {type Decoded, decodeOnce, storedAs} from './decoded.ts';
import {type KeyRing, listKeys, proveKeyFile} from './keys.ts';
import {certificatePath, STORE_LIMIT} from './layout.ts';
import {broken, listFolder, type OpenPlace, readText, tooMuch} from './place.ts';

/** How much of a store is wanted. */
export interface StoreAsk {
  /** Every key of My is opened and proved. */
  readonly deep: boolean;
  /** The place's keys, where they are listed for something else too. */
  readonly keys?: () => Promise<KeyRing>;
}

/** What a store holds. */
export async function readStore(
  place: OpenPlace,
  store: StoreName,
  ask: StoreAsk,
): Promise<readonly StoredCertificate[]> {
  const decoded = await readAllDecoded(place, store);
  const keys: KeyRing = store === 'My' ? await (ask.keys?.() ?? listKeys(place)) : new Map();
  const found: StoredCertificate[] = [];
  for (const one of decoded) {
    const key = keys.get(one.file.facts.spki);
    if (ask.deep && key !== undefined) await proveKeyFile(place, key);
    found.push(storedAs(one, key));
  }
  return exact(found);
}

/** Its certificates with the names that they are stored under, and nothing of keys. */
export async function readCertificateFiles(place: OpenPlace, store: StoreName): Promise<readonly CertificateFile[]> {
  return (await readAllDecoded(place, store)).map(({file}) => file);
}

async function readAllDecoded(place: OpenPlace, store: StoreName): Promise<readonly Decoded[]> {
  const names = (await listFolder(place, store)).map(({name}) => name).filter(isCertificateName);
  const found: Decoded[] = [];
  let bytes = 0;
  for (const name of names) {
    if (!name.endsWith(ENDING))
      throw broken(place, join(store, name), `its name should end with ${ENDING}, in small letters`);
    const decoded = await readDecoded(place, store, name.slice(0, -ENDING.length));
    if (decoded === undefined) continue;
    const {facts, friendlyName} = decoded.file;
    bytes += facts.der.length + (friendlyName?.length ?? 0);
    if (bytes > STORE_LIMIT) throw tooMuch(place, store);
    found.push(decoded);
  }
  return found;
}

const ENDING = '.pem';

/** Editors and people leave other files beside; only what calls itself PEM is taken for a certificate. */
function isCertificateName(name: string): boolean {
  return /\.pem$/i.test(name) && !name.startsWith('.');
}

/** One certificate; undefined when it is not there. */
export async function readCertificateFile(
  place: OpenPlace,
  store: StoreName,
  thumbprint: string,
): Promise<CertificateFile | undefined> {
  return (await readDecoded(place, store, thumbprint))?.file;
}

async function readDecoded(place: OpenPlace, store: StoreName, thumbprint: string): Promise<Decoded | undefined> {
  const path = certificatePath(store, thumbprint);
  const text = await readText(place, path);
  if (text === undefined) return undefined;
  try {
    const decoded = decodeOnce(thumbprint, text);
    const found = decoded.file.facts.thumbprint;
    if (found === thumbprint) return decoded;
    throw broken(place, path, `it holds the certificate ${found}, which its name does not say`);
  } catch (error) {
    if (error instanceof X509Error) throw broken(place, path, error.message);
    throw error;
  }
}
