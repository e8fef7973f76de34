/** What store.ps1 tells of a key, on the real engine. A key container of CryptoAPI is refused on any other system than Windows. */
import {expect} from '@jest/globals';
import {SCRIPTS} from '../../../src/connections/powershell/generated/scripts.ts';
import {evaluate} from '../../support/powershell/evaluate.ts';
import {hostPart} from '../../support/powershell/host.ts';

const {describe, test} = hostPart;

describe('a key that opens, and whose container then refuses what it is asked', () => {
  test('is a key of which nothing is known, and fails nothing besides', async () => {
    const [told] = await evaluate([
      `Set-StrictMode -Version 3
      ${SCRIPTS.store}
      $key = New-Object System.Security.Cryptography.RSACryptoServiceProvider
      $refuses = $false
      try { $null = $key.CspKeyContainerInfo.Exportable } catch { $refuses = $true }
      $facts = Get-CscertKeyFacts -Certificate ([pscustomobject]@{PrivateKey = $key})
      $refuses
      foreach ($name in @('provider', 'providerType', 'keySpec', 'exportable', 'container')) { $facts[$name] -eq $null }`,
    ]);
    expect(told).toBe('True|True|True|True|True|True');
  });
});
