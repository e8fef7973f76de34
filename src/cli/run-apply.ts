/**
 * Apply, for a person and for a pipeline: where the plan comes from, who approves it, and what is refused before
 * anything is touched. The work itself is in engine/apply.
 */
import type {Plan} from '../core/model/plan.ts';
import {apply} from '../engine/apply/apply.ts';
import type {InterruptSignal, SignalWatch} from '../host/signals.ts';
import {renderApply} from '../report/apply-text.ts';
import type {CommandContext, Ending} from './command.ts';
import {continuing} from './continuing.ts';
import {withDeploymentLock} from './deployment-lock.ts';
import {applyExit, type ExitCode, goingOnExit, interruptedExit, planExit} from './exit-code.ts';
import {type Planned, type PlanOptions, planWorld} from './make-plan.ts';
import {marking} from './marking.ts';
import {nextCommand} from './next-command.ts';
import {offersFrom} from './open-offer.ts';
import {problem} from './problem.ts';
import {beginLog} from './run-log.ts';
import {showPlan} from './run-plan.ts';
import {openSavedPlan} from './saved-plan.ts';

export interface ApplyFlags extends PlanOptions {
  /** Path of a saved plan. */
  readonly plan?: string;
  readonly autoApprove?: boolean;
  readonly expect?: string;
  /** Only what goes on with a request that was approved before. */
  readonly continue?: boolean;
  /** Only the marks of certificates that are as declared (`cscert adopt --mark`). */
  readonly mark?: boolean;
  /** Milliseconds. */
  readonly maxPlanAge: number;
  /** Milliseconds. */
  readonly lockTimeout: number;
  readonly verbose?: boolean;
}

export async function runApply(cx: CommandContext, flags: ApplyFlags): Promise<Ending> {
  if (!canBeApproved(cx, flags)) return 1;
  const planning = await whileWatched(cx, watch => makePlan(cx, flags, watch.stopping));
  if (planning.interrupted) return interruptedExit(planning.interrupted);
  const planned = planning.value;
  if (planned === undefined) return 1;
  if (flags.expect !== undefined && flags.expect !== planned.plan.digest)
    return unexpectedDigest(cx, flags.expect, planned);
  if (planned.plan.actions.length === 0) return nothingToDo(cx, planned, flags);
  // Nobody watches the signals meanwhile: whoever ends cscert at the question ends it at once.
  if (!(await isApproved(cx, flags))) return 1;
  const {base} = planned.configuration.loaded;
  const {value, interrupted} = await whileWatched(cx, watch =>
    withDeploymentLock(cx, {base, timeoutMs: flags.lockTimeout, stopping: watch.stopping}, lock =>
      applyPlanned(cx, planned, {flags, watch, lock}),
    ),
  );
  // Of an apply that has begun, its outcomes have told already.
  return interrupted !== undefined && typeof value === 'number' ? interruptedExit(interrupted) : value;
}

/** Does something that an interrupt ends in order, and tells which one came. */
async function whileWatched<T>(
  {host, output}: CommandContext,
  work: (watch: SignalWatch) => Promise<T>,
): Promise<{value: T; interrupted: InterruptSignal | undefined}> {
  const watch = host.signals.watch(phase => output.emit('interrupted', {phase}));
  try {
    const value = await work(watch);
    return {value, interrupted: watch.received()};
  } finally {
    watch.end();
  }
}

const isApprovedAlready = ({plan, autoApprove, expect, continue: goOn}: ApplyFlags): boolean =>
  plan !== undefined || autoApprove === true || expect !== undefined || goOn === true;

/** Said before any server is read: nobody wants to wait for a question that cannot be asked. */
function canBeApproved({host, output}: CommandContext, flags: ApplyFlags): boolean {
  if (isApprovedAlready(flags) || (host.stdin.isTTY && !output.automation)) return true;
  output.diagnose([
    problem('NOT_APPROVED', 'Nobody is here to approve the plan', {
      detail: `Standard input is not a terminal, so ${flags.mark ? 'adopt' : 'apply'} cannot ask.`,
      help: flags.mark
        ? 'Give --auto-approve; "cscert plan" shows the same as imports from the store.'
        : 'Give --auto-approve, a plan that was saved and reviewed (cscert apply FILE), or its digest (--expect); --continue only goes on with what was approved.',
    }),
  ]);
  return false;
}

