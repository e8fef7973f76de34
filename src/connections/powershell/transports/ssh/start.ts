/** The start of a PowerShell over a connection that has let in. */
import type {ServerId} from '../../../../core/model/desired.ts';
import type {Clock, Program} from '../../../../engine/ports/host.ts';
import type {SshFailure, SshLink} from '../../../../engine/ports/ssh.ts';
import {StepTrouble} from '../../../step-problems.ts';
import {Trouble} from '../../problems.ts';
import {connectingStopped, within} from '../../within.ts';

/** A command that is to be started. */
export interface Start {
  readonly server: ServerId;
  readonly command: string;
  /** What the command starts, and the account that was let in: for people. */
  readonly executable: string;
  readonly user: string;
  readonly connectMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

type Started = {readonly ok: Program} | {readonly failed: StepTrouble};

/** A server that is overloaded may let in and say nothing more: what it starts later is ended. */
export async function startInTime(link: SshLink, start: Start): Promise<Started> {
  const {server, command, connectMs, clock, signal} = start;
  const starting = link.start(command);
  try {
    const started = await within(starting, {
      milliseconds: connectMs,
      clock,
      tooLong: () => notStarted(start),
      until: {signal, stopped: () => connectingStopped(server)},
    });
    return 'ok' in started ? started : {failed: refused(server, started.failed)};
  } catch (error) {
    void starting.then(later => ('ok' in later ? later.ok.kill() : undefined));
    if (error instanceof StepTrouble) return {failed: error};
    throw error;
  }
}

const refused = (server: ServerId, {text}: SshFailure): Trouble =>
  new Trouble('SERVER_UNREACHABLE', {
    detail: `${server}: no command can be run there: ${text}.`,
    help: 'Look into the log of sshd on the server.',
  });

const notStarted = ({server, user, executable, connectMs}: Start): Trouble =>
  new Trouble('SERVER_SILENT', {
    detail: `${server}: the SSH server let ${user} in, but did not start ${executable} within ${Math.round(connectMs / 1000)} seconds.`,
    help: 'Look whether the server is overloaded, and into the log of sshd there; timeouts.connect gives it more time.',
  });
