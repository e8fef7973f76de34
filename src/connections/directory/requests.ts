import {isMapping} from '../../core/mapping.ts';
import type {PendingRequest, Progress} from '../../core/model/actual.ts';
import {X509Error} from '../../x509/error.ts';
import {decodePem} from '../../x509/pem.ts';
import {readRequest} from '../../x509/request.ts';
import {jsonText, readJson, strings} from './json.ts';
import {listKeys, openKey} from './keys.ts';
import {csrPath, notePath} from './layout.ts';
import {broken, listFolder, type OpenPlace, readText} from './place.ts';
import type {StoreAsk} from './stores.ts';

const NOTE_FILE = /^([0-9a-f]{64})\.json$/;

/**
 * The requests whose certificate is awaited. The note is written last and removed first, so it decides: a CSR or a key
 * without one was cut short before anything was sent. Where the key is gone, no answer can be used, and there is no
 * request either.
 */
export async function readRequests(place: OpenPlace, ask: StoreAsk): Promise<readonly PendingRequest[]> {
  const keys = await (ask.keys?.() ?? listKeys(place));
  const found: PendingRequest[] = [];
  for (const {name} of await listFolder(place, 'Request')) {
    const spki = NOTE_FILE.exec(name)?.[1];
    const key = spki === undefined ? undefined : keys.get(spki);
    if (spki === undefined || key === undefined) continue;
    if (ask.deep) await openKey(place, key);
    const request = await readPending(place, spki);
    if (request !== undefined) found.push(request);
  }
  return found;
}

/** One request; undefined when it is not there. */
export async function readPending(place: OpenPlace, spki: string): Promise<PendingRequest | undefined> {
  const path = notePath(spki);
  const note = await readJson(place, path);
  if (note === undefined) return undefined;
  const fields = strings(note, ['specDigest', 'friendlyName', 'authority', 'createdAt'], {place, path});
  const progress = parseProgress(note['progress']);
  if (note['format'] !== 1 || note['spki'] !== spki || progress === undefined) {
    throw broken(place, path, 'it is not what cscert notes about a request');
  }
  return {spki, csr: await readCsr(place, spki), ...fields, progress};
}

/** Everything but the CSR, which lies beside it as a file that other tools can read. */
export function encodeNote({csr: _, ...note}: PendingRequest): string {
  return jsonText({format: 1, ...note});
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

/** What each state must have beside its name. */
const PROGRESS_FIELDS = {
  created: [],
  sent: ['at'],
  waiting: ['ticket', 'since'],
  denied: ['reason', 'at'],
  refused: ['why', 'at'],
} as const satisfies {readonly [S in Progress['state']]: readonly string[]};

/** Undefined when it is not a progress. */
function parseProgress(value: unknown): Progress | undefined {
  if (!isMapping(value)) return undefined;
  const state = value['state'];
  if (typeof state !== 'string' || !Object.hasOwn(PROGRESS_FIELDS, state)) return undefined;
  const fields = PROGRESS_FIELDS[state as Progress['state']];
  if (!fields.every(field => typeof value[field] === 'string')) return undefined;
  return Object.fromEntries([['state', state], ...fields.map(field => [field, value[field]])]) as unknown as Progress;
}
