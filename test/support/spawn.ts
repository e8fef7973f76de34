import {type ChildProcess, spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {join} from 'node:path';

const LAUNCHER = join(__dirname, '..', '..', 'bin', 'cscert.cjs');

export interface Spawned {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface SpawnOptions {
  readonly cwd: string;
  /** The whole environment but PATH. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** Called with everything that standard error and output have said so far, whenever they say more. */
  readonly hear?: (said: string, child: ChildProcess) => void;
}

/** Runs the built program as its own process. */
export async function spawnCscert(argv: readonly string[], options: SpawnOptions): Promise<Spawned> {
  if (!existsSync(join(LAUNCHER, '..', '..', 'dist', 'bundle', 'main.cjs')))
    throw new Error('run "npm run build" before these tests');
  return spawnProgram(process.execPath, [LAUNCHER, ...argv], options);
}

/** Runs a program; nobody is at its standard input. */
export function spawnProgram(program: string, argv: readonly string[], options: SpawnOptions): Promise<Spawned> {
  const {cwd, environment = {}, timeoutMs = 60_000, hear} = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, argv, {
      cwd,
      env: {PATH: process.env['PATH'], ...environment},
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
    });
    const said = {stdout: '', stderr: ''};
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        said[name] += text;
        hear?.(said.stderr + said.stdout, child);
      });
    }
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({code, signal, ...said}));
  });
}
