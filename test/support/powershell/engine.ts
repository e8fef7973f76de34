/**
 * The PowerShell engine for tests: an executable that takes the command lines that cscert gives to `powershell.exe`.
 * It is the small host in `host/`, built once per version of its sources, or what CSCERT_TEST_PWSH names.
 */
import {realPart} from '../real-parts.ts';
import {findEngine} from './find-engine.ts';
import type {Launcher} from './launcher.ts';

const SEARCH = findEngine();

/** `describe` and `test` for what needs the engine. */
export const powershellPart = realPart(
  `the PowerShell engine (${'missing' in SEARCH ? SEARCH.missing : ''})`,
  'found' in SEARCH,
);

/** Whether there is an engine here. */
export const hasPowerShell = (): boolean => 'found' in SEARCH;

/** The engine; throws where there is none, so only tests of `powershellPart` ask for it. */
export function powershell(): Launcher {
  if ('missing' in SEARCH) throw new Error(`there is no PowerShell engine here: ${SEARCH.missing}`);
  return SEARCH.found;
}
