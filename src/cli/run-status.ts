import {renderStatus} from '../report/status-text.ts';
import type {CommandContext} from './command.ts';
import type {ExitCode} from './exit-code.ts';
import {type PlanOptions, planWorld} from './make-plan.ts';

export async function runStatus(cx: CommandContext, options: PlanOptions): Promise<ExitCode> {
  const planned = await planWorld(cx, options, new AbortController().signal);
  if (planned === undefined) return 1;
  cx.output.print(renderStatus(planned.plan, {style: cx.output.style, width: cx.output.width}));
  return planned.plan.complete ? 0 : 1;
}
