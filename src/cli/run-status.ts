import pLimit from 'p-limit';
import type {Diagnostic} from '../core/diagnostic.ts';
import {intendedOn, preflight} from '../engine/preflight.ts';
import {lookUp} from '../engine/world.ts';
import {renderStatus, statusDocument} from '../report/status-text.ts';
import type {CommandContext} from './command.ts';
import type {ExitCode} from './exit-code.ts';
import {type Planned, type PlanOptions, planWorld} from './make-plan.ts';

export interface StatusFlags extends PlanOptions {
  /** Also what would stand in the way of an apply. */
  readonly checks?: boolean;
}

export async function runStatus(cx: CommandContext, options: StatusFlags): Promise<ExitCode> {
  const {signal} = new AbortController();
  const planned = await planWorld(cx, options, signal);
  if (planned === undefined) return 1;
  const found = options.checks === true ? await checkAll(cx, planned, options.parallelism) : [];
  cx.output.diagnose(found);
  const {style, width} = cx.output;
  cx.output.deliver('status', statusDocument(planned.plan), renderStatus(planned.plan, {style, width}));
  return planned.plan.complete && !found.some(({severity}) => severity === 'error') ? 0 : 1;
}

/** Of every server that could be read; the others are told as unknown already. */
async function checkAll(
  {host, output}: CommandContext,
  {plan, configuration, world}: Planned,
  parallel: number,
): Promise<readonly Diagnostic[]> {
  const {slots} = configuration.desired;
  const limit = pLimit(parallel);
  const cx = {signal: new AbortController().signal, now: () => host.clock.now()};
  const known = Object.entries(plan.holders).filter(([, holder]) => !('unknown' in holder));
  const found = await output.whileShown(() =>
    Promise.all(
      known.map(([server, {connection: name}]) =>
        limit(() => {
          const connection = lookUp(world.connections, name, 'connection');
          return preflight(connection, {server, intended: intendedOn(server, slots), world}, cx);
        }),
      ),
    ),
  );
  return found.flat().map(({problem}) => problem);
}
