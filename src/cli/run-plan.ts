import {resolve} from 'node:path';
import type {Plan} from '../core/model/plan.ts';
import {writePlan} from '../report/plan-json.ts';
import {renderPlan} from '../report/plan-text.ts';
import type {CommandContext} from './command.ts';
import {type ExitCode, planExit} from './exit-code.ts';
import {writeProduct} from './files.ts';
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
  showPlan(cx, plan, flags);
  if (flags.out !== undefined && !(await writeProduct(cx, resolve(cx.cwd, flags.out), writePlan(plan)))) return 1;
  return planExit(plan, flags.detailedExitcode === true);
}

export function showPlan(
  {output, config}: CommandContext,
  plan: Plan,
  {verbose, out}: Pick<PlanFlags, 'verbose' | 'out'>,
): void {
  const {style, width, automation} = output;
  output.print(
    renderPlan(plan, {
      style,
      width,
      automation,
      verbose: verbose === true,
      next: nextCommand(plan, {config, out}),
    }),
  );
}
