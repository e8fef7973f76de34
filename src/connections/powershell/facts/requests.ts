/**
 * Requests whose certificate is awaited: what was noted in files is joined with the keys, by public key. A note whose
 * key is gone is no request, for no answer could be used. A key with our mark whose note is gone is not taken for
 * "nothing was asked": a CA may be about to answer.
 */
import {isMapping} from '../../../core/mapping.ts';
import type {PendingRequest} from '../../../core/model/actual.ts';
import {X509Error} from '../../../x509/error.ts';
import {decodePem} from '../../../x509/pem.ts';
import {readRequest} from '../../../x509/request.ts';
import {parseNote} from '../../request-notes.ts';
import {Trouble} from '../problems.ts';
import type {Entry} from './entries.ts';
import {objectsOf, textOf} from './shape.ts';

/** What lies on a server about requests. */
export interface RequestWorld {
  /** Texts of the files, by their names. */
  readonly files: ReadonlyMap<string, string>;
  /** Of the store REQUEST. */
  readonly entries: readonly Entry[];
  /** Of the store My. */
  readonly my: readonly Entry[];
}

export function parseRequestFiles(value: unknown): ReadonlyMap<string, string> {
  const files = objectsOf(value, 'The notes about requests');
  return new Map(files.map(({name, text}) => [textOf(name, 'The name of a note'), textOf(text, 'A note')]));
}

/** Throws StepTrouble for what was damaged. */
export function joinRequests(world: RequestWorld): readonly PendingRequest[] {
  const held = [...world.entries, ...world.my].filter(({certificate}) => certificate.hasPrivateKey);
  const keys = new Set(held.map(({certificate}) => certificate.spki));
  refuseForgotten(world);
  const taken = takenOver(world);
  return [...world.files].flatMap(([name, text]) => {
    const spki = spkiOf(name);
    return spki === undefined || !keys.has(spki) || taken.has(spki) ? [] : [pendingOf(spki, text, world.files)];
  });
}

const spkiOf = (file: string): string | undefined => /^([0-9a-f]{64})\.json$/.exec(file)?.[1];

/**
 * Keys of requests that stood for an enrolment whose certificate has our mark in My, each with the key of that one: a
 * server that died had no time to take what is left of them away.
 */
export function takenOver({files, my}: Pick<RequestWorld, 'files' | 'my'>): ReadonlyMap<string, string> {
  const marked = new Set(my.flatMap(({certificate: {spki, mark}}) => (mark === undefined ? [] : [spki])));
  return new Map(
    [...files].flatMap(([name, text]) => {
      const spki = spkiOf(name);
      if (spki === undefined) return [];
      const enrolled = parseNote(parseObject(text), spki)?.enrolled;
      return enrolled !== undefined && marked.has(enrolled) ? [[spki, enrolled] as const] : [];
    }),
  );
}

/** What My has a certificate for was answered: Windows had no time to take its entry away. */
function refuseForgotten({files, entries, my}: RequestWorld): void {
  const answered = new Set(my.filter(({certificate}) => certificate.hasPrivateKey).map(one => one.certificate.spki));
  for (const {certificate, storedName} of entries) {
    const {mark, spki} = certificate;
    if (mark === undefined || files.has(`${spki}.json`) || answered.has(spki)) continue;
    throw new Trouble('REQUEST_NOTE_MISSING', {
      detail: `The store REQUEST has "${storedName}", but requests\\${certificate.spki.slice(0, 16)}….json in %ProgramData%\\cscert is gone, so nobody knows whether a CA is about to answer it.`,
      help: 'Restore that folder from a backup. If no answer is awaited, delete the entry (certlm.msc, Certificate Enrollment Requests).',
    });
  }
}

function pendingOf(spki: string, text: string, files: ReadonlyMap<string, string>): PendingRequest {
  const note = parseNote(parseObject(text), spki);
  if (note === undefined) throw damaged(`${spki}.json`, 'it is not what cscert notes about a request');
  const {enrolled: _, ...rest} = note;
  return {...rest, csr: csrOf(spki, files.get(`${spki}.req`))};
}

function csrOf(spki: string, text: string | undefined): string {
  if (text === undefined) throw damaged(`${spki}.req`, 'it is missing, though the note beside it is there');
  try {
    const [block, ...more] = decodePem(text);
    if (block === undefined || more.length > 0) throw new X509Error('it is not one PEM request');
    if (readRequest(block.der).spki !== spki) throw new X509Error('it asks for another key than its name says');
    return block.der.toString('base64');
  } catch (error) {
    if (error instanceof X509Error) throw damaged(`${spki}.req`, error.message);
    throw error;
  }
}

function damaged(name: string, why: string): Trouble {
  return new Trouble('STORE_UNREADABLE', {
    detail: `%ProgramData%\\cscert\\requests\\${name}: ${why}.`,
    help: 'Restore that folder from a backup, or move the file away, then run the command again.',
  });
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isMapping(value) ? value : {};
  } catch {
    return {};
  }
}
