/** The start of a PowerShell over a connection that has let in. */
import type {ServerId} from '../../../../core/model/desired.ts';
import type {Clock, Program} from '../../../../engine/ports/host.ts';
import type {SshFailure, SshLink} from '../../../../engine/ports/ssh.ts';
import {type StepTrouble, stepTrouble} from '../../../step-problems.ts';
import {Trouble} from '../../problems.ts';

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
  const over = new AbortController();
  const starting = link.start(command);
  const tooLong = clock.sleep(connectMs, AbortSignal.any([over.signal, signal])).then(
    () => ({late: notStarted(start)}),
    () => ({late: stepTrouble('STOPPED', {detail: `${server}: connecting was broken off.`})}),
  );
  const first = await Promise.race([starting, tooLong]);
  over.abort();
  if ('ok' in first) return first;
  if ('failed' in first) return {failed: refused(server, first.failed)};
  void starting.then(later => ('ok' in later ? later.ok.kill() : undefined));
  return {failed: first.late};
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
