/** The program as a function of an injected host: the composition root. */
import {CommanderError} from 'commander';
import {calledCommand, commandFirst} from './cli/command-first.ts';
import type {ExitCode} from './cli/exit-code.ts';
import {buildProgram} from './cli/program.ts';
import {lastWords} from './host/last-words.ts';
import {hostFromProcess, type ProcessHost} from './host/process-host.ts';

/** Runs one command line and returns its exit code. Writes only to the host. */
export async function run(host: ProcessHost): Promise<ExitCode> {
  let code: ExitCode = 0;
  const exit = (value: ExitCode): void => {
    code = value;
  };
  const program = buildProgram({host, exit}, calledCommand(host.argv));
  try {
    if (host.argv.length === 0) program.outputHelp();
    else await program.parseAsync([...commandFirst(host.argv, program)], {from: 'user'});
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    code = error.exitCode === 0 ? 0 : 1;
  }
  await Promise.all([host.stdout.flush(), host.stderr.flush()]);
  return code;
}

/** The process itself, until its command has ended. The loop drains by itself, so that nothing that was written is lost. */
export async function start(): Promise<void> {
  // Instead of Node's own way, which also prints what hangs on an error. Nobody knows what still works: this is the end.
  process.on('uncaughtException', error => {
    complain(error);
    process.exit(1);
  });
  try {
    process.exitCode = await run(hostFromProcess(process));
  } catch (error) {
    complain(error);
  }
}

function complain(error: unknown): void {
  process.stderr.write(`${lastWords(error)}\n`);
  process.exitCode = 1;
}
