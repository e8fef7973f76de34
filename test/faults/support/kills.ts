import {join} from 'node:path';
import pLimit from 'p-limit';
import {copyWorld} from '../../support/contoso-world.ts';
import {allWorking, damage, type Expected, shortcomings} from './after-a-fault.ts';
import {type Exit, runProgram} from './launch.ts';
import {type Call, readTrace, strace, type Tampering} from './strace.ts';

/** A world that is copied for every case, a command that changes it, and what must come of it in the end. */
export interface Scene {
  readonly world: string;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly expected: Expected;
}

/** Names temporary files alike in every run. */
export const NUMBERED = {CSCERT_NUMBERED_FILES: '1'};

/** Two cores are what a small machine has; traced runs, which wait a lot, and checks take turns on them. */
export const AT_ONCE = 3;

export interface Traced {
  readonly world: string;
  readonly exit: Exit;
  readonly calls: readonly Call[];
}

/** Runs the scene's command in a copy of its world. */
export async function traced({world: from, argv, environment}: Scene, tampering?: Tampering): Promise<Traced> {
  const world = copyWorld(from);
  const to = join(world, '..', 'trace');
  const under = strace({world, to, ...(tampering && {tampering})});
  const exit = await runProgram(argv, {cwd: world, environment: {...environment, ...NUMBERED}, under});
  return {world, exit, calls: readTrace(to, world)};
}

/** The calls of an unharmed run that changed something of the world. */
export async function changesOf(scene: Scene): Promise<readonly Call[]> {
  const {exit, calls} = await traced(scene);
  if (exit.code !== scene.expected.unharmed)
    throw new Error(`an unharmed run ended with ${exit.code}\n${exit.stdout}${exit.stderr}`);
  return calls.filter(call => !call.result.startsWith('-1'));
}

/** What became of a number of cases. */
export interface Report {
  /** Calls at which nothing was injected: the run went another way. */
  readonly missed: readonly string[];
  /** One line for each promise that was broken. */
  readonly broken: readonly string[];
}

/** Kills one run at each of the calls, as it enters it; looks at what it left, and at what the next apply makes of it. */
export async function killAtEach(calls: readonly Call[], scene: Scene): Promise<Report> {
  const before = allWorking(scene.world);
  return onEach(calls, async call => {
    const {world, exit, calls: seen} = await traced(scene, {call, how: 'signal=SIGKILL'});
    const hit = exit.signal === 'SIGKILL' && seen.at(-1)?.result === '?';
    return {hit, broken: [...damage(world, before), ...(await shortcomings(world, scene.expected))]};
  });
}

/** Tries every call, several at a time. */
export async function onEach(
  calls: readonly Call[],
  attempt: (call: Call) => Promise<{readonly hit: boolean; readonly broken: readonly string[]}>,
): Promise<Report> {
  const limit = pLimit(AT_ONCE);
  const ends = await Promise.all(
    calls.map(call =>
      limit(async () => {
        const {hit, broken} = await attempt(call);
        const at = `${call.name} ${call.ordinal} of ${call.about}`;
        return {missed: hit ? [] : [at], broken: broken.map(line => `${at}: ${line}`)};
      }),
    ),
  );
  return {missed: ends.flatMap(end => end.missed), broken: ends.flatMap(end => end.broken)};
}
