import {canonicalJson} from '../../../core/digest.ts';
import type {Assignments} from '../../../core/model/actual.ts';
import {isGlobal} from '../../../core/model/usage.ts';
import {asOf} from '../../../core/roll/as-of.ts';
import type {StepResult} from '../../../engine/ports/connection.ts';
import {pointsTo} from '../../pointing.ts';
import {readAssignments, withoutPrevious, withPointing, writeAssignments} from '../assignments.ts';
import {ASSIGNED} from '../layout.ts';
import {alreadyDone, done, reopen, type StepContext, type StepOf, verify} from './context.ts';
import {assignGlobal, dropGlobalPrevious} from './global.ts';
import {proveCertificate} from './prove.ts';

export async function assign(step: StepOf<'assign'>, cx: StepContext): Promise<StepResult> {
  if (isGlobal(step.usage)) return assignGlobal(step, cx);
  const {place} = cx;
  const after = {thumbprint: step.thumbprint};
  await proveCertificate(place, step.thumbprint);
  const before = await readAssignments(place, ASSIGNED);
  if (pointsTo(before, step, cx.now())) return alreadyDone(after);
  const wanted = withPointing(before, step, cx.now());
  await writeAssignments(place, ASSIGNED, wanted);
  verify(isSame(await readAssignments(await reopen(cx), ASSIGNED), wanted), place, ASSIGNED);
  return done(after);
}

export async function dropPrevious(step: StepOf<'dropPrevious'>, cx: StepContext): Promise<StepResult> {
  if (isGlobal(step.usage)) return dropGlobalPrevious(step, cx);
  const {place} = cx;
  const before = await readAssignments(place, ASSIGNED);
  const entry = before[step.usage];
  if (entry === undefined || asOf(cx.now(), entry).previous === undefined) return alreadyDone();
  const wanted = withoutPrevious(before, step.usage, cx.now());
  await writeAssignments(place, ASSIGNED, wanted);
  verify(isSame(await readAssignments(await reopen(cx), ASSIGNED), wanted), place, ASSIGNED);
  return done();
}

const isSame = (a: Assignments, b: Assignments): boolean => canonicalJson(a) === canonicalJson(b);
