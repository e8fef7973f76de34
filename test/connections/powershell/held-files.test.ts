/** Files that something else holds open, as what looks for viruses does, on the real engine. */
import {mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect} from '@jest/globals';
import {SCRIPTS} from '../../../src/connections/powershell/generated/scripts.ts';
import {evaluate} from '../../support/powershell/evaluate.ts';
import {hostPart} from '../../support/powershell/host.ts';

const {describe, test} = hostPart;

const asBase64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

/** Runs a verb in a folder, with what stands for certreq. What it gives is the exit code and the certificate. */
const running = (verb: keyof typeof SCRIPTS, folder: string, program: string, wait = ''): string => `
  Set-StrictMode -Version 3
  ${SCRIPTS.common}
  function Get-CscertFolder { return '${folder}' }
  ${wait}
  function Invoke-CscertProgram { param($Name, $Arguments, $TimeoutSeconds) ${program} }
  $code = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('${asBase64(SCRIPTS[verb])}'))
  $ask = [pscustomobject]@{ca = 'CA01\\CA'; asComputer = $true; ask = 'retrieve'; ticket = '12'; seconds = 5; inf = ''}
  $answer = & ([ScriptBlock]::Create($code)) $ask $null
  foreach ($name in @('exitCode', 'certificate', 'csr')) { if ($answer.ContainsKey($name)) { $answer[$name] } }`;

describe('a file that something else holds open', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cscert-held-'));
  });
  afterEach(() => rmSync(folder, {recursive: true}));

  test('for a moment is read when it is free, so that the answer of the CA is not lost', async () => {
    const program = `
      [IO.File]::WriteAllText($Arguments[-3], 'issued')
      $global:held = [IO.File]::Open($Arguments[-3], 'Open', 'Read', 'None')
      @{ exitCode = 0; output = ''; error = '' }`;
    const free = 'function Wait-CscertMoment { param($Try) $global:held.Dispose(); return $true }';
    const [told] = await evaluate([running('relay', folder, program, free)]);
    expect(told).toBe(`0|${asBase64('issued')}`);
    expect(readdirSync(join(folder, 'work'))).toEqual([]);
  });

  // A folder stands for it: it can be deleted as little as a file that is held on Windows.
  test.each([
    ['relay', `[IO.File]::WriteAllText($Arguments[-3], 'issued')`, asBase64('issued')],
    ['create-request', `[IO.File]::Delete($Arguments[-2]); [IO.File]::WriteAllText($Arguments[-1], 'made')`, 'made'],
  ] as const)('to the end stays, and what %s has to say is said all the same', async (verb, writes, said) => {
    const held = verb === 'relay' ? '$Arguments[-1]' : '$Arguments[-2]';
    const program = `${writes}; [void][IO.Directory]::CreateDirectory(${held}); @{ exitCode = 0; output = ''; error = '' }`;
    const [told] = await evaluate([running(verb, folder, program)]);
    expect(told).toBe(`0|${said}`);
    expect(readdirSync(join(folder, 'work'))).toHaveLength(1);
  });
});
