/**
 * From differences to the plan document: pure, in a stable order, with a digest over what would be done.
 * A selection leaves out slots and whatever only they need; it never changes what the rest would do.
 */
import {compareAddresses, matches, memberAddress} from '../address.ts';
import {type Differences, diff, type SlotDifference} from '../diff/diff.ts';
import {canonicalJson, sha256Hex} from '../digest.ts';
import type {Actual} from '../model/actual.ts';
import type {Desired, Slot} from '../model/desired.ts';
import type {Action, ConfigBasis, HolderPlan, Phase, Plan, Selection, SlotPlan, TrustAction} from '../model/plan.ts';
import {byUsage, isGlobal} from '../model/usage.ts';
import {VERBS} from '../model/verb.ts';
import {slotActions, type TrustIds, trustActions} from './actions.ts';
import {basisOf} from './basis.ts';
import {findRisks} from './risk.ts';
import {slotPlan} from './slot-plan.ts';
import {summarise} from './summary.ts';

export interface PlanInput {
  readonly desired: Desired;
  readonly actual: Actual;
  readonly now: Date;
  /** Version of cscert. */
  readonly tool: string;
  readonly config: ConfigBasis;
  readonly selection?: Selection;
}

export function plan(input: PlanInput): Plan {
  const {desired, actual, now, tool, config, selection} = input;
  const differences = diff(desired, actual, now);
  const chosen = differences.slots.filter(({slot}) => isSelected(slot, selection));
  const trust = plannedTrust(differences, chosen);
  const idsOf = indexTrust(trust);
  const planned = chosen.map(difference => planSlot(difference, idsOf));
  const slots = planned.map(one => one.slot);
  const actions = [...trust, ...planned.flatMap(one => one.actions)].toSorted(byOrder);
  const holders = planHolders(input, differences, chosen);
  return {
    format: 1,
    tool,
    now: now.toISOString(),
    deployment: desired.deployment.name,
    config,
    ...(selection && isPartial(selection) && {selection}),
    complete: Object.values(holders).every(holder => !('unknown' in holder)),
    holders,
    slots,
    actions,
    risks: findRisks(actions),
    summary: summarise(slots, actions, holders),
    digest: planDigest(slots, actions),
  };
}

const isPartial = ({only, exclude}: Selection): boolean => only.length + exclude.length > 0;

/** Whether a slot is meant by --only and not by --exclude; a shared slot also by the name of one of its members. */
export function isSelected(slot: Slot, selection: Selection | undefined): boolean {
  if (selection === undefined) return true;
  const names = [
    slot.address,
    ...(slot.scope === 'server' ? [] : slot.members.map(member => memberAddress(slot.address, member))),
  ];
  const meant = (patterns: readonly string[]): boolean =>
    patterns.some(pattern => names.some(name => matches(pattern, name)));
  return (
    (selection.only.length === 0 || meant(selection.only)) &&
    !(selection.exclude.length > 0 && meant(selection.exclude))
  );
}

/** Trust for the members of the chosen slots and the authorities that issue them. */
function plannedTrust({trust}: Differences, chosen: readonly SlotDifference[]): readonly TrustAction[] {
  const wanted = new Set(chosen.flatMap(({slot}) => slot.members.map(server => `${server} ${slot.spec.authority}`)));
  return Object.entries(trust).flatMap(([server, difference]) =>
    trustActions(server, difference).filter(action => wanted.has(`${server} ${action.args.authority}`)),
  );
}

/** Ids of trust actions by server and authority. */
function indexTrust(trust: readonly TrustAction[]): TrustIds {
  const index = new Map<string, string[]>();
  for (const {id, on, args} of trust) {
    const key = `${on} ${args.authority}`;
    index.set(key, [...(index.get(key) ?? []), id]);
  }
  return (server, authority) => index.get(`${server} ${authority}`) ?? [];
}

