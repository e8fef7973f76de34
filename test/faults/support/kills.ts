import {join} from 'node:path';
import pLimit from 'p-limit';
import {copyWorld} from '../../support/contoso-world.ts';
import {allWorking, damage, type Expected, shortcomings} from './after-a-fault.ts';
import {type Exit, runProgram} from './launch.ts';
import {type Call, readTrace, strace} from './strace.ts';

/** A world that is copied for every case, and a command that changes it. */
export interface Scene {
  readonly world: string;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly expected: Expected;
}

/** Two cores are what a small machine has; traced runs and checks take turns on them. */
const AT_ONCE = 3;

/** Runs the scene's command in a copy of its world, traced; `inject` breaks it off. */
export async function traced(scene: Scene, inject?: string): Promise<{world: string; exit: Exit; calls: readonly Call[]}> {
  const world = copyWorld(scene.world);
  const to = join(world, '..', 'trace');
  const under = strace({to, ...(inject !== undefined && {inject})});
  const exit = await runProgram(scene.argv, {cwd: world, environment: scene.environment, under});
  return {world, exit, calls: readTrace(to, world)};
}

/** A call at which runs are broken off: only those that change something of the world. */
export async function changesOf(scene: Scene): Promise<readonly Call[]> {
  const {exit, calls} = await traced(scene);
  if (exit.code !== scene.expected.apply) throw new Error(`an unharmed run ended with ${exit.code}\n${exit.stderr}`);
  return calls.filter(call => call.about !== '' && !call.result.startsWith('-1'));
}

export interface KillReport {
  /** How many runs were killed, each at a call of its own. */
  readonly killed: number;
  /** One line for each promise that a kill broke. */
  readonly broken: readonly string[];
}

/** Kills one run at each of the calls, as it enters it, and looks at what it left and at what the next apply makes of it. */
export async function killAtEach(calls: readonly Call[], scene: Scene): Promise<KillReport> {
  const before = allWorking(scene.world);
  const limit = pLimit(AT_ONCE);
  const ends = await Promise.all(calls.map(call => limit(() => killAt(call, {scene, before}))));
  return {killed: ends.filter(end => end.killed).length, broken: ends.flatMap(end => end.broken)};
}

interface Killing {
  readonly scene: Scene;
  readonly before: readonly string[];
}

async function killAt(call: Call, {scene, before}: Killing): Promise<{killed: boolean; broken: readonly string[]}> {
  const {world, calls} = await traced(scene, `${call.name}:signal=SIGKILL:when=${call.ordinal}`);
  const last = calls.at(-1);
  const killed = last?.name === call.name && last.about === call.about && last.result === '?';
  const broken = [...damage(world, before), ...(await shortcomings(world, scene.expected))];
  const at = `killed at ${last?.name} ${last?.about} (${call.name} ${call.ordinal})`;
  if (!killed) console.error(call, last);
  return {killed, broken: broken.map(line => `${at}: ${line}`)};
}
