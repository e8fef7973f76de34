/** A lock whose process is known to have ended needs no waiting for its lease. */
import {expect, test} from '@jest/globals';
import {directory} from '../../../src/connections/directory/index.ts';
import type {Connection, LockInfo} from '../../../src/engine/ports/connection.ts';
import type {ProcessName} from '../../../src/engine/ports/host.ts';
import type {MemoryFiles} from '../../support/memory-files.ts';
import {callContext, lockInfo, siteOn, testHost} from '../../support/world.ts';
import {Bench, FE01, preparedFiles, SETTINGS} from './support.ts';

const HERE = 'this boot';

/** A connection on a machine on which these processes have ended. */
async function connectWhere(ended: readonly string[], files: MemoryFiles): Promise<Connection> {
  const hasEnded = ({run, table}: ProcessName): boolean => table === HERE && ended.includes(run);
  const host = {...testHost(files), hasEnded};
  const made = await directory.create(SETTINGS, siteOn(host));
  if ('problem' in made) throw new Error(made.problem.detail);
  return made.ok;
}

async function locked(bench: Bench): Promise<{files: MemoryFiles; dead: LockInfo}> {
  const files = await preparedFiles();
  const dead = {...lockInfo('dead', bench.clock), table: HERE};
  await bench.do(await connectWhere([], files), {do: 'lock', lock: dead});
  return {files, dead};
}

test('is taken over at once, with a warning that says whose it was', async () => {
  const bench = new Bench();
  const {files, dead} = await locked(bench);
  const connection = await connectWhere([dead.run], files);
  const result = await bench.do(connection, {do: 'lock', lock: lockInfo('next', bench.clock)});
  expect(result.warning).toMatchObject({
    code: 'LOCK_TAKEN_OVER',
    detail: expect.stringContaining('run-dead has ended'),
  });
  expect(await connection.lockOf(FE01, callContext(bench.clock))).toMatchObject({id: 'next'});
  await bench.do(connection, {do: 'unlock', id: 'next'});
  expect(files.tree('/base/servers').filter(path => path.includes('lock'))).toEqual([]);
});

test('is taken over by one of two who try', async () => {
  const bench = new Bench();
  const {files, dead} = await locked(bench);
  const connection = await connectWhere([dead.run], files);
  const tries = ['a', 'b'].map(id =>
    connection.perform(FE01, [{do: 'lock', lock: lockInfo(id, bench.clock)}], callContext(bench.clock)),
  );
  const outcomes = (await Promise.all(tries)).map(([result]) => result?.outcome);
  expect(outcomes.toSorted()).toEqual(['done', 'failed']);
});

test('is given back by a person who names it', async () => {
  const bench = new Bench();
  const {files, dead} = await locked(bench);
  const connection = await connectWhere([dead.run], files);
  await bench.do(connection, {do: 'unlock', id: 'dead'});
  expect(await connection.lockOf(FE01, callContext(bench.clock))).toBeUndefined();
});

test('stands where nobody can tell', async () => {
  const bench = new Bench();
  const {files} = await locked(bench);
  const connection = await connectWhere([], files);
  const step = {do: 'lock', lock: lockInfo('next', bench.clock)} as const;
  const [result] = await connection.perform(FE01, [step], callContext(bench.clock));
  expect(result).toMatchObject({outcome: 'failed', problem: {code: 'LOCK_HELD'}});
});
