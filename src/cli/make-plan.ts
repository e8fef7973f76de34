import type {Actual} from '../core/model/actual.ts';
import type {Holder} from '../core/model/desired.ts';
import type {Plan, Selection} from '../core/model/plan.ts';
import {isSelected, plan as makePlan} from '../core/plan/plan.ts';
import {worldAsOf} from '../core/roll/as-of.ts';
import {type Wishes, wishProblems, withWishes} from '../core/wishes.ts';
import {inspect} from '../engine/inspect.ts';
import type {CallContext} from '../engine/ports/context.ts';
import type {World} from '../engine/world.ts';
import {openWorld} from './build-world.ts';
import type {CommandContext} from './command.ts';
import {type Configuration, loadConfiguration} from './configuration.ts';
import {idleRetries} from './idle-retries.ts';
import {offersFrom} from './open-offer.ts';
import {readSavedWorld, rehearsal} from './saved-world.ts';
import {selectionProblems} from './selection.ts';

export interface PlanOptions {
  readonly only: readonly string[];
  readonly exclude: readonly string[];
  readonly parallelism: number;
  readonly deep?: boolean;
  readonly retry?: readonly string[];
  readonly assign?: readonly string[];
  /** A file of what was inspected before, instead of the servers. */
  readonly actual?: string;
  /** Judge as of this moment, as if nobody touched anything until then. */
  readonly at?: Date;
}

/** A plan with everything that it was made from, for a command that goes on with it. */
export interface Planned {
  readonly configuration: Configuration;
  readonly world: World;
  readonly actual: Actual;
  readonly plan: Plan;
  /** Present when only what goes on is wanted: how many certificates with other changes were left out. */
  readonly leftOut?: number;
}

/** How a plan is to be made. */
export interface Planning extends PlanOptions {
  /** Leaves out of a plan what is not to be done now. */
  readonly narrow?: ((planned: Planned) => Planned) | undefined;
}

/** Configuration, world, plan. Undefined when it could not be made; why has been said. */
export async function planWorld(
  cx: CommandContext,
  options: Planning,
  signal: AbortSignal,
): Promise<Planned | undefined> {
  const {host} = cx;
  const declared = await host.aboutMany(() => loadConfiguration(cx));
  if (declared === undefined) return undefined;
  const selection: Selection = {only: options.only, exclude: options.exclude};
  const wishes: Wishes = {retry: options.retry ?? [], assign: options.assign ?? []};
  const configuration = {...declared, desired: withWishes(declared.desired, wishes)};
  const wrong = [...selectionProblems(declared.desired.slots, selection), ...wishProblems(declared.desired, wishes)];
  cx.output.diagnose(wrong);
  if (wrong.length > 0) return undefined;
  cx.output.diagnose(rehearsal(options));
  const read = await readPlanned(cx, configuration, {...options, selection, signal});
  if (read === undefined) return undefined;
  const now = options.at ?? host.clock.now();
  const {desired, loaded} = configuration;
  const plan = await host.aboutMany(async () =>
    makePlan({
      desired,
      actual: options.at === undefined ? read.actual : worldAsOf(now, read.actual),
      now,
      tool: host.identity.version,
      config: {digest: loaded.digest(), files: loaded.files},
      selection,
      wishes,
    }),
  );
  const {narrow = (planned: Planned) => planned} = options;
  const planned = narrow({configuration, ...read, plan});
  cx.output.diagnose(idleRetries(planned.plan, wishes));
  sayPlan(cx, planned.plan);
  return planned;
}

export interface ReadOptions {
  readonly selection: Selection;
  readonly parallelism: number;
  readonly deep?: boolean;
  /** Ask all authorities, also those that no certificate is declared to come from. */
  readonly allAuthorities?: boolean;
  readonly signal: AbortSignal;
}

/** Reads the servers, or what was read of them before: then there is nothing to reach. */
export async function readPlanned(
  cx: CommandContext,
  configuration: Configuration,
  options: ReadOptions & Pick<PlanOptions, 'actual'>,
): Promise<{world: World; actual: Actual} | undefined> {
  if (options.actual === undefined) return readWorld(cx, configuration, options);
  const actual = await readSavedWorld(cx, options.actual);
  return actual && {actual, world: {connections: new Map(), authorities: new Map()}};
}

/** Reads the servers that the selected slots are on, and asks their authorities. */
export async function readWorld(
  command: CommandContext,
  configuration: Configuration,
  {selection, parallelism, deep, allAuthorities, signal}: ReadOptions,
): Promise<{world: World; actual: Actual} | undefined> {
  const world = await openWorld(command, configuration);
  if (world === undefined) return undefined;
  const {host, output} = command;
  const cx: CallContext = {signal, now: () => host.clock.now()};
  const {desired} = configuration;
  const slots = desired.slots.filter(slot => isSelected(slot, selection));
  const members = new Set(slots.flatMap(slot => slot.members));
  const holders: readonly Holder[] = desired.holders.filter(holder => members.has(holder.server));
  const authorities = allAuthorities
    ? Object.keys(configuration.settings.authorities)
    : [...new Set(desired.slots.map(slot => slot.spec.authority))];
  const read = () =>
    inspect({
      holders,
      world,
      authorities,
      offering: slots,
      openOffer: offersFrom(host, configuration.loaded.base),
      deep: deep === true,
      parallel: parallelism,
      emit: output.emit,
      cx,
    });
  const actual = await output.whileShown(() => host.aboutMany(read));
  return {world, actual};
}

/** The plan as events: how every slot was judged, every action, every risk, and the counts. */
export function sayPlan({output}: CommandContext, plan: Plan): void {
  if (output.hears('debug')) sayJudgements(output, plan);
  for (const change of plan.actions) output.emit('planned_change', {change});
  for (const risk of plan.risks) output.emit('risk', {risk});
  output.emit('plan_summary', {summary: plan.summary, digest: plan.digest, complete: plan.complete});
}

function sayJudgements({emit}: CommandContext['output'], {slots}: Plan): void {
  for (const {address: slot, state, members} of slots) {
    const findings = members.flatMap(({server, findings: all}) => all.map(finding => ({...finding, server})));
    emit('slot_judged', {slot, state, findings});
  }
}
