import type {KeyObject} from 'node:crypto';
import {join} from 'node:path';
import {sha256Hex} from '../../core/digest.ts';
import {keepLatest} from '../../core/remember.ts';
import {X509Error} from '../../x509/error.ts';
import {decodePrivateKey, encodePrivateKey, spkiHash} from '../../x509/key.ts';
import {keyPath} from './layout.ts';
import {broken, inCapitals, isThere, listFolder, type OpenPlace, readText} from './place.ts';

const KEY_FILE = /^([0-9a-f]{64})(\.exportable)?\.key$/;
const IN_CAPITALS = new RegExp(KEY_FILE.source, 'i');

export interface KeyEntry {
  readonly spki: string;
  readonly exportable: boolean;
}

/** The keys of a place by their public key's hash, as the names of the files say. */
export type KeyRing = ReadonlyMap<string, KeyEntry>;

export async function listKeys(place: OpenPlace): Promise<KeyRing> {
  const ring = new Map<string, KeyEntry>();
  for (const {name} of await listFolder(place, 'Keys')) {
    const {1: spki, 2: exportable} = KEY_FILE.exec(name) ?? ([] as string[]);
    if (spki === undefined && IN_CAPITALS.test(name)) throw inCapitals(place, join('Keys', name));
    if (spki === undefined) continue;
    ring.set(spki, {spki, exportable: exportable !== undefined || ring.get(spki)?.exportable === true});
  }
  return ring;
}

/** The key of that public key, by the name of its file. All keys are listed only where it is not there: its name may be misspelt. */
export async function findKey(place: OpenPlace, spki: string): Promise<KeyEntry | undefined> {
  for (const exportable of [true, false])
    if (await isThere(place, keyPath(spki, exportable))) return {spki, exportable};
  return (await listKeys(place)).get(spki);
}

/**
 * Whose key a file holds, by the digest of what is in it. A key is proved whenever something is to rest on it, and to
 * open one takes a millisecond; what was read is proved by it as long as it is the same.
 */
const opened = keepLatest<string>(256);

/** A key as its file is to hold it. What is read back as it was written need not be opened to be known. */
export function encodeKeyFile(key: KeyObject): string {
  const pem = encodePrivateKey(key);
  opened.set(sha256Hex(pem), spkiHash(key));
  return pem;
}

/** Opens the key and proves that it is the one that its file's name says; gives the text of the file. */
export async function proveKeyFile(place: OpenPlace, entry: KeyEntry): Promise<string> {
  const path = keyPath(entry.spki, entry.exportable);
  const pem = await readText(place, path);
  if (pem === undefined) throw broken(place, path, 'it has gone while it was being read');
  const digest = sha256Hex(pem);
  const spki = opened.get(digest) ?? spkiHash(decode(place, path, pem));
  if (spki !== entry.spki) throw broken(place, path, 'the key in it is another than its name says');
  opened.set(digest, spki);
  return pem;
}

/** The key, proved to be the one that its file's name says. */
export async function openKey(place: OpenPlace, entry: KeyEntry): Promise<KeyObject> {
  return decode(place, keyPath(entry.spki, entry.exportable), await proveKeyFile(place, entry));
}

function decode(place: OpenPlace, path: string, pem: string): KeyObject {
  try {
    return decodePrivateKey(pem);
  } catch (error) {
    if (error instanceof X509Error) throw broken(place, path, error.message);
    throw error;
  }
}
