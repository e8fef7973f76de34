import type {LockInfo} from '../engine/ports/connection.ts';
import type {CallContext} from '../engine/ports/context.ts';
import {lookUp, type World} from '../engine/world.ts';
import {columns} from '../report/text.ts';
import {openWorld} from './build-world.ts';
import type {CommandContext} from './command.ts';
import {type Configuration, loadConfiguration} from './configuration.ts';
import {deploymentLockPath, readDeploymentLock} from './deployment-lock.ts';
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
  release(): Promise<boolean>;
}

export async function runUnlock(cx: CommandContext, {id, force}: UnlockFlags): Promise<ExitCode> {
  const configuration = await loadConfiguration(cx);
  if (configuration === undefined) return 1;
  const world = await openWorld(cx, configuration);
  if (world === undefined) return 1;
  const held = await findLocks(cx, configuration, world);
  if (id === undefined) return list(cx, held);
  const wanted = held.filter(one => one.lock.id === id);
  if (wanted.length === 0) return unknownLock(cx, id);
  list(cx, wanted);
  if (!force && !(await isConfirmed(cx))) return 1;
  const released = await Promise.all(wanted.map(one => one.release()));
  cx.output.print(`${released.filter(Boolean).length} of ${wanted.length} locks given back.\n`);
  return released.every(Boolean) ? 0 : 1;
}

async function findLocks(cx: CommandContext, {desired, loaded}: Configuration, world: World): Promise<readonly Held[]> {
  const call: CallContext = {signal: new AbortController().signal, now: () => cx.host.clock.now()};
  const onServers = await Promise.all(
    desired.holders.map(async ({server, connection: name}): Promise<readonly Held[]> => {
      const connection = lookUp(world.connections, name, 'connection');
      const lock = await connection.lockOf(server, call).catch(() => undefined);
      if (lock === undefined) return [];
      const release = async (): Promise<boolean> => {
        const [result] = await connection.perform(server, [{do: 'unlock', id: lock.id}], call);
        if (result?.outcome === 'failed') cx.output.diagnose([result.problem]);
        return result !== undefined && result.outcome !== 'failed';
      };
      return [{where: server, lock, release}];
    }),
  );
  const path = deploymentLockPath(loaded.base);
  const lock = await readDeploymentLock(cx, path);
  const beside: readonly Held[] = lock
    ? [{where: 'configuration', lock, release: () => cx.host.files.remove(path)}]
    : [];
  return [...beside, ...onServers.flat()];
}

function list({output}: CommandContext, held: readonly Held[]): ExitCode {
  const rows = held.map(({where, lock}) => [
    lock.id,
    where,
    lock.operation,
    lock.owner,
    `process ${lock.run}`,
    `since ${lock.since}`,
    `until ${lock.lease}`,
  ]);
  output.print(rows.length === 0 ? 'No locks.\n' : `${columns(rows).join('\n')}\n`);
  return 0;
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
