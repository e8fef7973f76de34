import {join} from 'node:path';
import type {PendingRequest} from '../../core/model/actual.ts';
import {X509Error} from '../../x509/error.ts';
import {decodePem} from '../../x509/pem.ts';
import {readRequest} from '../../x509/request.ts';
import {parseNote} from '../request-notes.ts';
import {readJson} from './json.ts';
import {listKeys, proveKeyFile} from './keys.ts';
import {csrPath, notePath, STORE_LIMIT} from './layout.ts';
import {broken, inCapitals, listFolder, type OpenPlace, readText, tooMuch} from './place.ts';
import type {StoreAsk} from './stores.ts';

const NOTE_FILE = /^([0-9a-f]{64})\.json$/;
const IN_CAPITALS = new RegExp(NOTE_FILE.source, 'i');

/**
 * The requests whose certificate is awaited. The note is written last and removed first, so it decides: a CSR or a key
 * without one was cut short before anything was sent. Where the key is gone, no answer can be used, and there is no
 * request either.
 */
export async function readRequests(place: OpenPlace, ask: StoreAsk): Promise<readonly PendingRequest[]> {
  const keys = await (ask.keys?.() ?? listKeys(place));
  const found: PendingRequest[] = [];
  let bytes = 0;
  for (const {name} of await listFolder(place, 'Request')) {
    const spki = NOTE_FILE.exec(name)?.[1];
    if (spki === undefined && IN_CAPITALS.test(name)) throw inCapitals(place, join('Request', name));
    const key = spki === undefined ? undefined : keys.get(spki);
    if (spki === undefined || key === undefined) continue;
    if (ask.deep) await proveKeyFile(place, key);
    const request = await readPending(place, spki);
    if (request === undefined) continue;
    found.push(request);
    bytes += request.csr.length;
    if (bytes > STORE_LIMIT) throw tooMuch(place, 'Request');
  }
  return found;
}

/** One request; undefined when it is not there. */
export async function readPending(place: OpenPlace, spki: string): Promise<PendingRequest | undefined> {
  const path = notePath(spki);
  const note = await readJson(place, path);
  if (note === undefined) return undefined;
  const noted = parseNote(note, spki);
  if (noted === undefined) throw broken(place, path, 'it is not what cscert notes about a request');
  return {...noted, csr: await readCsr(place, spki)};
}

async function readCsr(place: OpenPlace, spki: string): Promise<string> {
  const path = csrPath(spki);
  const text = await readText(place, path);
  if (text === undefined) throw broken(place, path, 'it is missing, though the note beside it is there');
  try {
    const [block, ...more] = decodePem(text);
    if (block?.label !== 'CERTIFICATE REQUEST' || more.length > 0) throw new X509Error('it is not one PEM request');
    if (readRequest(block.der).spki !== spki) throw new X509Error('it asks for another key than its name says');
    return block.der.toString('base64');
  } catch (error) {
    if (error instanceof X509Error) throw broken(place, path, error.message);
    throw error;
  }
}
