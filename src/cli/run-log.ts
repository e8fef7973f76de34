import {resolve} from 'node:path';
import {messageOf} from '../core/system-error.ts';
import type {LogFile} from '../host/log-file.ts';
import {logText} from '../report/event-text.ts';
import type {CommandContext} from './command.ts';
import {problem} from './problem.ts';

/**
 * Begins the log of a run, with everything that was said so far, and gives its path. A log that cannot be written is
 * said once and does not keep anybody from a certificate that is about to expire.
 */
export async function beginLog(cx: CommandContext, path: string | undefined): Promise<string | undefined> {
  const {host, output, cwd} = cx;
  try {
    const log = await host.openLog(path === undefined ? {} : {path: resolve(cwd, path)});
    listen(cx, log);
    return log.path;
  } catch (error) {
    output.diagnose([notWritten(error)]);
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
      output.diagnose([notWritten(error)]);
    }
  };
  output.listen({
    hear: event => attempt(() => log.append(logText(event))),
    end: () => attempt(() => log.close()),
  });
}

function notWritten(error: unknown) {
  return {
    ...problem('LOG_NOT_WRITTEN', 'The log of this run cannot be written', {detail: messageOf(error)}),
    severity: 'warning',
  } as const;
}
