import {join} from 'node:path';
import {isGlobal} from '../../core/model/usage.ts';
import type {Step, StepResult} from '../../engine/ports/connection.ts';
import type {CallContext} from '../../engine/ports/context.ts';
import type {Host, Random} from '../../engine/ports/host.ts';
import {performFrames} from '../frames.ts';
import {checkServerName, type OpenPlace, openPlace, type Root} from './place.ts';
import {diagnose, Trouble} from './problems.ts';
import {checkRoot, type OpenServer} from './root.ts';
import {assignAll, dropPrevious} from './steps/assign.ts';
import type {StepContext, StepOf} from './steps/context.ts';
import {assignGlobal} from './steps/global.ts';
import {install, mark, remove} from './steps/install.ts';
import {lock, unlock} from './steps/lock.ts';
import {deliver} from './steps/replicate.ts';
import {createRequest, discardRequest, note} from './steps/request.ts';
import {oweRestart, restart} from './steps/restart.ts';
import {exportShared, importShared} from './steps/shared.ts';
import {trust} from './steps/trust.ts';

/** Stores in a folder, and what making keys and PFX files in them takes. */
export interface Directory {
  readonly root: Root;
  readonly random: Random;
  readonly hasEnded: Host['hasEnded'];
}

type Opening = Directory & {readonly open: OpenServer};

/** What is done at once: the server's own assignments, which lie in one file, or one other step. */
type Frame = {readonly assigns: readonly StepOf<'assign'>[]} | {readonly one: Step};

function framesOf(steps: readonly Step[]): readonly Frame[] {
  const frames: Frame[] = [];
  for (const step of steps) {
    const last = frames.at(-1);
    if (step.do !== 'assign' || isGlobal(step.usage)) frames.push({one: step});
    else if (last === undefined || 'one' in last) frames.push({assigns: [step]});
    else frames[frames.length - 1] = {assigns: [...last.assigns, step]};
  }
  return frames;
}

/** Does the steps in order, up to the first failure. */
export function performSteps(
  directory: Opening,
  {server, steps}: {readonly server: string; readonly steps: readonly Step[]},
  call: CallContext,
): Promise<readonly StepResult[]> {
  const perform = (frame: Frame) => performFrame(directory, {server, frame}, call);
  return performFrames({server, steps, frames: framesOf(steps), perform}, call);
}

/** As many results as steps were tried, up to the first that failed. */
async function performFrame(
  {root, open, random, hasEnded}: Opening,
  {server, frame}: {readonly server: string; readonly frame: Frame},
  call: CallContext,
): Promise<readonly StepResult[]> {
  const failed = (error: unknown): StepResult => ({
    outcome: 'failed',
    problem: diagnose(error, 'STORE_WRITE_FAILED', {address: server}),
  });
  try {
    checkServerName(server);
    const place = (await open(server)) ?? (await makeServer(root, server));
    const cx: StepContext = {root, place, now: call.now, random, hasEnded};
    return 'one' in frame ? [await dispatch(frame.one, cx)] : await assignAll(frame.assigns, cx, failed);
  } catch (error) {
    return [failed(error)];
  }
}

/** A new server gets its folder, and in it at once what is global. */
async function makeServer(root: Root, server: string): Promise<OpenPlace> {
  await root.files.makeFolder(join(root.folder, server));
  const made = await openPlace(root, server);
  if (made === undefined) throw new Trouble('STORE_NOT_AS_WRITTEN', {detail: `The folder of ${server} has gone.`});
  return (await deliver(root, made)) ? ((await openPlace(root, server)) ?? made) : made;
}

function dispatch(step: Step, cx: StepContext): Promise<StepResult> {
  switch (step.do) {
    case 'lock':
      // Renewed while a run lasts: a disk that is not mounted any more is noticed then.
      return checkRoot(cx.root).then(() => lock(step, cx));
    case 'unlock':
      return unlock(step, cx);
    case 'trust':
      return trust(step, cx);
    case 'createRequest':
      return createRequest(step, cx);
    case 'note':
      return note(step, cx);
    case 'install':
      return install(step, cx);
    case 'mark':
      return mark(step, cx);
    case 'assign':
      return assignGlobal(step, cx);
    case 'dropPrevious':
      return dropPrevious(step, cx);
    case 'discardRequest':
      return discardRequest(step, cx);
    case 'remove':
      return remove(step, cx);
    case 'exportShared':
      return exportShared(step, cx);
    case 'importShared':
      return importShared(step, cx);
    case 'oweRestart':
      return oweRestart(cx);
    case 'restart':
      return restart(cx);
    default:
      throw new Trouble('STEP_NOT_SUPPORTED', {
        detail: `${JSON.stringify(step.do)} needs a server that runs; a folder holds only its stores and assignments.`,
        help: 'Give the server a connection that can do this.',
      });
  }
}
