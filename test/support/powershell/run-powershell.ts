import {spawn} from 'node:child_process';
import {powershell} from './engine.ts';

/** One run of the engine. */
export interface PowerShellRun {
  /** A script, which is given as cscert gives it: encoded, with standard input left to it. */
  readonly script?: string;
  /** Or the whole command line. */
  readonly args?: readonly string[];
  /** What standard input holds; nothing when not given. */
  readonly stdin?: string | Uint8Array;
  /** Added to the environment of the tests. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** It is killed after that; 60 seconds when not given. */
  readonly limitMs?: number;
  /** Another engine than that of all tests. */
  readonly executable?: string;
}

/** What came of it. Line ends are CR LF, as on Windows. */
export interface PowerShellResult {
  readonly stdout: string;
  readonly stderr: string;
  /** Null when a signal ended it. */
  readonly code: number | null;
}

/** The arguments by which cscert runs a script on a server. */
export function argumentsFor(script: string): readonly string[] {
  const encoded = Buffer.from(script, 'utf16le').toString('base64');
  const quiet = ['-NoProfile', '-NonInteractive', '-NoLogo', '-InputFormat', 'None', '-OutputFormat', 'Text'];
  return [...quiet, '-EncodedCommand', encoded];
}

/** Runs the engine as its own process. */
export function runPowerShell(run: PowerShellRun): Promise<PowerShellResult> {
  const args = run.args ?? argumentsFor(run.script ?? '');
  return new Promise((resolve, reject) => {
    const child = spawn(run.executable ?? powershell().executable, args, {
      env: {...process.env, ...run.environment},
      timeout: run.limitMs ?? 60_000,
      killSignal: 'SIGKILL',
      ...(run.cwd === undefined ? {} : {cwd: run.cwd}),
    });
    const said = {stdout: '', stderr: ''};
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        said[name] += text;
      });
    child.on('error', reject);
    child.on('close', code => resolve({...said, code}));
    // A script that ends without reading leaves a broken pipe.
    child.stdin.on('error', () => undefined);
    child.stdin.end(run.stdin ?? '');
  });
}
