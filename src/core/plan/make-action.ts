import type {SlotDifference} from '../diff/diff.ts';
import type {Retirement} from '../diff/retire.ts';
import {specDigest} from '../digest.ts';
import type {ServerId, Slot} from '../model/desired.ts';
import type {Action, AssignAction, CopyAction, ImportAction, RequestAction, RetireAction} from '../model/plan.ts';
import {byUsage, type Usage} from '../model/usage.ts';
import {timingOf} from '../upkeep/timing.ts';
import {assignId, slotActionId} from './action-id.ts';
import {dropsStaged} from './drops-staged.ts';

/** What every action on a slot is made with. */
export interface Making {
  readonly needs: readonly string[];
  readonly because: readonly string[];
  /** The public key of the request, made before, that it goes on with. */
  readonly continues?: string;
}

const going = ({needs, because, continues}: Making): Making => ({
  needs,
  because,
  ...(continues !== undefined && {continues}),
});

export function requestAction(slot: Slot, on: ServerId, making: Making & {readonly discard?: string}): RequestAction {
  const {discard} = making;
  return {
    id: slotActionId('request', slot.address, on),
    verb: 'request',
    slot: slot.address,
    on,
    phase: 'prepare',
    ...going(making),
    args: {authority: slot.spec.authority, specDigest: specDigest(slot.spec), ...(discard !== undefined && {discard})},
  };
}

export function importAction(slot: Slot, on: ServerId, making: Making & Pick<ImportAction, 'args'>): ImportAction {
  return {
    id: slotActionId('import', slot.address, on),
    verb: 'import',
    slot: slot.address,
    on,
    phase: 'prepare',
    ...going(making),
    args: making.args,
  };
}

export function copyAction(slot: Slot, on: ServerId, making: Making & Pick<CopyAction, 'args'>): CopyAction {
  return {
    id: slotActionId('copy', slot.address, on),
    verb: 'copy',
    slot: slot.address,
    on,
    phase: 'prepare',
    ...going(making),
    args: making.args,
  };
}

/**
 * One for each usage, in the order in which they switch; none for one that is held back.
 * Thumbprint null: known after apply.
 */
export function assignActions(
  difference: Pick<SlotDifference, 'slot' | 'members' | 'rolls' | 'timings'>,
  on: ServerId,
  making: Making & {readonly usages: readonly Usage[]; readonly thumbprint: string | null},
): readonly AssignAction[] {
  const {slot, rolls} = difference;
  const {usages, thumbprint} = making;
  return usages.toSorted(byUsage).flatMap((usage): readonly AssignAction[] => {
    const roll = rolls[usage];
    if (roll?.kind === 'held') return [];
    const args = {usage, thumbprint};
    const action = {
      id: assignId(slot.address, on, usage),
      verb: 'assign',
      slot: slot.address,
      on,
      phase: 'switch',
      ...going(making),
      ...(roll?.kind === 'staged' ? {effective: roll.at} : opensLater(difference, {on, args})),
      args,
    } as const;
    return [action];
  });
}

/** What is only staged now, or no longer, changes nothing now, so it needs no window. */
function opensLater(
  {members, timings}: Pick<SlotDifference, 'members' | 'timings'>,
  action: Pick<AssignAction, 'on' | 'args'>,
): Pick<AssignAction, 'notBefore'> {
  const timing = timingOf(timings, action.on, action.args.usage);
  return timing.kind === 'later' && !dropsStaged({members}, action) ? {notBefore: timing.opens} : {};
}

/**
 * Nothing goes before everything else about the slot is in order. To forget what signed tokens waits for nothing: what
 * else of the slot is to be done may wait for a maintenance window.
 */
export function retireAction(
  slot: Slot,
  {server, thumbprint, previousOf, removed, finding}: Retirement,
  others: readonly Action[],
): RetireAction {
  return {
    id: `${slotActionId('retire', slot.address, server)}:${thumbprint.slice(0, 8)}`,
    verb: 'retire',
    slot: slot.address,
    on: server,
    phase: 'clean',
    needs: removed ? others.map(({id}) => id) : [],
    because: [finding.code],
    args: {thumbprint, previousOf, removed},
  };
}
