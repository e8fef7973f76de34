/**
 * The small host of the PowerShell engine in `host/`, whatever CSCERT_TEST_PWSH says: for tests of the host itself, of
 * its stand-ins, and for the checker of scripts.
 */
import {realPart} from '../real-parts.ts';
import {findHost} from './find-engine.ts';
import type {Launcher} from './launcher.ts';

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
