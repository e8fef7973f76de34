import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** What a run of OpenSSL came to. */
export interface OpensslResult {
  /** Exit code; 127 when there is no OpenSSL. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A temporary folder and OpenSSL at work in it. */
export interface Workshop {
  readonly folder: string;
  path(name: string): string;
  write(name: string, contents: string | Uint8Array): string;
  read(name: string): Buffer;
  /** Runs OpenSSL in the folder and throws with its messages when it fails. */
  openssl(...args: readonly string[]): string;
  /** Runs OpenSSL in the folder, whatever comes of it. */
  tryOpenssl(...args: readonly string[]): OpensslResult;
  remove(): void;
}

/** Whether OpenSSL 3 can be run here. */
export function hasOpenssl(): boolean {
  const {status, stdout} = spawnSync('openssl', ['version'], {encoding: 'utf8'});
  return status === 0 && /^OpenSSL [3-9]/.test(stdout);
}

/** Makes a temporary folder; the caller removes it. */
export function openWorkshop(): Workshop {
  const folder = mkdtempSync(join(tmpdir(), 'cscert-openssl-'));
  const path = (name: string): string => join(folder, name);
  const tryOpenssl = (...args: readonly string[]): OpensslResult => {
    const {status, stdout, stderr} = spawnSync('openssl', args, {cwd: folder, encoding: 'utf8', timeout: 30_000});
    return {code: status ?? 127, stdout: stdout ?? '', stderr: stderr ?? ''};
  };
  return {
    folder,
    path,
    write(name, contents) {
      writeFileSync(path(name), contents);
      return path(name);
    },
    read: name => readFileSync(path(name)),
    openssl(...args) {
      const {code, stdout, stderr} = tryOpenssl(...args);
      if (code !== 0) throw new Error(`openssl ${args.join(' ')} ended with ${code}\n${stderr}${stdout}`);
      return stdout;
    },
    tryOpenssl,
    remove: () => rmSync(folder, {recursive: true, force: true}),
  };
}
