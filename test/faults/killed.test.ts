/**
 * One apply, killed at every single call that changes the disk. An unharmed run is traced first; then, for each of its
 * calls, a fresh copy of the same world is applied and killed as it enters that call.
 */
import {beforeAll, describe, expect, test} from '@jest/globals';
import {ManualClock} from '../support/manual-clock.ts';
import {copyWorld, edit} from '../support/contoso-world.ts';
import {copyExample, cscert, mustRun, temporaryFolder} from '../support/program.ts';
import {realPart} from '../support/real-parts.ts';
import {changesOf, killAtEach, type Scene} from './support/kills.ts';
import {makeReadyKeys} from './support/ready-keys.ts';
import {hasStrace} from './support/strace.ts';

const DAY = 86_400_000;
const MINUTES = 60_000;
const APPLY = ['apply', '--auto-approve', '--log', '/dev/null'];
const folder = temporaryFolder();
const EACH_ONCE = {'CN=contoso.com': 1, 'CN=se01.contoso.com': 1};
const EACH_TWICE = {'CN=contoso.com': 2, 'CN=se01.contoso.com': 2};

let environment: Readonly<Record<string, string>>;
let fresh: string;

beforeAll(async () => {
  environment = await makeReadyKeys(`${folder}/keys`, {2048: 2, 3072: 2});
  fresh = copyExample('lab', folder);
  await mustRun(['init'], {cwd: fresh});
});

realPart('strace', hasStrace()).describe('an apply that is killed at any call', () => {
  test('of a first deployment loses nothing and issues nothing twice', async () => {
    const scene: Scene = {world: fresh, argv: APPLY, environment, expected: {unharmed: 0, apply: 0, register: EACH_ONCE}};
    const calls = await changesOf(scene);
    expect(calls.length).toBeGreaterThan(100);
    expect(await killAtEach(calls, scene)).toEqual({missed: [], broken: []});
  }, 4 * MINUTES);
});
