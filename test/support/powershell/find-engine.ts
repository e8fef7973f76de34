/** Where the PowerShell engine of tests is; apart from what tests are written with, since the bench looks for it too. */
import {join} from 'node:path';
import {buildHost} from './build-host.ts';
import {type Launcher, writeLauncher} from './launcher.ts';

/** Where the contract module lies, which an engine imports when CSCERT_CONTRACT_ROOT is set. */
const CONTRACT_MODULE = join(__dirname, '..', 'CsContract');

/** An executable `powershell.exe`, or why there is none. */
export type Search = {readonly found: Launcher} | {readonly missing: string};

/** Finds or builds the small host in `host/`, whatever CSCERT_TEST_PWSH says. */
export function findHost(): Search {
  const built = buildHost();
  if ('missing' in built) return built;
  return {found: writeLauncher({engine: built.executable, contractModule: CONTRACT_MODULE})};
}

/** What CSCERT_TEST_PWSH names, else the host. */
export function findEngine(): Search {
  const named = process.env['CSCERT_TEST_PWSH'];
  if (named === undefined || named === '') return findHost();
  return {found: writeLauncher({engine: named, contractModule: CONTRACT_MODULE, isForeign: true})};
}
