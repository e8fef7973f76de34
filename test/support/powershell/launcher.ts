import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir, userInfo} from 'node:os';
import {dirname, join} from 'node:path';

/** An executable of the name `powershell.exe`, alone in its folder. */
export interface Launcher {
  readonly executable: string;
  readonly folder: string;
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * Writes a small shell script named `powershell.exe` that becomes the engine: sshd's user finds it on the PATH, and
 * it tells the host where this checkout keeps the contract module. The same engine gets the same launcher again.
 */
export function writeLauncher(engine: string, contractModule: string): Launcher {
  const script = [
    '#!/bin/sh',
    `export CSCERT_CONTRACT_MODULE="\${CSCERT_CONTRACT_MODULE-${contractModule.replaceAll(/["$`\\]/g, '\\$&')}}"`,
    `exec ${quote(engine)} "$@"`,
    '',
  ].join('\n');
  const name = createHash('sha256').update(script).digest('hex').slice(0, 16);
  const folder = join(tmpdir(), `cscert-powershell-${userInfo().uid}-${name}`);
  const executable = join(folder, 'powershell.exe');
  if (!existsSync(executable)) place(folder, script);
  return {folder, executable};
}

/** Whole or not at all: another worker may write the same one at the same time. */
function place(folder: string, script: string): void {
  mkdirSync(dirname(folder), {recursive: true});
  const mine = mkdtempSync(`${folder}-`);
  writeFileSync(join(mine, 'powershell.exe'), script, {mode: 0o755});
  try {
    renameSync(mine, folder);
  } catch {
    rmSync(mine, {recursive: true, force: true});
    if (!existsSync(join(folder, 'powershell.exe'))) throw new Error(`${folder} is in the way; remove it`);
  }
}
