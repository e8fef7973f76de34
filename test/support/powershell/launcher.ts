import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {cacheFolder} from './cache-folder.ts';

/** An executable of the name `powershell.exe`, alone in its folder. */
export interface Launcher {
  /** Absolute path. */
  readonly executable: string;
  /** The folder, for a PATH. */
  readonly folder: string;
}

export interface LauncherOptions {
  /** The executable that does the work. */
  readonly engine: string;
  /** Where this checkout keeps the contract module. */
  readonly contractModule: string;
  /** For a real `pwsh`, which knows nothing of the contract module: its scripts begin by importing it. */
  readonly isForeign?: boolean;
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * Writes a small shell script named `powershell.exe` that becomes the engine: sshd's user finds it on the PATH, and
 * it tells the engine where the contract module is. The same options give the same launcher again.
 */
export function writeLauncher({engine, contractModule, isForeign = false}: LauncherOptions): Launcher {
  const prepare = [process.execPath, join(__dirname, 'with-contract.cjs')].map(quote).join(' ');
  const script = [
    '#!/bin/sh',
    `[ -n "$CSCERT_CONTRACT_MODULE" ] || export CSCERT_CONTRACT_MODULE=${quote(contractModule)}`,
    ...(isForeign ? [`[ -z "$CSCERT_CONTRACT_ROOT" ] || eval "set -- $(${prepare} "$@")"`] : []),
    `exec ${quote(engine)} "$@"`,
    '',
  ].join('\n');
  const name = createHash('sha256').update(script).digest('hex').slice(0, 16);
  const folder = join(cacheFolder(), `launcher-${name}`);
  const executable = join(folder, 'powershell.exe');
  if (existsSync(executable)) utimesSync(folder, new Date(), new Date());
  else place(folder, script);
  return {folder, executable};
}

/** Whole or not at all: another worker may write the same one at the same time. */
function place(folder: string, script: string): void {
  mkdirSync(cacheFolder(), {recursive: true});
  const mine = mkdtempSync(`${folder}-`);
  writeFileSync(join(mine, 'powershell.exe'), script, {mode: 0o755});
  try {
    renameSync(mine, folder);
  } catch {
    rmSync(mine, {recursive: true, force: true});
    if (!existsSync(join(folder, 'powershell.exe'))) throw new Error(`${folder} is in the way; remove it`);
  }
}
