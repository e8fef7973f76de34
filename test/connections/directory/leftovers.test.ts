/** A run that was killed while it wrote a key has left a copy that no listing shows. */
import {mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {prepareRoot} from '../../../src/connections/directory/index.ts';
import {files} from '../../../src/host/files.ts';
import {callContext, lockInfo} from '../../support/world.ts';
import {Bench, connect, FE01, SETTINGS} from './support.ts';

const HOUR = 3_600_000;
const OLD = `.cscert-tmp-${'a'.repeat(24)}`;
const FRESH = `.cscert-tmp-${'b'.repeat(24)}`;
const OTHER = '.cscert-tmp-of-somebody';

let base = '';
let keys = '';
const bench = new Bench();

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cscert-leftovers-'));
  await prepareRoot(SETTINGS, {files, base});
  keys = join(base, 'servers', FE01, 'Keys');
  mkdirSync(join(keys, `.cscert-tmp-${'c'.repeat(24)}`), {recursive: true});
  for (const [name, age] of [
    [OLD, HOUR + 60_000],
    [FRESH, HOUR - 60_000],
    [OTHER, 2 * HOUR],
    ['ab.key', 2 * HOUR],
  ] as const) {
    writeFileSync(join(keys, name), 'a key');
    const at = new Date(bench.clock.now().getTime() - age);
    utimesSync(join(keys, name), at, at);
  }
});
afterEach(() => rmSync(base, {recursive: true}));

const left = () => readdirSync(keys).filter(name => !name.includes('ccc'));

test('goes when the next run has the lock, an hour later, and nothing else goes', async () => {
  const connection = await connect(files, base);
  await connection.read(FE01, {deep: true}, callContext(bench.clock));
  expect(left()).toHaveLength(4);
  await bench.do(connection, {do: 'lock', lock: lockInfo('next', bench.clock)});
  expect(left().toSorted()).toEqual([FRESH, OTHER, 'ab.key'].toSorted());
  expect(readdirSync(keys)).toHaveLength(4);
});

test('stays while another has the lock', async () => {
  const connection = await connect(files, base);
  rmSync(join(keys, OLD));
  await bench.do(connection, {do: 'lock', lock: lockInfo('first', bench.clock)});
  writeFileSync(join(keys, OLD), 'a key');
  utimesSync(join(keys, OLD), new Date(0), new Date(0));
  const [result] = await connection.perform(
    FE01,
    [{do: 'lock', lock: lockInfo('second', bench.clock)}],
    callContext(bench.clock),
  );
  expect(result).toMatchObject({outcome: 'failed', problem: {code: 'LOCK_HELD'}});
  expect(left()).toContain(OLD);
});
