/**
 * Services that should be restarted. In a folder nothing runs, so that only the note about it is kept, as every server
 * keeps one: a run that ends between an assignment and the restart leaves it to the next.
 */
import type {StepResult} from '../../../engine/ports/connection.ts';
import {owedSince, restartNote} from '../../restart-note.ts';
import {jsonText, readJson} from '../json.ts';
import {PUBLIC_FILE, RESTART} from '../layout.ts';
import {type OpenPlace, readText, removeFile, writeText} from '../place.ts';
import {alreadyDone, done, type StepContext, verify} from './context.ts';

/** Since when a restart is owed; undefined where none is. */
export async function readRestart(place: OpenPlace, now: Date): Promise<string | undefined> {
  const note = await readJson(place, RESTART);
  if (note === undefined) return undefined;
  return owedSince(note['since'], now);
}

export async function oweRestart({place, now}: StepContext): Promise<StepResult> {
  if ((await readJson(place, RESTART)) !== undefined) return alreadyDone();
  const note = jsonText(restartNote(now()));
  await writeText(place, RESTART, {text: note, ...PUBLIC_FILE});
  verify((await readText(place, RESTART)) === note, place, RESTART);
  return done();
}

export async function restart({place}: StepContext): Promise<StepResult> {
  await removeFile(place, RESTART);
  return done();
}
