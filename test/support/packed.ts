import {spawnSync} from 'node:child_process';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type Spawned, type SpawnOptions, spawnProgram} from './spawn.ts';

const REPOSITORY = join(__dirname, '..', '..');

/** What keeps npm from doing and saying more than it is asked for. */
export const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel', 'error'];

/** What npm needs of the outside: its cache, its settings and the way out. Nothing of the repository's. */
export function outside(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      /^(?:HOME|USERPROFILE|APPDATA|LOCALAPPDATA|SystemRoot|npm_config_(?:cache|registry|userconfig))$/i.test(name) ||
      /_proxy$|^NODE_EXTRA_CA_CERTS$/i.test(name),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, value ?? '']));
}

/** An installation has to ask which versions there are; what npm has asked before it takes from its cache. */
export function registryAnswers(): boolean {
  const argv = ['view', 'commander', 'version', '--prefer-offline', '--fetch-retries', '0'];
  const env = {PATH: process.env['PATH'], ...outside()};
  return spawnSync('npm', argv, {cwd: tmpdir(), env, timeout: 20_000}).status === 0;
}

/** Runs a program that must succeed, and says what it printed when it does not. */
export async function mustEnd(
  program: string,
  argv: readonly string[],
  options: SpawnOptions & {readonly code?: number},
): Promise<Spawned> {
  const {code = 0, ...rest} = options;
  const ended = await spawnProgram(program, argv, rest);
  if (ended.code === code) return ended;
  const how = ended.signal ?? ended.code;
  throw new Error(`${program} ${argv.join(' ')} ended with ${how}\n${ended.stdout}${ended.stderr}`);
}

export interface Packed {
  readonly tarball: string;
  /** Paths in the package. */
  readonly files: readonly string[];
}

/** Packs what was built, as it would be published. */
export async function pack(folder: string): Promise<Packed> {
  const argv = ['pack', '--json', '--pack-destination', folder, ...QUIET];
  const {stdout} = await mustEnd('npm', argv, {cwd: REPOSITORY, environment: outside()});
  const [description] = JSON.parse(stdout) as readonly {filename: string; files: readonly {path: string}[]}[];
  if (description === undefined) throw new Error('npm packed nothing');
  return {tarball: join(folder, description.filename), files: description.files.map(({path}) => path)};
}
