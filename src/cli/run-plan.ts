import {resolve} from 'node:path';
import type {Plan} from '../core/model/plan.ts';
import type {PlanViewOptions} from '../report/plan/view.ts';
import {writePlan} from '../report/plan-json.ts';
import {renderPlan} from '../report/plan-text.ts';
import type {CommandContext} from './command.ts';
import {type ExitCode, planExit} from './exit-code.ts';
import {tryToWrite} from './files.ts';
import {type PlanOptions, planWorld} from './make-plan.ts';
import {nextCommand} from './next-command.ts';

export interface PlanFlags extends PlanOptions {
  readonly out?: string;
  readonly detailedExitcode?: boolean;
  readonly verbose?: boolean;
}

export async function runPlan(cx: CommandContext, flags: PlanFlags): Promise<ExitCode> {
  const planned = await planWorld(cx, flags, new AbortController().signal);
  if (planned === undefined) return 1;
  const {plan} = planned;
  const {out} = flags;
  const failure = out === undefined ? undefined : await tryToWrite(cx, resolve(cx.cwd, out), writePlan(plan));
  const {output} = cx;
  // A file that is not there cannot be applied: then there is no next command to show.
  showPlan({...cx, output: failure === undefined ? output : {...output, automation: true}}, plan, flags);
  if (failure !== undefined) {
    output.diagnose([failure]);
    return 1;
  }
  return planExit(plan, flags.detailedExitcode === true);
}

/** With the next command where there is somebody to type it; a rehearsal has none. */
export function showPlan(
  {output, config, chdir}: CommandContext,
  plan: Plan,
  {verbose, out, continuing}: Pick<PlanFlags, 'verbose' | 'out'> & Pick<PlanViewOptions, 'continuing'>,
): void {
  const {style, width, automation} = output;
  output.print(
    renderPlan(plan, {
      style,
      width,
      automation: automation || plan.rehearsal !== undefined,
      verbose: verbose === true,
      next: nextCommand(plan, {config, chdir, out}),
      ...(continuing && {continuing}),
    }),
  );
}
