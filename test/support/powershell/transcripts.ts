/** Transcripts by policy, as an administrator turns them on for a server: everything that PowerShell says and is told. */
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

/**
 * Has every PowerShell with this home write a transcript into the folder (Group Policy "Turn on PowerShell
 * Transcription", with the time of each command; elsewhere than on Windows it stands in this file).
 */
export function keepTranscripts(home: string, folder: string): void {
  const place = join(home, '.config', 'powershell');
  for (const one of [place, folder]) mkdirSync(one, {recursive: true});
  const Transcription = {EnableTranscripting: true, EnableInvocationHeader: true, OutputDirectory: folder};
  writeFileSync(join(place, 'powershell.config.json'), JSON.stringify({PowerShellPolicies: {Transcription}}));
}