async function makePlan(cx: CommandContext, flags: ApplyFlags, signal: AbortSignal): Promise<Planned | undefined> {
  if (flags.plan !== undefined) return openSavedPlan(cx, {...flags, plan: flags.plan, signal});
  const planned = await planWorld(cx, {...flags, narrow: narrowing(cx, flags)}, signal);
  // Cut short, the reading says nothing about the servers.
  if (planned !== undefined && !signal.aborted) showForApproval(cx, planned, flags);
  return planned;
}

function narrowing(cx: CommandContext, flags: ApplyFlags): ((planned: Planned) => Planned) | undefined {
  if (flags.mark) return planned => marking(cx, planned);
  return flags.continue ? planned => continuing(cx, planned) : undefined;
}

/** Without the next command to type, which would be this one. */
function showForApproval(cx: CommandContext, {plan, leftOut}: Planned, flags: ApplyFlags): void {
  const quiet = {...cx, output: {...cx.output, automation: true}};
  showPlan(quiet, plan, {verbose: flags.verbose === true, ...(leftOut !== undefined && {continuing: {leftOut}})});
}

function unexpectedDigest({output}: CommandContext, expected: string, {plan}: Planned): ExitCode {
  output.diagnose([
    problem('PLAN_NOT_EXPECTED', 'The plan is not the one that was approved', {
      detail: `Approved was ${expected}; the configuration and the servers now lead to ${plan.digest}.`,
      help: 'Run plan again, have it approved, and give its digest.',
    }),
  ]);
  return 1;
}

/** Nothing to do is a good end, unless something is unknown, waits (if only for an approval), or needs a person. */
function nothingToDo(cx: CommandContext, planned: Planned, flags: ApplyFlags): ExitCode {
  if (flags.plan !== undefined) showForApproval(cx, planned, flags);
  const code = planExit(planned.plan, true);
  return goingOnExit(code === 2 ? 1 : code, planned.leftOut);
}

async function isApproved({host, output}: CommandContext, flags: ApplyFlags): Promise<boolean> {
  if (isApprovedAlready(flags)) return true;
  output.remark('\nOnly "yes" applies this plan.\n');
  if ((await host.ask('Apply? ')) === 'yes') return true;
  output.remark('Not applied.\n');
  return false;
}

/** Another request is made for every --retry, so that one is not repeated: this run's own goes on. */
function goOn({config, chdir}: CommandContext, plan: Plan, flags: ApplyFlags): string {
  const {wishes} = plan;
  // What goes on is planned with a selection of its own; the next run finds out for itself what goes on then.
  const selection = flags.continue ? {only: flags.only, exclude: flags.exclude} : plan.selection;
  const again = {...(selection && {selection}), ...(wishes && {wishes: {assign: wishes.assign, retry: []}})};
  const command = flags.mark ? 'adopt --mark' : flags.continue ? 'apply --continue' : 'apply';
  return nextCommand(again, {config, chdir, command});
}

interface Applying {
  readonly flags: ApplyFlags;
  readonly watch: SignalWatch;
  /** Id of this run. */
  readonly lock: string;
}

async function applyPlanned(cx: CommandContext, planned: Planned, {flags, watch, lock}: Applying): Promise<Ending> {
  const {host, output} = cx;
  const log = cx.log ?? (await beginLog(cx, undefined));
  const {configuration, world, actual, plan, leftOut} = planned;
  const {owner, version, pid, table} = host.identity;
  const run = {run: String(pid), ...(table !== undefined && {table})};
  const carryOut = () =>
    apply({
      plan,
      desired: configuration.desired,
      actual,
      world,
      lock: {lock: {id: lock, operation: 'apply', owner, ...run, version}, timeoutMs: flags.lockTimeout},
      parallel: flags.parallelism,
      clock: host.clock,
      random: host.random,
      openOffer: offersFrom(host, configuration.loaded.base),
      emit: output.emit,
      stop: watch,
    });
  const outcomes = await output.whileShown(() => host.aboutMany(carryOut));
  const {style, width, automation} = output;
  const next = goOn(cx, plan, flags);
  const text = renderApply({plan, outcomes}, {style, width, automation, next, ...(log !== undefined && {log})});
  output.print(`\n${text}`);
  return {code: goingOnExit(applyExit(plan, outcomes, watch.received()), leftOut), outcomes};
}
