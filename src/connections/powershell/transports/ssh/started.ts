import type {ProgramEnd} from '../../../../engine/ports/host.ts';
import {oneLineOf, Trouble} from '../../problems.ts';
import type {Channel} from '../../session/channel.ts';

/** How cmd.exe (1 with /c, 9009 in a batch) and other shells (127) end when there is no such program. */
const NOT_FOUND: ReadonlySet<number> = new Set([1, 127, 9009]);

/**
 * The lines of a PowerShell that a shell was to start. Rejects with Trouble where the shell did not find it: it ends
 * at once with a number of its own and names the program on standard error, in whatever language.
 */
export async function* saidOfStart(
  {lines, errors, ended}: Channel,
  {server, executable}: {readonly server: string; readonly executable: string},
): AsyncGenerator<string> {
  let silent = true;
  for await (const line of lines) {
    silent = false;
    yield line;
  }
  const said = errors();
  if (!silent || !isNotFound(await ended) || !said.toLowerCase().includes(executable.toLowerCase())) return;
  throw new Trouble('POWERSHELL_NOT_STARTED', {
    detail: `${server}: the shell there does not find ${executable}. It said: ${oneLineOf(said)}`,
    help: 'Look whether Windows PowerShell is on the PATH of the SSH server, or name its path in executable of the connection.',
  });
}

const isNotFound = (end: ProgramEnd): boolean => 'code' in end && NOT_FOUND.has(end.code);