function planSlot(difference: SlotDifference, trust: TrustIds): {slot: SlotPlan; actions: readonly Action[]} {
  const actions = slotActions(difference, trust);
  const ids = actions.map(action => action.id);
  return {slot: slotPlan(difference, ids), actions};
}

function planHolders(
  {desired, actual}: PlanInput,
  differences: Differences,
  chosen: readonly SlotDifference[],
): Record<string, HolderPlan> {
  const involved = new Set(chosen.flatMap(({slot}) => slot.members));
  const used = usedThumbprints(differences);
  return Object.fromEntries(
    desired.holders
      .filter(({server}) => involved.has(server))
      .map(({server, pool, role, connection}): [string, HolderPlan] => {
        const identity = {pool, role, connection};
        const part = actual.holders[server];
        const unknown = firstProblem(part, server);
        if (unknown !== undefined) return [server, {...identity, unknown}];
        if (part === undefined || !('ok' in part)) throw new Error(`no state of ${server}`);
        const {needs = [], warnings = []} = differences.trust[server] ?? {};
        const my = part.ok.stores.My;
        const unmanaged =
          'ok' in my ? my.ok.filter(one => !used.has(one.thumbprint) && one.mark === undefined).length : 0;
        return [
          server,
          {...identity, basis: basisOf(part.ok), trust: [...needs.map(need => need.finding), ...warnings], unmanaged},
        ];
      }),
  );
}

/** Why a server, or the first unreadable part of it, is not known. */
function firstProblem(part: Actual['holders'][string] | undefined, server: string) {
  if (part === undefined) {
    return {
      severity: 'error',
      code: 'HOLDER_NOT_READ',
      summary: 'Server was not read',
      detail: `The inspected world does not contain ${server}.`,
      address: server,
    } as const;
  }
  if (!('ok' in part)) return part.problem;
  const {stores, requests, assigned} = part.ok;
  const parts = [stores.My, stores.CA, stores.Root, requests, assigned];
  return parts.find(one => 'problem' in one)?.problem;
}

function usedThumbprints({slots}: Differences): ReadonlySet<string> {
  return new Set(
    slots.flatMap(({members}) =>
      members.flatMap(member => ('assigned' in member ? Object.values(member.assigned) : [])),
    ),
  );
}

const PHASES: readonly Phase[] = ['trust', 'prepare', 'switch', 'clean'];

/** Phases in turn; in a phase by slot (global ones last when switching), then in the order in which a slot needs them. */
function byOrder(a: Action, b: Action): number {
  return (
    PHASES.indexOf(a.phase) - PHASES.indexOf(b.phase) ||
    globalLast(a, b) ||
    compareAddresses(placeOf(a), placeOf(b)) ||
    byNeed(a, b)
  );
}

const placeOf = (action: Action): string => ('slot' in action ? action.slot : action.on);
const globalLast = (a: Action, b: Action): number =>
  Number(a.verb === 'assign' && isGlobal(a.args.usage)) - Number(b.verb === 'assign' && isGlobal(b.args.usage));

/** Verbs stand in the order in which they need each other. */
function byNeed(a: Action, b: Action): number {
  if (a.on !== b.on) return a.on < b.on ? -1 : 1;
  if (a.verb !== b.verb) return VERBS.indexOf(a.verb) - VERBS.indexOf(b.verb);
  if (a.verb === 'assign' && b.verb === 'assign') return byUsage(a.args.usage, b.args.usage);
  return a.id < b.id ? -1 : 1;
}

/** Over the actions, their arguments and what is wanted; never over times, findings or the tool's version. */
function planDigest(slots: readonly SlotPlan[], actions: readonly Action[]): string {
  const wanted = slots.flatMap(({address, wants}) =>
    wants ? [{address, specDigest: wants.specDigest, friendlyName: wants.friendlyName}] : [],
  );
  const done = actions.map(({id, verb, on, phase, needs, args}) => ({id, verb, on, phase, needs, args}));
  return `sha256:${sha256Hex(canonicalJson({form: 1, wanted, actions: done}))}`;
}
