import type {Diagnostic} from '../core/diagnostic.ts';
import type {Plan, Rehearsal} from '../core/model/plan.ts';
import {minute} from '../core/moment.ts';
import type {PlanOptions} from './make-plan.ts';
import {problem} from './problem.ts';

/** What --actual and --at put in the place of the servers as they are now; undefined when neither is given. */
export function rehearsalOf({actual, at}: Pick<PlanOptions, 'actual' | 'at'>): Rehearsal | undefined {
  if (actual === undefined && at === undefined) return undefined;
  return {...(actual !== undefined && {actual}), ...(at !== undefined && {at: at.toISOString()})};
}

/** What is rehearsed is not the world as it is: said before anything else. */
export function rehearsalWarning(rehearsal: Rehearsal | undefined): readonly Diagnostic[] {
  if (rehearsal === undefined) return [];
  return [
    {
      severity: 'warning',
      code: 'REHEARSAL',
      summary: 'This is a rehearsal',
      detail: `It is judged from ${describe(rehearsal)}. Nothing of it can be applied.`,
    },
  ];
}

/** A saved inspection may be of yesterday or of another place, and a moment to come has not come: no age tells that. */
export function rehearsalProblems({rehearsal}: Plan): readonly Diagnostic[] {
  if (rehearsal === undefined) return [];
  return [
    problem('PLAN_REHEARSED', 'Saved plan is a rehearsal', {
      detail: `It was judged from ${describe(rehearsal)}. What is applied is judged from the servers as they are now.`,
      help: 'Run plan again without --actual and --at and have the new plan approved. Where its digest was approved, apply --expect makes the plan itself and does that one or nothing.',
    }),
  ];
}

function describe({actual, at}: Rehearsal): string {
  return `${actual ?? 'the servers as they are'}${at === undefined ? '' : `, as of ${minute(at)}`}`;
}
