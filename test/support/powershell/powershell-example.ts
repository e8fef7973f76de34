/** The examples with real processes and simulated servers in the place of the folder of stores. */
import {readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {parse} from 'yaml';
import type {Document} from '../../../src/config/generated/document.ts';
import type {Plan} from '../../../src/core/model/plan.ts';
import {clock as realClock} from '../../../src/host/clock.ts';
import {Forest} from '../cs-contract.ts';
import type {FakeHost} from '../fake-host.ts';
import {copyExample, cscert, type Ended, planOf, type RunOptions} from '../program.ts';
import {connectSshNoting, type Reach, reachHere, type Started, spawnIn} from './powershell-rig.ts';

/** When the commands run, and where the clocks of the forest stand. */
const NOW = '2026-03-02T12:00:00.000Z';

export interface PowerShellExample {
  readonly cwd: string;
  readonly forest: Forest;
  readonly reach: Reach;
  /** Everything that the commands started. */
  readonly started: Started;
  run(...argv: readonly string[]): Promise<Ended>;
  /** The same, in a world that the test changes before the command begins. */
  runWith(prepare: (host: FakeHost) => FakeHost, ...argv: readonly string[]): Promise<Ended>;
  plan(): Promise<{readonly plan: Plan; readonly code: number}>;
  close(): Promise<void>;
}

type ExampleName = Parameters<typeof copyExample>[0];
type Pools = 'core' | 'edge' | 'all';

/** A copy of an example below `folder`, whose servers are played by the contract as processes of this machine. */
export function powershellExample(name: ExampleName, folder: string, pools: Pools = 'all'): PowerShellExample {
  return standBefore(forestOf(exampleBelow(folder, name, pools)), reachHere());
}

/** The same, with servers that are reached in another way. */
export async function powershellExampleBy(
  reach: (forest: Forest) => Promise<Reach>,
  ...[name, folder, pools = 'all']: Parameters<typeof powershellExample>
): Promise<PowerShellExample> {
  return powershellWorld(exampleBelow(folder, name, pools), reach);
}

/** The servers that a configuration in a folder speaks of, in the place of its folder of stores, which is called `servers`. */
export async function powershellWorld(
  cwd: string,
  reach: (forest: Forest) => Promise<Reach>,
): Promise<PowerShellExample> {
  const laid = forestOf(cwd);
  return standBefore(laid, await reach(laid.forest));
}

function exampleBelow(folder: string, name: ExampleName, pools: Pools): string {
  const cwd = copyExample(name, folder, {pools});
  // The proxy before the product is none of its servers, and none of its commands knows it.
  rmSync(join(cwd, 'pools', 'reverse-proxy.yaml'), {force: true});
  return cwd;
}

interface Laid {
  readonly cwd: string;
  readonly forest: Forest;
}

function forestOf(cwd: string): Laid {
  const documents = yamlFiles(cwd).map(file => parse(readFileSync(file, 'utf8')) as Document);
  const declared = Object.assign({}, ...documents.map(document => document.pools ?? {})) as NonNullable<
    Document['pools']
  >;
  const deployment = documents.find(document => document.deployment !== undefined)?.deployment;
  const forest = Forest.lay({
    ...(deployment !== undefined && {deployment}),
    pools: declared,
    rootTrusted: false,
    now: new Date(NOW),
  });
  return {cwd, forest};
}

function standBefore({cwd, forest}: Laid, reach: Reach): PowerShellExample {
  for (const file of yamlFiles(cwd)) {
    const text = readFileSync(file, 'utf8');
    const connection = `stores: ${JSON.stringify(reach.settings)}`;
    writeFileSync(
      file,
      text.replaceAll('stores: {type: directory, folder: servers}', () => connection),
    );
  }
  const started: Started = {programs: [], frames: []};
  const spawn = spawnIn(forest, reach.environment, started);
  // Time stands still; what waits for a process waits in real time.
  const clock = {now: () => new Date(NOW), sleep: realClock.sleep};
  const options = (prepare: Prepare = host => host): RunOptions => ({
    cwd,
    prepare: host => prepare({...host, clock, spawn, connectSsh: connectSshNoting(started)}),
  });
  return {
    cwd,
    forest,
    reach,
    started,
    run: (...argv) => cscert(argv, options()),
    runWith: (prepare, ...argv) => cscert(argv, options(prepare)),
    plan: () => planOf(cwd, options()),
    async close() {
      await reach.stop();
      forest.close();
    },
  };
}

type Prepare = (host: FakeHost) => FakeHost;

function yamlFiles(folder: string): readonly string[] {
  return readdirSync(folder, {recursive: true, encoding: 'utf8'})
    .map(name => join(folder, name))
    .filter(path => path.endsWith('.yaml') && statSync(path).isFile());
}
