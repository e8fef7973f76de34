/**
 * The small host of the PowerShell engine in `host/`, whatever CSCERT_TEST_PWSH says: for tests of the host itself, of
 * its stand-ins, and for the checker of scripts.
 */
import {join} from 'node:path';
import {realPart} from '../real-parts.ts';
import {buildHost} from './build-host.ts';
import {type Launcher, writeLauncher} from './launcher.ts';

/** Where the contract module lies, which an engine imports when CSCERT_CONTRACT_ROOT is set. */
export const CONTRACT_MODULE = join(__dirname, '..', 'CsContract');

/** An executable `powershell.exe`, or why there is none. */
export type Search = {readonly found: Launcher} | {readonly missing: string};

/** Finds or builds the host. */
export function findHost(): Search {
  const built = buildHost();
  if ('missing' in built) return built;
  return {found: writeLauncher({engine: built.executable, contractModule: CONTRACT_MODULE})};
}

const SEARCH = findHost();

/** `describe` and `test` for what needs the host. */
export const hostPart = realPart(
  `the PowerShell engine (${'missing' in SEARCH ? SEARCH.missing : ''})`,
  'found' in SEARCH,
);

/** The host; throws where there is none, so only tests of `hostPart` ask for it. */
export function testHost(): Launcher {
  if ('missing' in SEARCH) throw new Error(`there is no PowerShell engine here: ${SEARCH.missing}`);
  return SEARCH.found;
}
