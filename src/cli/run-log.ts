import {resolve} from 'node:path';
import {isHeard} from '../core/level.ts';
import {messageOf} from '../core/system-error.ts';
import type {LogFile} from '../host/log-file.ts';
import {logText} from '../report/event-text.ts';
import type {CommandContext} from './command.ts';
import type {CommonOptions} from './context.ts';
import {problem} from './problem.ts';
import {whyNotOver} from './replacing.ts';

/**
 * The log that a command has from its beginning: the one that was asked for by its path, or, of a command that keeps a
 * log anyway, by a level. Others have none; then what is for the curious goes to standard error, but for the events of
 * --json, which have it all. Gives the path, where there is one.
 */
export async function logFromStart(
  cx: CommandContext,
  {log, logLevel, json}: CommonOptions,
  {keepsLog}: {readonly keepsLog: boolean},
): Promise<string | undefined> {
  if (log !== undefined) return beginLog(cx, log);
  if (logLevel === undefined) return undefined;
  if (keepsLog) return beginLog(cx, undefined);
  if (!json && !isHeard(logLevel, 'info')) cx.output.logHere();
  return undefined;
}

/**
 * Begins the log of a run, with everything that was said so far, and gives its path. A log that cannot be written is
 * said once and does not keep anybody from a certificate that is about to expire.
 */
export async function beginLog(cx: CommandContext, path: string | undefined): Promise<string | undefined> {
  const {host, output, cwd} = cx;
  const whole = path === undefined ? undefined : resolve(cwd, path);
  const why = whole === undefined ? undefined : await whyNotOver(host, whole);
  if (why !== undefined) {
    output.diagnose([notWritten(`${path}: ${why}`)]);
    return undefined;
  }
  try {
    const log = await host.openLog(whole === undefined ? {} : {path: whole});
    listen(cx, log);
    return log.path;
  } catch (error) {
    output.diagnose([notWritten(messageOf(error))]);
    return undefined;
  }
}

function listen({output}: CommandContext, log: LogFile): void {
  let broken = false;
  const attempt = (work: () => void): void => {
    if (broken) return;
    try {
      work();
    } catch (error) {
      broken = true;
      output.diagnose([notWritten(messageOf(error))]);
    }
  };
  output.listen({
    hear: event => attempt(() => log.append(logText(event))),
    end: () => attempt(() => log.close()),
  });
}

function notWritten(detail: string) {
  return {
    ...problem('LOG_NOT_WRITTEN', 'The log of this run cannot be written', {detail}),
    severity: 'warning',
  } as const;
}
