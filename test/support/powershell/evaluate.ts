import {testHost} from './host.ts';
import {runPowerShell} from './run-powershell.ts';

/** Each text is run as it stands there; what it gives is put together with `|`, an error as `error ID: message`. */
const HARNESS = `
$ErrorActionPreference = 'Stop'
foreach ($line in [Console]::In.ReadToEnd().Split([char]10)) {
  $text = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($line))
  try { $said = @(& ([ScriptBlock]::Create($text))) -join '|' }
  catch { $said = 'error {0}: {1}' -f ($_.FullyQualifiedErrorId -split ',')[0], $_.Exception.Message }
  [Console]::Out.WriteLine([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($said)))
}`;

const toBase64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

/** Runs several texts in one process of the host and gives what each came to, in their order. */
export async function evaluate(texts: readonly string[]): Promise<readonly string[]> {
  const {stdout, stderr, code} = await runPowerShell({
    script: HARNESS,
    executable: testHost().executable,
    stdin: texts.map(toBase64).join('\n'),
    // The invariant culture, whatever the machine's.
    environment: {LC_ALL: 'C'},
  });
  if (code !== 0 || stderr !== '') throw new Error(`the engine ended with ${code}: ${stderr}`);
  return stdout
    .trimEnd()
    .split('\r\n')
    .map(line => Buffer.from(line, 'base64').toString('utf8'));
}
