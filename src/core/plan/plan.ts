/** The plan document: what is to be done, what is said of it, and a digest over what would be done. */

import {canonicalJson, sha256Hex} from '../digest.ts';
import type {Action, ConfigBasis, Plan, Rehearsal, SlotPlan} from '../model/plan.ts';
import type {Wishes} from '../wishes.ts';
import {isWhole} from './holders.ts';
import {findRisks} from './risk.ts';
import {isPartial} from './selection.ts';
import {summarise} from './summary.ts';
import {type WorkInput, work} from './work.ts';

/** What a plan is made from, and nothing else: the same input gives the same plan. */
export interface PlanInput extends WorkInput {
  /** Version of cscert. */
  readonly tool: string;
  readonly config: ConfigBasis;
  /** What of `desired` a person asked for at the command line: kept, so that a saved plan means the same later. */
  readonly wishes?: Wishes;
  /** Kept, so that nobody applies what was only tried. */
  readonly rehearsal?: Rehearsal | undefined;
}

/** The plan for all slots, or for those that the selection leaves. */
export function plan(input: PlanInput): Plan {
  const {desired, actual, now, tool, config, selection, wishes, rehearsal} = input;
  const {holders, slots, actions, differences} = work(input);
  return {
    format: 1,
    tool,
    now: now.toISOString(),
    deployment: desired.deployment.name,
    config,
    ...(selection && isPartial(selection) && {selection}),
    ...(wishes && wishes.retry.length + wishes.assign.length > 0 && {wishes}),
    ...(rehearsal && {rehearsal}),
    complete: Object.values(holders).every(isWhole),
    holders,
    slots,
    actions,
    risks: findRisks({actions, authorities: actual.authorities, differences}),
    summary: summarise(slots, actions, holders),
    digest: planDigest(slots, actions),
  };
}

/** Over the actions, their arguments and what they make; never over times, findings or the tool's version. */
export function planDigest(slots: readonly SlotPlan[], actions: readonly Action[]): string {
  const wanted = slots.flatMap(({address, wants, actions: own}) =>
    wants && own.length > 0 ? [{address, specDigest: wants.specDigest, friendlyName: wants.friendlyName}] : [],
  );
  const done = actions.map(({id, verb, on, phase, needs, args}) => ({id, verb, on, phase, needs, args}));
  return `sha256:${sha256Hex(canonicalJson({form: 1, wanted, actions: done}))}`;
}
