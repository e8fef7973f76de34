import type {Assignments} from '../../../core/model/actual.ts';
import {isGlobal} from '../../../core/model/usage.ts';
import {asOf} from '../../../core/roll/as-of.ts';
import type {StepResult} from '../../../engine/ports/connection.ts';
import {pointsTo} from '../../pointing.ts';
import {readAssignments, withoutPrevious, withPointing} from '../assignments.ts';
import {ASSIGNED} from '../layout.ts';
import {alreadyDone, done, putAssignments, type StepContext, type StepOf} from './context.ts';
import {dropGlobalPrevious} from './global.ts';
import {proveCertificate} from './prove.ts';

/**
 * Points several usages of the server to certificates that are proved, all with one write: whoever reads the file meanwhile
 * finds all as they were or all as they are to be. One that cannot be done ends the row; those before it are done.
 */
export async function assignAll(
  steps: readonly StepOf<'assign'>[],
  cx: StepContext,
  failed: (error: unknown) => StepResult,
): Promise<readonly StepResult[]> {
  const {place} = cx;
  const before = await readAssignments(place, ASSIGNED);
  const {wanted, results} = await pointAll(steps, {before, cx, failed});
  if (wanted === before) return results;
  try {
    await putAssignments(place, ASSIGNED, wanted);
    return results;
  } catch (error) {
    const unwritten = results.findIndex(({outcome}) => outcome === 'done');
    return [...results.slice(0, unwritten), failed(error)];
  }
}

interface Pointed {
  readonly wanted: Assignments;
  readonly results: readonly StepResult[];
}

/** What the file is to say, as far as the certificates can be proved. */
async function pointAll(
  steps: readonly StepOf<'assign'>[],
  on: {readonly before: Assignments; readonly cx: StepContext; readonly failed: (error: unknown) => StepResult},
): Promise<Pointed> {
  const {place, now} = on.cx;
  const proved = new Set<string>();
  const results: StepResult[] = [];
  let wanted = on.before;
  for (const step of steps) {
    const {thumbprint} = step;
    try {
      if (!proved.has(thumbprint)) await proveCertificate(place, thumbprint);
    } catch (error) {
      return {wanted, results: [...results, on.failed(error)]};
    }
    proved.add(thumbprint);
    const isThere = pointsTo(wanted, step, now());
    if (!isThere) wanted = withPointing(wanted, step, now());
    results.push(isThere ? alreadyDone({thumbprint}) : done({thumbprint}));
  }
  return {wanted, results};
}

export async function dropPrevious(step: StepOf<'dropPrevious'>, cx: StepContext): Promise<StepResult> {
  if (isGlobal(step.usage)) return dropGlobalPrevious(step, cx);
  const {place} = cx;
  const before = await readAssignments(place, ASSIGNED);
  const entry = before[step.usage];
  if (entry === undefined || asOf(cx.now(), entry).previous === undefined) return alreadyDone();
  await putAssignments(place, ASSIGNED, withoutPrevious(before, step.usage, cx.now()));
  return done();
}
