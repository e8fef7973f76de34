import type {Diagnostic} from '../core/diagnostic.ts';
import type {ServerId} from '../core/model/desired.ts';
import {messageOf} from '../core/system-error.ts';
import {callSafely} from '../engine/apply/hold-lock.ts';
import type {LockInfo} from '../engine/ports/connection.ts';
import type {CallContext} from '../engine/ports/context.ts';
import {lookUp, unexpected, type World} from '../engine/world.ts';
import {cleanData} from '../report/clean.ts';
import {columns} from '../report/text.ts';
import {openWorld} from './build-world.ts';
import type {CommandContext} from './command.ts';
import {type Configuration, loadConfiguration} from './configuration.ts';
import {deploymentLockPath, readDeploymentLock, removeDeploymentLock} from './deployment-lock.ts';
import type {ExitCode} from './exit-code.ts';
import {problem} from './problem.ts';

export interface UnlockFlags {
  readonly id?: string;
  readonly force: boolean;
}

/** A lock that somebody holds, and how it is given back. */
interface Held {
  readonly where: string;
  readonly lock: LockInfo;
  /** Why it could not be given back; undefined when it was. Never rejects. */
  release(): Promise<Diagnostic | undefined>;
}

/** What is known of the locks. A server that could not be asked may be locked too. */
interface Locks {
  readonly held: readonly Held[];
  readonly unread: readonly Diagnostic[];
}

export async function runUnlock(cx: CommandContext, {id, force}: UnlockFlags): Promise<ExitCode> {
  const configuration = await loadConfiguration(cx);
  if (configuration === undefined) return 1;
  const world = await openWorld(cx, configuration);
  if (world === undefined) return 1;
  const {held, unread} = await findLocks(cx, configuration, world);
  cx.output.diagnose(unread);
  const code: ExitCode = unread.length === 0 ? 0 : 1;
  if (id === undefined) {
    if (held.length > 0 || code === 0) list(cx, held);
    return code;
  }
  const wanted = held.filter(one => one.lock.id === id);
  if (wanted.length === 0) return unknownLock(cx, id);
  list(cx, wanted);
  if (!force && !(await isConfirmed(cx))) return 1;
  const problems = (await Promise.all(wanted.map(one => one.release()))).filter(one => one !== undefined);
  cx.output.diagnose(problems);
  const given = wanted.length - problems.length;
  cx.output.deliver('unlocked', {given, of: wanted.length}, `${given} of ${wanted.length} locks given back.\n`);
  return problems.length === 0 ? code : 1;
}

async function findLocks(cx: CommandContext, {desired, loaded}: Configuration, world: World): Promise<Locks> {
  const call: CallContext = {signal: new AbortController().signal, now: () => cx.host.clock.now()};
  const unread: Diagnostic[] = [];
  const onServers = await Promise.all(
    desired.holders.map(async ({server, connection: name}): Promise<readonly Held[]> => {
      const connection = lookUp(world.connections, name, 'connection');
      const release = async (id: string): Promise<Diagnostic | undefined> => {
        const [result] = await callSafely({server, connection, cx: call}, [{do: 'unlock', id}]);
        if (result === undefined) return unexpected('no answer to an unlock', server);
        return result.outcome === 'failed' ? result.problem : undefined;
      };
      try {
        const lock = await connection.lockOf(server, call);
        return lock === undefined ? [] : [{where: server, lock, release: () => release(lock.id)}];
      } catch (error) {
        unread.push(lockUnknown(server, error));
        return [];
      }
    }),
  );
  const beside = await findBeside(cx, deploymentLockPath(loaded.base));
  return {held: [...beside.held, ...onServers.flat()], unread: [...beside.unread, ...unread]};
}

async function findBeside(cx: CommandContext, path: string): Promise<Locks> {
  try {
    const lock = await readDeploymentLock(cx, path);
    if (lock === undefined) return {held: [], unread: []};
    const release = (): Promise<Diagnostic | undefined> => removeDeploymentLock(cx, path, lock.id);
    return {held: [{where: 'configuration', lock, release}], unread: []};
  } catch (error) {
    return {held: [], unread: [lockUnknown(undefined, error)]};
  }
}

function list({output}: CommandContext, held: readonly Held[]): void {
  const rows = held.map(({where, lock}) => [
    lock.id,
    where,
    lock.operation,
    lock.owner,
    `process ${lock.run}`,
    `since ${lock.since}`,
    `until ${lock.lease}`,
  ]);
  const locks = held.map(({where, lock}) => ({where, ...lock}));
  output.deliver('locks', locks, rows.length === 0 ? 'No locks.\n' : `${columns(cleanData(rows)).join('\n')}\n`);
}

/** Of a server; without one, of the checkout. */
function lockUnknown(server: ServerId | undefined, error: unknown): Diagnostic {
  const said = messageOf(error);
  const detail = server === undefined || said.startsWith(`${server}: `) ? said : `${server}: ${said}`;
  return problem('LOCK_UNKNOWN', 'It is not known whether there is a lock', {
    detail,
    ...(server !== undefined && {address: server}),
    help: 'A run may be at work there. Run cscert unlock again when it can be read.',
  });
}

function unknownLock({output}: CommandContext, id: string): ExitCode {
  output.diagnose([
    problem('UNKNOWN_LOCK', 'There is no such lock', {
      detail: `Nothing is locked with the id "${id}".`,
      help: 'cscert unlock shows the locks.',
    }),
  ]);
  return 1;
}

async function isConfirmed({host, output}: CommandContext): Promise<boolean> {
  if (!host.stdin.isTTY || output.automation) {
    output.diagnose([
      problem('NOT_CONFIRMED', 'Nobody is here to confirm', {
        detail: 'Standard input is not a terminal, so unlock cannot ask.',
        help: 'Give --force.',
      }),
    ]);
    return false;
  }
  output.remark('\nOnly "yes" gives it back.\n');
  return (await host.ask('Unlock? ')) === 'yes';
}
