import {join} from 'node:path';
import type {Step, StepResult} from '../../engine/ports/connection.ts';
import type {CallContext} from '../../engine/ports/context.ts';
import type {Host, Random} from '../../engine/ports/host.ts';
import {checkServerName, type OpenPlace, openPlace, type Root} from './place.ts';
import {diagnose, problem, Trouble} from './problems.ts';
import {checkRoot} from './root.ts';
import {assign, dropPrevious} from './steps/assign.ts';
import type {StepContext} from './steps/context.ts';
import {deliver} from './steps/global.ts';
import {install, mark, remove} from './steps/install.ts';
import {lock, unlock} from './steps/lock.ts';
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

/** Does the steps in order, up to the first failure. */
export async function performSteps(
  directory: Directory,
  on: {readonly server: string; readonly steps: readonly Step[]},
  call: CallContext,
): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  for (const step of on.steps) {
    const start = call.now().getTime();
    const result = await performStep(directory, {server: on.server, step}, call);
    call.onStep?.(step, result, call.now().getTime() - start);
    results.push(result);
    if (result.outcome === 'failed') break;
  }
  return results;
}

async function performStep(
  {root, random, hasEnded}: Directory,
  {server, step}: {readonly server: string; readonly step: Step},
  call: CallContext,
): Promise<StepResult> {
  if (call.signal.aborted) {
    return {outcome: 'failed', problem: problem('STOPPED', {detail: `${step.do} was not begun.`, address: server})};
  }
  try {
    await checkRoot(root);
    checkServerName(server);
    return await dispatch(step, {root, place: await openServer(root, server), now: call.now, random, hasEnded});
  } catch (error) {
    return {outcome: 'failed', problem: diagnose(error, 'STORE_WRITE_FAILED', {address: server})};
  }
}

/** A new server gets its folder, and in it at once what is global. */
async function openServer(root: Root, server: string): Promise<OpenPlace> {
  const found = await openPlace(root, server);
  if (found !== undefined) return found;
  await root.files.makeFolder(join(root.folder, server));
  const made = await openPlace(root, server);
  if (made === undefined) throw new Trouble('STORE_NOT_AS_WRITTEN', {detail: `The folder of ${server} has gone.`});
  return (await deliver(root, made)) ? ((await openPlace(root, server)) ?? made) : made;
}

function dispatch(step: Step, cx: StepContext): Promise<StepResult> {
  switch (step.do) {
    case 'lock':
      return lock(step, cx);
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
      return assign(step, cx);
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
