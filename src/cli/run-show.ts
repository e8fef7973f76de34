import {resolve} from 'node:path';
import type {Plan} from '../core/model/plan.ts';
import {writePlan} from '../report/plan-json.ts';
import type {CommandContext} from './command.ts';
import type {ExitCode} from './exit-code.ts';
import {isHarmless} from './next-command.ts';
import {rehearsalWarning} from './rehearsal.ts';
import {showPlan} from './run-plan.ts';
import {readPlanFile} from './saved-plan.ts';

export interface ShowFlags {
  readonly plan: string;
  readonly json: boolean;
  readonly verbose: boolean;
}

export async function runShow(cx: CommandContext, {plan: path, json, verbose}: ShowFlags): Promise<ExitCode> {
  const plan = await readPlanFile(cx, resolve(cx.cwd, path));
  if (plan === undefined) return 1;
  cx.output.diagnose(rehearsalWarning(plan.rehearsal));
  if (json) cx.output.print(writePlan(plan));
  else showPlan({...cx, config: configOf(cx, plan)}, plan, {verbose, out: path});
  return 0;
}

/** That of the plan where nothing else is said: without it, apply would look for another. */
function configOf({config}: CommandContext, {config: {given = []}}: Plan): readonly string[] {
  return config.length === 0 && given.every(isHarmless) ? given : config;
}
