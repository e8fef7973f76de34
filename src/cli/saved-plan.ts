import {relative, resolve} from 'node:path';
import type {Diagnostic} from '../core/diagnostic.ts';
import type {Actual} from '../core/model/actual.ts';
import type {Plan} from '../core/model/plan.ts';
import {second} from '../core/moment.ts';
import {basisOf, movedParts} from '../core/plan/basis.ts';
import {describeTime} from '../core/policy/life.ts';
import {NO_WISHES, wishProblems, withWishes} from '../core/wishes.ts';
import {clean} from '../report/clean.ts';
import {PLAN_LIMIT, readPlan} from '../report/plan-json.ts';
import {listOf} from '../report/text.ts';
import type {CommandContext} from './command.ts';
import {type Configuration, loadConfiguration} from './configuration.ts';
import {readArgument} from './files.ts';
import {type Planned, sayPlan} from './make-plan.ts';
import {problem} from './problem.ts';
import {readWorld} from './read-world.ts';
import {rehearsalProblems} from './rehearsal.ts';
import {selectionProblems} from './selection.ts';

export interface SavedPlanOptions {
  readonly plan: string;
  readonly only: readonly string[];
  readonly exclude: readonly string[];
  readonly retry?: readonly string[];
  readonly assign?: readonly string[];
  readonly continue?: boolean;
  readonly maxPlanAge: number;
  readonly parallelism: number;
  readonly signal: AbortSignal;
}

/** Opens a saved plan and refuses it when what it was made from has moved on. Undefined when refused; why has been said. */
export async function openSavedPlan(cx: CommandContext, options: SavedPlanOptions): Promise<Planned | undefined> {
  const {only, exclude, retry = [], assign = []} = options;
  if (only.length + exclude.length + retry.length + assign.length > 0 || options.continue) {
    cx.output.diagnose([SELECTED_TWICE]);
    return undefined;
  }
  const path = resolve(cx.cwd, options.plan);
  const plan = await readPlanFile(cx, path);
  if (plan === undefined) return undefined;
  const rehearsed = rehearsalProblems(plan);
  cx.output.diagnose(rehearsed);
  if (rehearsed.length > 0) return undefined;
  const declared = await loadConfiguration(cx);
  if (declared === undefined) return undefined;
  const configuration = {...declared, desired: withWishes(declared.desired, plan.wishes ?? NO_WISHES)};
  const now = cx.host.clock.now();
  const early = [...ageProblems(plan, now, options.maxPlanAge), ...configProblems(plan, configuration)];
  const wrong =
    early.length > 0 ? early : [...choiceProblems(plan, configuration), ...placeProblems(plan, configuration)];
  cx.output.diagnose(wrong);
  if (wrong.length > 0) return undefined;
  const selection = plan.selection ?? {only: [], exclude: []};
  const read = await readWorld(cx, configuration, {...options, selection});
  if (read === undefined) return undefined;
  const moved = basisProblems(plan, read.actual);
  cx.output.diagnose(moved);
  if (moved.length > 0) return undefined;
  sayPlan(cx, plan);
  return {configuration, ...read, plan};
}

const SELECTED_TWICE = problem('PLAN_SELECTED_TWICE', 'A saved plan is applied whole', {
  detail:
    'It was made with a selection and wishes of its own; --only, --exclude, --assign, --retry and --continue cannot change what was approved.',
  help: 'Leave them out, or give them to plan and have that plan approved.',
});

/** Reads a plan file for whoever wants to see or apply it. */
export async function readPlanFile(cx: CommandContext, path: string): Promise<Plan | undefined> {
  const text = await readArgument(cx, path, PLAN_LIMIT);
  if (text === undefined) return undefined;
  const read = readPlan(text);
  if ('ok' in read) return read.ok;
  const {detail} = read.problem;
  cx.output.diagnose([{...read.problem, detail: `${relative(cx.cwd, path)}: ${detail}`}]);
  return undefined;
}

const STALE = 'Saved plan is stale';
const HELP = 'Run plan again and have the new plan approved.';

/** So far apart the clocks of two runners of one pipeline may be; as far as a CA here dates its certificates back. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** Time itself is an input: what was not due yesterday may be due today. */
function ageProblems(plan: Plan, now: Date, maxAge: number): readonly Diagnostic[] {
  const age = now.getTime() - Date.parse(plan.now);
  if (age < -CLOCK_SKEW_MS) {
    return [
      problem('PLAN_STALE', STALE, {
        detail: `It was made at ${second(plan.now)}, which this machine's clock has not reached yet.`,
        help: HELP,
      }),
    ];
  }
  if (age <= maxAge) return [];
  return [
    problem('PLAN_STALE', STALE, {
      detail: `It was made ${describeTime(age)} ago; the limit is ${describeTime(maxAge)}.`,
      help: HELP,
    }),
  ];
}

function configProblems(plan: Plan, {loaded}: Configuration): readonly Diagnostic[] {
  if (plan.config.digest === loaded.digest()) return [];
  const detail = `The configuration has changed since: then ${plan.config.digest.slice(0, 19)}, now ${loaded.digest().slice(0, 19)}.`;
  return [problem('PLAN_STALE', STALE, {detail, help: HELP})];
}

const invalid = (detail: string): Diagnostic => problem('PLAN_INVALID', 'Plan file is damaged', {detail, help: HELP});

/** The digest is not about them, and they become part of a command that is shown to be pasted. */
function choiceProblems({selection, wishes}: Plan, {desired}: Configuration): readonly Diagnostic[] {
  const unknown = [
    ...(selection ? selectionProblems(desired.slots, selection) : []),
    ...(wishes ? wishProblems(desired, wishes) : []),
  ];
  return unknown.length === 0
    ? []
    : [invalid('It was made for certificates that its own configuration does not declare.')];
}

/** Nor is it about who belongs to which pool and how a server is reached, by which the work goes. */
function placeProblems({holders}: Plan, {desired}: Configuration): readonly Diagnostic[] {
  const declared = new Map(desired.holders.map(holder => [holder.server, holder]));
  const misplaced = Object.entries(holders).flatMap(([server, {pool, connection}]) => {
    const place = declared.get(server);
    return place?.pool === pool && place.connection === connection ? [] : [clean(server)];
  });
  if (misplaced.length === 0) return [];
  return [invalid(`Its own configuration has another pool or connection for ${listOf(misplaced, 5)}.`)];
}

/** Only servers that the plan touches or copies from count; for the others it says nothing. */
function basisProblems(plan: Plan, actual: Actual): readonly Diagnostic[] {
  const named = plan.actions.flatMap(action => (action.verb === 'copy' ? [action.on, action.args.from] : [action.on]));
  const touched = [...new Set(named)].toSorted();
  return touched.flatMap(server => {
    const then = plan.holders[server];
    const now = actual.holders[server];
    if (then === undefined || 'unknown' in then || now === undefined) return [];
    if (!('ok' in now)) return [now.problem];
    const parts = movedParts(then.basis, basisOf(now.ok));
    if (parts.length === 0) return [];
    return [
      problem('PLAN_STALE', STALE, {
        detail: `${server} has changed since the plan was made: ${parts.join(', ')}.`,
        help: HELP,
        address: server,
      }),
    ];
  });
}
