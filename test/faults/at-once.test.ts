/** Several applies of one deployment at the same moment, and locks whose holder has gone. */
import {existsSync, readFileSync} from 'node:fs';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {beforeAll, expect, test} from '@jest/globals';
import {copyWorld, edit} from '../support/contoso-world.ts';
import {endedWith} from '../support/ended-with.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {cscert, temporaryFolder} from '../support/program.ts';
import {realPart} from '../support/real-parts.ts';
import {changesOf, NUMBERED, type Scene, traced} from './support/kills.ts';
import {type Exit, launch, runProgram} from './support/launch.ts';
import {makeReadyKeys} from './support/ready-keys.ts';
import {APPLY, freshWorld} from './support/scenes.ts';
import {type Call, hasStrace, strace} from './support/strace.ts';
import {issuedIn} from './support/world-state.ts';

const MINUTE = 60_000;
const folder = temporaryFolder();
const ONCE = {'CN=contoso.com': 1, 'CN=se01.contoso.com': 1};
const DONE = {register: ONCE, stored: ONCE, waiting: 0};

let environment: Readonly<Record<string, string>>;
let fresh: string;
let scene: Scene;

beforeAll(async () => {
  environment = await makeReadyKeys(`${folder}/keys`, {2048: 2, 3072: 2});
  fresh = await freshWorld('lab', folder);
  scene = {world: fresh, argv: APPLY, environment, expected: {unharmed: 0, apply: 0, issued: DONE}};
});

const apply = (cwd: string, ...flags: readonly string[]): Promise<Exit> =>
  runProgram([...APPLY, ...flags], {cwd, environment});

const times = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({length: count}, (_, n) => make(n));

const words = ({stdout, stderr}: Pick<Exit, 'stdout' | 'stderr'>): string =>
  `${stderr} ${stdout.slice(-1500)}`.replaceAll(/\s+/g, ' ');

test(
  'of eight applies at one moment each does everything or says who does, and nothing is issued twice',
  async () => {
    const world = copyWorld(fresh);
    const ends = await Promise.all(times(8, () => apply(world)));
    expect(ends.filter(({code}) => code === 0).length).toBeGreaterThanOrEqual(1);
    for (const end of ends.filter(({code}) => code !== 0)) {
      expect(end.code).toBe(1);
      expect(words(end)).toContain('LOCK_HELD');
    }
    expect(issuedIn(world)).toEqual(DONE);
  },
  MINUTE,
);

test(
  'eight applies that may wait all end well, from one checkout and from several',
  async () => {
    const world = copyWorld(fresh);
    const checkouts = [world, ...times(3, () => copyWorld(fresh))];
    // Every checkout has its own lock file; what they share are the servers and their locks, and the CA.
    for (const checkout of checkouts.slice(1)) {
      edit(join(checkout, 'cscert.yaml'), 'folder: ca', `folder: ${join(world, 'ca')}`);
      edit(join(checkout, 'cscert.yaml'), 'folder: servers', `folder: ${join(world, 'servers')}`);
    }
    const ends = await Promise.all(times(8, n => apply(checkouts[n % 4] ?? world, '--lock-timeout', '2m')));
    expect(ends.filter(({code}) => code !== 0).map(words)).toEqual([]);
    expect(issuedIn(world)).toEqual(DONE);
  },
  3 * MINUTE,
);

realPart('strace', hasStrace()).describe('an apply in its critical section', () => {
  let calls: readonly Call[];
  const issuing = (): Call => {
    const call = calls.find(({name, about}) => name === 'link' && about.startsWith('ca/issued/'));
    if (call === undefined) throw new Error('nothing was entered into the register');
    return call;
  };

  beforeAll(async () => {
    calls = await changesOf(scene);
  });

  test(
    'that is delayed wins; seven others say who holds the lock, since when and on which host',
    async () => {
      const world = copyWorld(fresh);
      const tampering = {call: issuing(), how: 'delay_enter=8000000'};
      const under = strace({world, to: join(world, '..', 'trace'), tampering});
      const winner = launch(APPLY, {cwd: world, environment: {...environment, ...NUMBERED}, under});
      const lock = await lockIn(world);
      const others = await Promise.all(times(7, () => apply(world)));
      expect(others.map(({code}) => code)).toEqual(times(7, () => 1));
      for (const end of others) {
        expect(words(end)).toContain('LOCK_HELD');
        expect(words(end)).toContain(`@${hostname()} (process ${lock.run})`);
        expect(words(end)).toContain(`since ${lock.since.slice(0, 16).replace('T', ' ')} UTC`);
        expect(words(end)).toContain(`cscert unlock ${lock.id}`);
      }
      expect(await winner.ended).toEqual(endedWith(0));
      expect(issuedIn(world)).toEqual(DONE);
    },
    MINUTE,
  );

  test(
    'that was killed is detected at once on the same machine, and what it began is finished',
    async () => {
      const {world, exit} = await traced(scene, {call: issuing(), how: 'signal=SIGKILL'});
      expect(exit.signal).toBe('SIGKILL');
      const next = await apply(world);
      expect(next.code).toBe(0);
      expect(words(next)).toContain('LOCK_TAKEN_OVER');
      expect(words(next)).toContain('has ended');
      expect(issuedIn(world)).toEqual(DONE);
    },
    MINUTE,
  );

  test(
    'that was killed on another machine keeps its lock until its lease ends or a person gives it back',
    async () => {
      const {world} = await traced(scene, {call: issuing(), how: 'signal=SIGKILL'});
      const lock = await lockIn(world);
      for (const path of LOCKS) edit(join(world, path), /"table": ".*"/, '"table": "another machine"');
      expect(words(await apply(world))).toContain(`cscert unlock ${lock.id}`);

      const unlock = (answers: readonly string[]) =>
        cscert(['unlock', lock.id], {
          cwd: world,
          isTTY: true,
          answers,
          clock: new ManualClock(new Date().toISOString()),
        });
      expect(words(await runProgram(['unlock', lock.id], {cwd: world}))).toContain('NOT_CONFIRMED');
      expect((await unlock(['no'])).code).toBe(1);
      expect(LOCKS.every(path => existsSync(join(world, path)))).toBe(true);
      const given = await unlock(['yes']);
      expect(given).toEqual(endedWith(0));
      expect(given.stdout).toContain('2 of 2 locks given back.');
      expect((await apply(world)).code).toBe(0);
      expect(issuedIn(world)).toEqual(DONE);
    },
    MINUTE,
  );
});

const LOCKS = ['.cscert.lock', 'servers/se01.contoso.com/lock.json'];

interface Lock {
  readonly id: string;
  readonly run: string;
  readonly since: string;
}

/** The lock beside the configuration, as soon as it is there. */
async function lockIn(world: string): Promise<Lock> {
  const path = join(world, '.cscert.lock');
  while (!existsSync(path)) await wait(10);
  return JSON.parse(readFileSync(path, 'utf8'));
}
