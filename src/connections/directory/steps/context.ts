import type {Assignments, StoreName} from '../../../core/model/actual.ts';
import type {Step, StepFacts, StepResult} from '../../../engine/ports/connection.ts';
import type {Host, Random} from '../../../engine/ports/host.ts';
import {type AssignmentFile, isSame, readAssignments, writeAssignments} from '../assignments.ts';
import type {CertificateFile} from '../certificate-file.ts';
import {encodeCertificateFile} from '../certificate-file.ts';
import {certificatePath, PUBLIC_FILE} from '../layout.ts';
import {type OpenPlace, type Root, writeText} from '../place.ts';
import {Trouble} from '../problems.ts';
import {readCertificateFile} from '../stores.ts';

/** One kind of step. */
export type StepOf<K extends Step['do']> = Extract<Step, {do: K}>;

/** What a step is given. */
export interface StepContext {
  readonly root: Root;
  /** The server's folder as it was when the step began. */
  readonly place: OpenPlace;
  readonly now: () => Date;
  readonly random: Random;
  readonly hasEnded: Host['hasEnded'];
}

export const done = (after: StepFacts = {}): StepResult => ({outcome: 'done', after});
export const alreadyDone = (after: StepFacts = {}): StepResult => ({outcome: 'already-done', after});

/** Writes a certificate into a store and reads it back, by its path: the folder need not be listed again for that. */
export async function putCertificate(cx: StepContext, store: StoreName, file: CertificateFile): Promise<void> {
  const path = certificatePath(store, file.facts.thumbprint);
  await writeText(cx.place, path, {text: encodeCertificateFile(file), ...PUBLIC_FILE});
  const found = await readCertificateFile(cx.place, store, file.facts.thumbprint);
  verify(found?.facts.der === file.facts.der && found.friendlyName === file.friendlyName, cx.place, path);
}

/** Writes what is assigned and reads it back. */
export async function putAssignments(place: OpenPlace, path: AssignmentFile, wanted: Assignments): Promise<void> {
  await writeAssignments(place, path, wanted);
  verify(isSame(await readAssignments(place, path), wanted), place, path);
}

/** A step that is not true after it was done has failed, whatever the system said. */
export function verify(holds: boolean, place: OpenPlace, path: string): void {
  if (holds) return;
  throw new Trouble('STORE_NOT_AS_WRITTEN', {
    detail: `${place.shown(path)} was written, but reading it again shows something else.`,
    help: 'Find out what else writes to this folder, then run the command again.',
  });
}
