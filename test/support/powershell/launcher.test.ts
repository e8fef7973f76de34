import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect} from '@jest/globals';
import {hostPart, testHost} from './host.ts';
import {writeLauncher} from './launcher.ts';
import {runPowerShell} from './run-powershell.ts';

const {describe, test} = hostPart;

/** An engine that is told where the module is by nothing but its scripts, as a real pwsh is. */
const FOREIGN = '#!/bin/sh\nunset CSCERT_CONTRACT_ROOT\nexec "$TEST_ENGINE" "$@"\n';

describe("the launcher of another's engine", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cscert-launcher-'));
    mkdirSync(join(folder, "it's", 'Modules', 'Lync'), {recursive: true});
    writeFileSync(join(folder, "it's", "it's.psm1"), "function Get-Double { 'double' }");
    writeFileSync(join(folder, "it's", 'Modules', 'Lync', 'Lync.psm1'), "function Get-CsThing { 'thing' }");
    writeFileSync(join(folder, 'pwsh'), FOREIGN, {mode: 0o755});
  });
  afterAll(() => rmSync(folder, {recursive: true, force: true}));

  const launch = (script: string, world: Readonly<Record<string, string>>): ReturnType<typeof runPowerShell> => {
    const {executable} = writeLauncher({
      engine: join(folder, 'pwsh'),
      contractModule: join(folder, "it's"),
      isForeign: true,
    });
    return runPowerShell({script, executable, environment: {TEST_ENGINE: testHost().executable, ...world}});
  };

  test('imports the contract module before the script where a pretended world is named', async () => {
    const given = await launch('Import-Module Lync; Get-Double; Get-CsThing; exit 3', {CSCERT_CONTRACT_ROOT: folder});
    expect(given).toEqual({stdout: 'double\r\nthing\r\n', stderr: '', code: 3});
  });

  test('leaves the script alone where none is named', async () => {
    const given = await launch('[bool](Get-Command Get-Double -ErrorAction Ignore)', {});
    expect(given).toEqual({stdout: 'False\r\n', stderr: '', code: 0});
  });
});
