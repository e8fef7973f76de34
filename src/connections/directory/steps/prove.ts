import type {CertificateFile} from '../certificate-file.ts';
import {findKey, type KeyEntry, proveKeyFile} from '../keys.ts';
import {certificatePath} from '../layout.ts';
import type {OpenPlace} from '../place.ts';
import {Trouble} from '../problems.ts';
import {readCertificateFile} from '../stores.ts';

/** A certificate in My; rejects when it is not there. */
export async function findCertificate(place: OpenPlace, thumbprint: string): Promise<CertificateFile> {
  const wellFormed = /^[0-9A-F]{40}$/.test(thumbprint);
  const file = wellFormed ? await readCertificateFile(place, 'My', thumbprint) : undefined;
  if (file !== undefined) return file;
  throw new Trouble('CERTIFICATE_MISSING', {
    detail: `${place.shown('My')} has no certificate ${JSON.stringify(thumbprint.slice(0, 80))}.`,
    help: 'Run cscert plan again: somebody removed the certificate.',
  });
}

/** A certificate with its private key, which was opened and is its own. */
export interface Proved {
  readonly file: CertificateFile;
  readonly entry: KeyEntry;
  /** The text of the key's file: a secret. */
  readonly pem: string;
}

/** A certificate in My whose private key is there, opens and is its own. */
export async function proveCertificate(place: OpenPlace, thumbprint: string): Promise<Proved> {
  const file = await findCertificate(place, thumbprint);
  const entry = await findKey(place, file.facts.spki);
  if (entry !== undefined) return {file, entry, pem: await proveKeyFile(place, entry)};
  throw new Trouble('KEY_MISSING', {
    detail: `${place.shown(certificatePath('My', thumbprint))} has no private key in ${place.shown('Keys')}.`,
    help: 'Run cscert plan: it proposes a new request where the key is gone.',
  });
}

/** The key of a request; rejects unless it is there and opens. */
export async function proveKey(place: OpenPlace, spki: string): Promise<KeyEntry> {
  const entry = await findKey(place, spki);
  if (entry !== undefined) {
    await proveKeyFile(place, entry);
    return entry;
  }
  throw new Trouble('KEY_MISSING', {
    detail: `${place.shown('Keys')} has no key ${spki.slice(0, 16)}….`,
    help: 'Run cscert plan: where the key is gone for good it proposes a new request.',
  });
}
