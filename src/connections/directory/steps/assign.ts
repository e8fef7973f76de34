import {isGlobal} from '../../../core/model/usage.ts';
import type {StepResult} from '../../../engine/ports/connection.ts';
import {readAssignments, withCurrent, withoutPrevious, writeAssignments} from '../assignments.ts';
import {ASSIGNED} from '../layout.ts';
import {Trouble} from '../problems.ts';
import {alreadyDone, done, reopen, type StepContext, type StepOf, verify} from './context.ts';
import {assignGlobal, dropGlobalPrevious} from './global.ts';
import {proveCertificate} from './prove.ts';

export async function assign(step: StepOf<'assign'>, cx: StepContext): Promise<StepResult> {
  if (step.at !== undefined) {
    throw new Trouble('STEP_NOT_SUPPORTED', {
      detail: `${step.usage} is to be switched at ${step.at}; stores in a folder are switched at once or not at all.`,
    });
  }
  if (isGlobal(step.usage)) return assignGlobal(step, cx);
  const {place} = cx;
  const after = {thumbprint: step.thumbprint};
  await proveCertificate(place, step.thumbprint);
  const before = await readAssignments(place, ASSIGNED);
  if (before[step.usage]?.current === step.thumbprint) return alreadyDone(after);
  await writeAssignments(place, ASSIGNED, withCurrent(before, step.usage, step.thumbprint));
  const now = await readAssignments(await reopen(cx), ASSIGNED);
  verify(now[step.usage]?.current === step.thumbprint, place, ASSIGNED);
  return done(after);
}

export async function dropPrevious(step: StepOf<'dropPrevious'>, cx: StepContext): Promise<StepResult> {
  if (isGlobal(step.usage)) return dropGlobalPrevious(step, cx);
  const {place} = cx;
  const before = await readAssignments(place, ASSIGNED);
  if (before[step.usage]?.previous === undefined) return alreadyDone();
  await writeAssignments(place, ASSIGNED, withoutPrevious(before, step.usage));
  const now = await readAssignments(await reopen(cx), ASSIGNED);
  verify(now[step.usage]?.previous === undefined, place, ASSIGNED);
  return done();
}
