/**
 * The PowerShell engine for tests: an executable that takes the command lines that cscert gives to `powershell.exe`.
 * It is the small host in `host/`, built once per version of its sources, or what CSCERT_TEST_PWSH names.
 */
import {join} from 'node:path';
import {realPart} from '../real-parts.ts';
import {buildHost} from './build-host.ts';
import {writeLauncher} from './launcher.ts';

/** Where the contract module lies, which the host imports when CSCERT_CONTRACT_ROOT is set. */
export const CONTRACT_MODULE = join(__dirname, '..', 'CsContract');

interface Engine {
  /** Absolute path of an executable `powershell.exe`. */
  readonly executable: string;
  /** The folder that holds nothing else: for a PATH. */
  readonly folder: string;
}

type Search = {readonly found: Engine} | {readonly missing: string};

function findEngine(): Search {
  const named = process.env['CSCERT_TEST_PWSH'];
  if (named !== undefined && named !== '') return {found: writeLauncher(named, CONTRACT_MODULE)};
  const built = buildHost();
  return 'missing' in built ? built : {found: writeLauncher(built.executable, CONTRACT_MODULE)};
}

const SEARCH = findEngine();

/** `describe` and `test` for what needs the engine. */
export const powershellPart = realPart(
  `the PowerShell engine (${'missing' in SEARCH ? SEARCH.missing : ''})`,
  'found' in SEARCH,
);

/** Whether there is an engine here. */
export const hasPowerShell = (): boolean => 'found' in SEARCH;

/** The engine; throws where there is none, so only tests of `powershellPart` ask for it. */
export function powershell(): Engine {
  if ('missing' in SEARCH) throw new Error(`there is no PowerShell engine here: ${SEARCH.missing}`);
  return SEARCH.found;
}
