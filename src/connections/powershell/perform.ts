import type {Step, StepResult} from '../../engine/ports/connection.ts';
import {Trouble} from './problems.ts';
import {assign, dropPrevious} from './steps/assign.ts';
import {mark, remove} from './steps/certificates.ts';
import type {StepContext, StepOf} from './steps/context.ts';
import {enroll, findEnrolled} from './steps/enroll.ts';
import {install} from './steps/install.ts';
import {lock, unlock} from './steps/lock.ts';
import {relay} from './steps/relay.ts';
import {createRequest, discardRequest, note} from './steps/request.ts';
import {oweRestart, restart} from './steps/restart.ts';
import {exportShared, importShared} from './steps/shared.ts';
import {takeEnrolled} from './steps/take-enrolled.ts';
import {trust} from './steps/trust.ts';

type Trust = StepOf<'trust'>;

/** What travels in one frame: a chain of CA certificates, or one other step. */
export type Frame = {readonly chain: readonly Trust[]} | {readonly one: Exclude<Step, Trust>};

/** The steps in their order. */
export function framesOf(steps: readonly Step[]): readonly Frame[] {
  const frames: Frame[] = [];
  for (const step of steps) {
    const last = frames.at(-1);
    if (step.do !== 'trust') frames.push({one: step});
    else if (last === undefined || 'one' in last) frames.push({chain: [step]});
    else frames[frames.length - 1] = {chain: [...last.chain, step]};
  }
  return frames;
}

/** Does it: as many results as were tried, up to the first that failed. Rejects with StepTrouble when nothing could be done. */
export async function performFrame(frame: Frame, cx: StepContext): Promise<readonly StepResult[]> {
  return 'one' in frame ? [await performStep(frame.one, cx)] : trust(frame.chain, cx);
}

function performStep(step: Exclude<Step, Trust>, cx: StepContext): Promise<StepResult> {
  switch (step.do) {
    case 'lock':
      return lock(step, cx);
    case 'unlock':
      return unlock(step, cx);
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
    case 'oweRestart':
      return oweRestart(cx);
    case 'restart':
      return restart(step, cx);
    case 'relay':
      return relay(step, cx);
    case 'enroll':
      return enroll(step, cx);
    case 'findEnrolled':
      return findEnrolled(step, cx);
    case 'takeEnrolled':
      return takeEnrolled(step, cx);
    case 'exportShared':
      return exportShared(step, cx);
    case 'importShared':
      return importShared(step, cx);
    default:
      throw new Trouble('STEP_NOT_SUPPORTED', {detail: `${JSON.stringify(step satisfies never)} is no step.`});
  }
}
