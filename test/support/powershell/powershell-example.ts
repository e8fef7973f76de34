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
import {powershell} from './engine.ts';
import {type Started, spawnIn} from './powershell-rig.ts';

/** When the commands run, and where the clocks of the forest stand. */
const NOW = '2026-03-02T12:00:00.000Z';

export interface PowerShellExample {
  readonly cwd: string;
  readonly forest: Forest;
  /** Everything that the commands started. */
  readonly started: Started;
  run(...argv: readonly string[]): Promise<Ended>;
  /** The same, in a world that the test changes before the command begins. */
  runWith(prepare: (host: FakeHost) => FakeHost, ...argv: readonly string[]): Promise<Ended>;
  plan(): Promise<{readonly plan: Plan; readonly code: number}>;
}

type ExampleName = Parameters<typeof copyExample>[0];

/** A copy of an example below `folder`, whose servers are played by the contract. */
export function powershellExample(
  name: ExampleName,
  folder: string,
  pools: 'core' | 'edge' | 'all' = 'all',
): PowerShellExample {
  const cwd = copyExample(name, folder, {pools});
  // The proxy before the product is none of its servers, and none of its commands knows it.
  rmSync(join(cwd, 'pools', 'reverse-proxy.yaml'), {force: true});
  const connection = `{type: powershell, transport: local, executable: ${JSON.stringify(powershell().executable)}}`;
  const files = yamlFiles(cwd);
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replaceAll('stores: {type: directory, folder: servers}', `stores: ${connection}`));
  }
  const documents = files.map(file => parse(readFileSync(file, 'utf8')) as Document);
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
  const started: Started = {programs: [], frames: []};
  const options = (prepare: Prepare = host => host) => optionsFor({cwd, forest, started}, prepare);
  return {
    cwd,
    forest,
    started,
    run: (...argv) => cscert(argv, options()),
    runWith: (prepare, ...argv) => cscert(argv, options(prepare)),
    plan: () => planOf(cwd, options()),
  };
}

type Prepare = (host: FakeHost) => FakeHost;

/** Time stands still; what waits for a process waits in real time. */
function optionsFor(
  {cwd, forest, started}: Pick<PowerShellExample, 'cwd' | 'forest' | 'started'>,
  prepare: Prepare,
): RunOptions {
  const clock = {now: () => new Date(NOW), sleep: realClock.sleep};
  return {cwd, prepare: host => prepare({...host, clock, spawn: spawnIn(forest, {}, started)})};
}

function yamlFiles(folder: string): readonly string[] {
  return readdirSync(folder, {recursive: true, encoding: 'utf8'})
    .map(name => join(folder, name))
    .filter(path => path.endsWith('.yaml') && statSync(path).isFile());
}
