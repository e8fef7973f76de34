/** The built program as its launcher runs it, with somebody who listens to what becomes of its parts. */
import {cpSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {type SpawnOptions, spawnProgram} from './spawn.ts';

export const ROOT = join(__dirname, '..', '..');

/** What V8 said of the code that was compiled ahead, for each part that was loaded; null where it was offered none. */
export type Told = Readonly<Record<string, boolean | null>>;

export interface Listening extends SpawnOptions {
  /** Where the program lies; here, where nothing is said. */
  readonly home?: string;
  readonly node?: string;
  /** Of Node. */
  readonly flags?: readonly string[];
}

/** Runs a command that must end well. */
export async function listenToParts(
  argv: readonly string[],
  {home = ROOT, node = process.execPath, flags = [], ...options}: Listening,
): Promise<{readonly stdout: string; readonly told: Told}> {
  const launcher = join(options.cwd, 'listening-launcher.cjs');
  writeFileSync(
    launcher,
    `globalThis[Symbol.for('cscert.parts')] = 'taken by a test';
    const {loadPart} = require(${JSON.stringify(join(home, 'bin', 'cscert.cjs'))});
    const told = {};
    const tell = (file, _bytes, {cachedDataRejected = null}) => { told[file] = cachedDataRejected; };
    process.on('exit', () => require('node:fs').writeSync(2, '\\n' + JSON.stringify(told)));
    loadPart('main.cjs', {tell}).start();`,
  );
  const {code, stdout, stderr} = await spawnProgram(node, [...flags, launcher, ...argv], options);
  if (code !== 0) throw new Error(`cscert ${argv.join(' ')} ended with ${code}\n${stdout}${stderr}`);
  return {stdout, told: JSON.parse(stderr.split('\n').at(-1) ?? '') as Told};
}

/** Copies what is installed of the program, and `more` of the repository. */
export function copyProgram(home: string, more: readonly string[] = []): void {
  for (const part of ['bin', 'dist', 'schemas', 'package.json', ...more]) {
    cpSync(join(ROOT, part), join(home, part), {recursive: true});
  }
}
