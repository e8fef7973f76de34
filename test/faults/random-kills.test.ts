/**
 * Applies of Contoso with its Edge pool, whose servers share certificates, all servers side by side, killed at random instants; half of them are first deployments, half
 * renew what works and are watched all the time. CSCERT_FAULTS says how many, CSCERT_SEED repeats a run.
 */
import {randomInt} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import pLimit from 'p-limit';
import {copyWorld} from '../support/contoso-world.ts';
import {temporaryFolder} from '../support/program.ts';
import {allWorking, damage, type Expected, shortcomings} from './support/after-a-fault.ts';
import {launch} from './support/launch.ts';
import {makeReadyKeys, useReadyKeys} from './support/ready-keys.ts';
import {APPLY, dueWorld, freshEdgeWorld} from './support/scenes.ts';
import {watch} from './support/watch.ts';
import {issuedIn} from './support/world-state.ts';

const COUNT = Number(process.env['CSCERT_FAULTS'] ?? 6);
const SEED = Number(process.env['CSCERT_SEED'] ?? randomInt(2 ** 31));
/** Each run has threads of its own; more at a time would only stretch them. */
const AT_ONCE = 2;
/** Loaded into every run: instants are counted by what it changed, as seconds depend on what else the machine does. */
const KILL_AT = {NODE_OPTIONS: `--require "${join(__dirname, 'support', 'kill-at.cjs')}"`};
/** A turn of the loop more or less decides which calls beside were begun. */
const TURNS = 4;

const folder = temporaryFolder();
let realKeys: () => void;
let environment: Readonly<Record<string, string>>;
let scenes: readonly Scene[];

interface Scene {
  readonly world: string;
  readonly before: readonly string[];
  readonly expected: Expected;
  /** How often an unharmed run asks the file system to change something. */
  readonly changes: number;
}

beforeAll(async () => {
  environment = await makeReadyKeys(`${folder}/keys`, {2048: 16, 3072: 4, 4096: 1});
  const fresh = await freshEdgeWorld(folder);
  const due = await dueWorld(fresh);
  realKeys = await useReadyKeys(`${folder}/other-keys`, {2048: 40, 3072: 8, 4096: 2});
  scenes = [await sceneOf(fresh), await sceneOf(due)];
}, 600_000);

afterAll(() => realKeys());

/** An unharmed run tells how much one changes and what it leads to. */
async function sceneOf(world: string): Promise<Scene> {
  const copy = copyWorld(world);
  const report = join(copy, '..', 'changes');
  const {code, stdout, stderr} = await apply(copy, {CSCERT_CHANGES: report}).ended;
  if (code !== 0 && code !== 3) throw new Error(`an unharmed run ended with ${code}\n${stdout}${stderr}`);
  const expected: Expected = {unharmed: code, apply: code, issued: issuedIn(copy)};
  return {world, before: allWorking(world), expected, changes: Number(readFileSync(report, 'utf8'))};
}

const apply = (cwd: string, how: Readonly<Record<string, string>>) =>
  launch([...APPLY, '--config', '.'], {
    cwd,
    environment: {...environment, ...KILL_AT, ...how, UV_THREADPOOL_SIZE: '4'},
  });

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
function* numbersFrom(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    yield ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

test(
  `${COUNT} applies killed at random instants lose nothing and issue nothing twice (CSCERT_SEED=${SEED})`,
  async () => {
    const numbers = numbersFrom(SEED);
    const limit = pLimit(AT_ONCE);
    const cases = Array.from({length: COUNT}, (_, index) => ({
      at: numbers.next().value,
      turns: Math.floor(numbers.next().value * TURNS),
      scene: scenes[index % scenes.length],
    }));
    const ends = await Promise.all(
      cases.map(({at, turns, scene}) => limit(() => (scene ? killed(scene, at, turns) : undefined))),
    );
    expect(ends.flatMap(end => end?.broken ?? [])).toEqual([]);
    // One that comes to its end before its instant tries nothing: a run may change a little less than the unharmed one.
    expect(ends.filter(end => end?.killed).length).toBeGreaterThan(COUNT * 0.8);
  },
  60_000 + COUNT * 10_000,
);

async function killed(scene: Scene, at: number, turns: number): Promise<{killed: boolean; broken: readonly string[]}> {
  const world = copyWorld(scene.world);
  const moment = `${1 + Math.floor(scene.changes * at)},${turns}`;
  const run = apply(world, {CSCERT_KILL_AT: moment});
  const watched = watch(world, scene.before, run.ended);
  const {signal} = await run.ended;
  const broken = [...(await watched), ...damage(world, scene.before), ...(await shortcomings(world, scene.expected))];
  return {killed: signal === 'SIGKILL', broken: broken.map(line => `at change ${moment} of ${scene.changes}: ${line}`)};
}
