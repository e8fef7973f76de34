import {resolve} from 'node:path';
import type {Outcome} from '../core/model/outcome.ts';
import {Interrupted} from '../host/signals.ts';
import type {CliContext, CommonOptions} from './context.ts';
import {type ExitCode, interruptedExit} from './exit-code.ts';
import {createOutput, type Output} from './output.ts';
import {logFromStart} from './run-log.ts';
import {unexpectedFailure} from './unexpected-failure.ts';

/** What the body of a command is given. */
export interface CommandContext {
  readonly host: CliContext['host'];
  readonly output: Output;
  /** Absolute: where relative paths of the command line start. */
  readonly cwd: string;
  /** As given with --config. */
  readonly config: readonly string[];
  /** As given with -C. */
  readonly chdir?: string;
  /** Has something given back when the command has ended, however it ended. What is given never rejects. */
  readonly atEnd: (giveBack: () => Promise<void>) => void;
  /** The log of the run, where it has begun. */
  readonly log?: string;
}

/** How a command ended; an apply also says what became of every action. */
export type Ending = ExitCode | {readonly code: ExitCode; readonly outcomes: readonly Outcome[]};

/** Runs the body of a command: one output, one exit code, and a bug is told as a bug. */
export async function runCommand(
  {host, exit}: CliContext,
  options: CommonOptions,
  body: (cx: CommandContext) => Promise<Ending>,
  {keepsLog = false}: {readonly keepsLog?: boolean} = {},
): Promise<void> {
  const output = createOutput(host, options, {keepsLog});
  const open: (() => Promise<void>)[] = [];
  const cx: CommandContext = {
    host,
    output,
    cwd: resolve(host.cwd, options.chdir ?? '.'),
    config: options.config,
    ...(options.chdir !== undefined && {chdir: options.chdir}),
    atEnd: giveBack => open.push(giveBack),
  };
  let ending: Ending = 1;
  let log: string | undefined;
  try {
    log = await logFromStart(cx, options, {keepsLog});
    ending = await body(log === undefined ? cx : {...cx, log});
  } catch (error) {
    if (error instanceof Interrupted) ending = interruptedExit(error.signal);
    else output.diagnose([unexpectedFailure(error)]);
  }
  await Promise.all(open.map(giveBack => giveBack()));
  const {code, outcomes} = typeof ending === 'number' ? {code: ending, outcomes: undefined} : ending;
  // Whoever did something has named its log already.
  if (log !== undefined && options.log === undefined && outcomes === undefined) output.remark(`Log: ${log}\n`);
  output.finish(code, outcomes);
  exit(code);
}
