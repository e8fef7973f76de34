import {join} from 'node:path';
import {testHost} from './host.ts';
import {runPowerShell} from './run-powershell.ts';

/** The data of the checker: which commands, types and members the scripts may use, and the reason of each rule. */
export const SCRIPT_RULES = join(__dirname, 'script-rules.json');

/** What the checker found. Line and column begin with 1. */
export interface ScriptFinding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly rule: string;
  readonly message: string;
  readonly reason: string;
}

/** Holds scripts to the rules; those that call each other's functions are given together. */
export async function checkScripts(files: readonly string[]): Promise<readonly ScriptFinding[]> {
  const {stdout, stderr, code} = await runPowerShell({
    executable: testHost().executable,
    args: ['--check', SCRIPT_RULES, ...files],
  });
  if (stderr !== '' || (code !== 0 && code !== 1)) throw new Error(`the checker ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as readonly ScriptFinding[];
}
