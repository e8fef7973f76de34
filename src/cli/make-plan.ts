import type {Actual} from '../core/model/actual.ts';
import type {Plan, Selection} from '../core/model/plan.ts';
import {plan as makePlan} from '../core/plan/plan.ts';
import {worldAsOf} from '../core/roll/as-of.ts';
import {type Wishes, wishProblems, withWishes} from '../core/wishes.ts';
import type {World} from '../engine/world.ts';
import type {CommandContext} from './command.ts';
import {type Configuration, loadConfiguration} from './configuration.ts';
import {idleRetries} from './idle-retries.ts';
import {readPlanned} from './read-world.ts';
import {rehearsalOf, rehearsalWarning} from './rehearsal.ts';
import {selectionProblems} from './selection.ts';
import {silentAuthorities} from './silent-authorities.ts';

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
  /** Present when only what goes on is wanted: what else was left out, counted in words. */
  readonly leftOut?: readonly string[];
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
  const rehearsal = rehearsalOf(options);
  cx.output.diagnose(rehearsalWarning(rehearsal));
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
      config: {digest: loaded.digest(), files: loaded.files, ...(cx.config.length > 0 && {given: cx.config})},
      selection,
      wishes,
      rehearsal,
    }),
  );
  const {narrow = (planned: Planned) => planned} = options;
  const planned = narrow({configuration, ...read, plan});
  cx.output.diagnose([
    ...silentAuthorities(planned.plan, {desired, actual: read.actual}),
    ...idleRetries(planned.plan, wishes),
  ]);
  sayPlan(cx, planned.plan);
  return planned;
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
