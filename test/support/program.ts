import {randomBytes} from 'node:crypto';
import {cpSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, dirname, join} from 'node:path';
import {afterAll} from '@jest/globals';
import type {Plan} from '../../src/core/model/plan.ts';
import {run} from '../../src/main.ts';
import {readPlan} from '../../src/report/plan-json.ts';
import {type FakeHost, type FakeHostOptions, fakeHost} from './fake-host.ts';
import {ManualClock} from './manual-clock.ts';

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly log: string;
}

export interface RunOptions extends FakeHostOptions {
  readonly clock?: ManualClock;
  /** Called before the program starts, to change its world or to interrupt it later. */
  readonly prepare?: (host: FakeHost) => FakeHost;
}

/** Runs one command line in this process, on real files, with a clock that only the test moves. */
export async function cscert(argv: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const {clock = new ManualClock(), prepare = host => host} = options;
  const host = prepare({...fakeHost({...options, argv}), clock, random: bytes => randomBytes(bytes)});
  const code = await run(host);
  return {code, ...host.written};
}

/** A temporary folder that goes when the tests of the file are over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cscert-test-'));
  afterAll(() => rmSync(folder, {recursive: true, force: true}));
  return folder;
}

const EXAMPLES = join(__dirname, '..', '..', 'examples');

/** The pools of the Contoso example that most tests are content with: nothing waits for a public CA. */
const CORE_POOLS = ['fepool01.yaml', 'director.yaml', 'mediation.yaml'];
const POOLS: Readonly<Record<'core' | 'edge', readonly string[]>> = {
  core: CORE_POOLS,
  edge: [...CORE_POOLS, 'edge.yaml'],
};

/**
 * Copies an example into a folder of that name below `folder`. The Contoso example has a pool of every role, which would
 * make every test slow, and its Edge pool and reverse proxy wait for a public CA: without a word only its core is copied.
 */
export function copyExample(
  name: 'lab' | 'contoso' | 'wizard',
  folder: string,
  {pools = 'core'}: {readonly pools?: 'core' | 'edge' | 'all'} = {},
): string {
  const target = join(folder, name);
  const wanted = (source: string): boolean =>
    pools === 'all' || basename(dirname(source)) !== 'pools' || POOLS[pools].includes(basename(source));
  cpSync(join(EXAMPLES, name), target, {
    recursive: true,
    // What trying the example out has left behind is not the example.
    filter: source => !/[/\\](servers|ca|requests|\.cscert\.lock|\.gitignore)$/.test(source) && wanted(source),
  });
  return target;
}

/** Runs a command line that must succeed, and says what it printed when it does not. */
export async function mustRun(argv: readonly string[], options: RunOptions): Promise<Ended> {
  const ended = await cscert(argv, options);
  if (ended.code !== 0)
    throw new Error(`cscert ${argv.join(' ')} ended with ${ended.code}\n${ended.stdout}${ended.stderr}`);
  return ended;
}

/** Plans what is in a folder and reads the plan from its file. */
export async function planOf(
  cwd: string,
  options: RunOptions & {readonly flags?: readonly string[]} = {},
): Promise<{plan: Plan; code: number; text: string}> {
  const out = join(cwd, '..', `plan-${randomBytes(6).toString('hex')}.json`);
  const {code, stdout} = await cscert(
    ['plan', '--config', '.', '--detailed-exitcode', '--out', out, ...(options.flags ?? [])],
    {...options, cwd},
  );
  const {files} = fakeHost();
  const read = readPlan(String(await files.read(out, 50_000_000)));
  if (!('ok' in read)) throw new Error(`${read.problem.detail}\n${stdout}`);
  return {plan: read.ok, code, text: stdout};
}
