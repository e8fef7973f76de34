/**
 * Applies of Contoso, six servers side by side, killed at random instants; half of them are first deployments, half
 * renew what works and are watched all the time. CSCERT_FAULTS says how many, CSCERT_SEED repeats a run.
 */
import {randomInt} from 'node:crypto';
import {setTimeout as wait} from 'node:timers/promises';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import pLimit from 'p-limit';
import {copyWorld} from '../support/contoso-world.ts';
import {temporaryFolder} from '../support/program.ts';
import {allWorking, damage, type Expected, shortcomings} from './support/after-a-fault.ts';
import {launch} from './support/launch.ts';
import {makeReadyKeys, useReadyKeys} from './support/ready-keys.ts';
import {APPLY, dueWorld, freshWorld} from './support/scenes.ts';
import {watch} from './support/watch.ts';
import {issuedIn} from './support/world-state.ts';

const COUNT = Number(process.env['CSCERT_FAULTS'] ?? 6);
const SEED = Number(process.env['CSCERT_SEED'] ?? randomInt(2 ** 31));
/** Each run has threads of its own; more at a time would only stretch them. */
const AT_ONCE = 2;

const folder = temporaryFolder();
let realKeys: () => void;
let environment: Readonly<Record<string, string>>;
let scenes: readonly Scene[];

interface Scene {
  readonly world: string;
  readonly before: readonly string[];
  readonly expected: Expected;
  /** How long a run takes here, from its start. */
  readonly milliseconds: number;
}

beforeAll(async () => {
  environment = await makeReadyKeys(`${folder}/keys`, {2048: 16, 3072: 2, 4096: 1});
  const fresh = await freshWorld('contoso', folder);
  const due = await dueWorld(fresh);
  realKeys = await useReadyKeys(`${folder}/other-keys`, {2048: 40, 3072: 4, 4096: 2});
  scenes = [await sceneOf(fresh), await sceneOf(due)];
}, 120_000);

afterAll(() => realKeys());

/** An unharmed run tells how long one takes and what it leads to. */
async function sceneOf(world: string): Promise<Scene> {
  const copy = copyWorld(world);
  const start = performance.now();
  const {code, stdout, stderr} = await apply(copy).ended;
  const milliseconds = performance.now() - start;
  if (code !== 0 && code !== 3) throw new Error(`an unharmed run ended with ${code}\n${stdout}${stderr}`);
  const expected: Expected = {unharmed: code, apply: code, issued: issuedIn(copy)};
  return {world, before: allWorking(world), expected, milliseconds};
}

const apply = (cwd: string) =>
  launch([...APPLY, '--config', '.'], {cwd, environment: {...environment, UV_THREADPOOL_SIZE: '4'}});

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
      scene: scenes[index % scenes.length],
    }));
    const ends = await Promise.all(cases.map(({at, scene}) => limit(() => (scene ? killed(scene, at) : undefined))));
    expect(ends.flatMap(end => end?.broken ?? [])).toEqual([]);
    // Where none was killed before its end, nothing was tried.
    expect(ends.filter(end => end?.killed).length).toBeGreaterThan(COUNT / 3);
  },
  60_000 + COUNT * 10_000,
);

async function killed(scene: Scene, at: number): Promise<{killed: boolean; broken: readonly string[]}> {
  const world = copyWorld(scene.world);
  const run = apply(world);
  const watched = watch(world, scene.before, run.ended);
  // The first third is loading and planning.
  const delay = scene.milliseconds * (0.3 + at);
  await Promise.race([wait(delay), run.ended]);
  run.child.kill('SIGKILL');
  const {signal} = await run.ended;
  const broken = [...(await watched), ...damage(world, scene.before), ...(await shortcomings(world, scene.expected))];
  return {killed: signal === 'SIGKILL', broken: broken.map(line => `after ${Math.round(delay)} ms: ${line}`)};
}
