/**
 * Apply, for a person and for a pipeline: where the plan comes from, who approves it, and what is refused before
 * anything is touched. The work itself is in engine/apply.
 */
import {resolve} from 'node:path';
import type {Outcome} from '../core/model/outcome.ts';
import {apply} from '../engine/apply/apply.ts';
import type {LogFile} from '../host/log-file.ts';
import type {SignalWatch} from '../host/signals.ts';
import {renderApply} from '../report/apply-text.ts';
import {logText} from '../report/event-text.ts';
import type {CommandContext} from './command.ts';
import {withDeploymentLock} from './deployment-lock.ts';
import {applyExit, type ExitCode, planExit} from './exit-code.ts';
import {type Planned, type PlanOptions, planWorld} from './make-plan.ts';
import {problem} from './problem.ts';
import {showPlan} from './run-plan.ts';
import {openSavedPlan} from './saved-plan.ts';

export interface ApplyFlags extends PlanOptions {
  /** Path of a saved plan. */
  readonly plan?: string;
  readonly autoApprove?: boolean;
  readonly expect?: string;
  /** Milliseconds. */
  readonly maxPlanAge: number;
  /** Milliseconds. */
  readonly lockTimeout: number;
  readonly log?: string;
  readonly verbose?: boolean;
}

export async function runApply(cx: CommandContext, flags: ApplyFlags): Promise<ExitCode> {
  if (!canBeApproved(cx, flags)) return 1;
  const watch = cx.host.signals.watch(phase => cx.output.emit('interrupted', {phase}));
  try {
    const planned = await makePlan(cx, flags, watch.cancelling);
    if (watch.received() !== undefined) return interruptedExit(watch);
    if (planned === undefined) return 1;
    if (flags.expect !== undefined && flags.expect !== planned.plan.digest)
      return unexpectedDigest(cx, flags.expect, planned);
    if (planned.plan.actions.length === 0) return nothingToDo(planned);
    if (!(await isApproved(cx, flags))) return 1;
    return await withDeploymentLock(cx, planned.configuration.loaded.base, lock =>
      applyPlanned(cx, planned, {flags, watch, lock}),
    );
  } finally {
    watch.end();
  }
}

/** Said before any server is read: nobody wants to wait for a question that cannot be asked. */
function canBeApproved({host, output}: CommandContext, flags: ApplyFlags): boolean {
  const asked = flags.plan !== undefined || flags.autoApprove || flags.expect !== undefined;
  if (asked || (host.stdin.isTTY && !output.automation)) return true;
  output.diagnose([
    problem('NOT_APPROVED', 'Nobody is here to approve the plan', {
      detail: 'Standard input is not a terminal, so apply cannot ask.',
      help: 'Give --auto-approve, a plan that was saved and reviewed (cscert apply FILE), or its digest (--expect).',
    }),
  ]);
  return false;
}

async function makePlan(cx: CommandContext, flags: ApplyFlags, signal: AbortSignal): Promise<Planned | undefined> {
  if (flags.plan !== undefined) return openSavedPlan(cx, {...flags, plan: flags.plan, signal});
  const planned = await planWorld(cx, flags, signal);
  if (planned !== undefined) showPlan({...cx, output: {...cx.output, automation: true}}, planned.plan, flags);
  return planned;
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

/** Nothing to do is a good end, unless something is unknown, waits, or needs a person. */
function nothingToDo({plan}: Planned): ExitCode {
  const code = planExit(plan, true);
  return code === 2 ? 1 : code;
}

const interruptedExit = (watch: SignalWatch): ExitCode => (watch.received() === 'SIGTERM' ? 143 : 130);

async function isApproved({host, output}: CommandContext, flags: ApplyFlags): Promise<boolean> {
  if (flags.plan !== undefined || flags.autoApprove || flags.expect !== undefined) return true;
  output.remark('\nOnly "yes" applies this plan.\n');
  if ((await host.ask('Apply? ')) === 'yes') return true;
  output.remark('Not applied.\n');
  return false;
}

interface Applying {
  readonly flags: ApplyFlags;
  readonly watch: SignalWatch;
  /** Id of this run. */
  readonly lock: string;
}

async function applyPlanned(cx: CommandContext, planned: Planned, {flags, watch, lock}: Applying): Promise<ExitCode> {
  const {host, output} = cx;
  const log = await openLog(cx, flags);
  if (log) output.listen(event => log.append(logText(event)));
  const {configuration, world, actual, plan} = planned;
  const {owner, version, pid} = host.identity;
  const outcomes = await output.whileShown(() =>
    apply({
      plan,
      desired: configuration.desired,
      actual,
      world,
      lock: {lock: {id: lock, operation: 'apply', owner, run: String(pid), version}, timeoutMs: flags.lockTimeout},
      parallel: flags.parallelism,
      clock: host.clock,
      emit: output.emit,
      stop: {stopping: () => watch.stopping.aborted, signal: watch.cancelling},
    }),
  );
  report(cx, {planned, outcomes, log});
  return applyExit(plan, outcomes, watch.received());
}

function report(
  {output}: CommandContext,
  {planned, outcomes, log}: {planned: Planned; outcomes: readonly Outcome[]; log: LogFile | undefined},
): void {
  const {style, width, automation} = output;
  output.print(
    `\n${renderApply({plan: planned.plan, outcomes}, {style, width, automation, ...(log && {log: log.path})})}`,
  );
}

/** A log that cannot be written is said and does not keep anybody from a certificate that is about to expire. */
async function openLog({host, output, cwd}: CommandContext, {log}: ApplyFlags): Promise<LogFile | undefined> {
  try {
    return await host.openLog(log === undefined ? {} : {path: resolve(cwd, log)});
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    output.diagnose([
      {...problem('LOG_NOT_WRITTEN', 'The log of this run cannot be written', {detail}), severity: 'warning'},
    ]);
    return undefined;
  }
}
