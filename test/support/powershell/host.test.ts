import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect} from '@jest/globals';
import {spawnProgram} from '../spawn.ts';
import {hostPart, testHost} from './host.ts';
import {argumentsFor, type PowerShellResult, type PowerShellRun, runPowerShell} from './run-powershell.ts';

const {describe, test} = hostPart;

describe('the host of the PowerShell engine', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cscert-engine-'));
  });
  afterAll(() => rmSync(folder, {recursive: true, force: true}));

  const run = (one: PowerShellRun): Promise<PowerShellResult> =>
    runPowerShell({executable: testHost().executable, ...one});
  const command = (text: string): Promise<PowerShellResult> =>
    run({
      args: ['-NoProfile', '-NonInteractive', '-InputFormat', 'None', '-OutputFormat', 'Text', '-Command', text],
    });

  test('leaves standard input to the script, line by line while it runs', async () => {
    const script =
      "while (($line = [Console]::In.ReadLine()) -ne $null) { [Console]::Out.WriteLine($line.ToUpperInvariant()) }; 'done'";
    const result = await run({script, stdin: 'hello\nü\n'});
    expect(result).toEqual({stdout: 'HELLO\r\nÜ\r\ndone\r\n', stderr: '', code: 0});
  });

  test('takes standard input away from the script where -InputFormat None is missing', async () => {
    const args = argumentsFor('"[$($input)]"; [Console]::In.ReadLine() -eq $null').filter(
      one => !/^-InputFormat|None$/.test(one),
    );
    expect(await run({args, stdin: 'hello\n'})).toMatchObject({stdout: '[hello]\r\nTrue\r\n', code: 0});
  });

  test('sends errors to standard error and everything else to standard output', async () => {
    const text = `
      function Say { [CmdletBinding()] param()
        $PSCmdlet.WriteWarning('warned'); $PSCmdlet.WriteVerbose('told'); $PSCmdlet.WriteObject('given')
        $PSCmdlet.WriteProgress((New-Object Management.Automation.ProgressRecord 1, 'a', 'b'))
        $PSCmdlet.WriteError((New-Object Management.Automation.ErrorRecord (New-Object Exception 'wrong'), 'Id', 'InvalidData', $null)) }
      $Host.UI.WriteLine('host'); Say -Verbose; 'after'`;
    const {stdout, stderr, code} = await command(text);
    expect(stdout.split('\r\n')).toEqual(['host', 'WARNING: warned', 'VERBOSE: told', 'given', 'after', '']);
    expect(stderr).toMatch(/^Say : wrong\r\n.*FullyQualifiedErrorId : Id,Say\r\n/s);
    expect(code).toBe(0);
  });

  test.each([
    ['exit N', 'exit 7', 7],
    ['a script that went well', '1', 0],
    ['an error that ends the script', "throw 'no'", 1],
    ['an error of the last statement', '1; Get-Nothing', 1],
    ['an error before the last statement', 'Get-Nothing; 1', 0],
    ['a syntax error', 'if (', 1],
    ['exit inside of a function', 'function F { exit 3 }; F; 1', 3],
  ])('ends after %s as powershell.exe does', async (_title, text, code) => {
    expect((await command(text)).code).toBe(code);
  });

  test('says on standard error which error ended the script', async () => {
    const {stdout, stderr} = await command("throw 'no such thing'");
    expect({stdout, stderr}).toMatchObject({stdout: '', stderr: expect.stringContaining('no such thing')});
  });

  test('runs a file with arguments', async () => {
    const file = join(folder, "it's.ps1");
    writeFileSync(file, 'param($First, $Second) "$First/$Second"; exit 4');
    const args = ['-NoProfile', '-InputFormat', 'None', '-File', file, 'a b', '-Second', "c'd"];
    expect(await run({args})).toEqual({stdout: "a b/c'd\r\n", stderr: '', code: 4});
  });

  test('fails when a file cannot be parsed', async () => {
    const file = join(folder, 'bad.ps1');
    writeFileSync(file, 'if (');
    expect((await run({args: ['-InputFormat', 'None', '-File', file]})).code).toBe(1);
  });

  test('answers no question', async () => {
    const {stderr, code} = await command("$ErrorActionPreference = 'Stop'; $Host.UI.ReadLine()");
    expect({stderr, code}).toEqual({stderr: expect.stringContaining('NonInteractive mode'), code: 1});
  });

  test('writes CLIXML to standard error for an encoded command without -OutputFormat', async () => {
    const script =
      "$Host.UI.WriteErrorLine('wrong'); $Host.UI.WriteProgress(1, (New-Object Management.Automation.ProgressRecord 1, 'Preparing', 'x'))";
    const args = argumentsFor(script).filter(one => !/^-OutputFormat|Text$/.test(one));
    const {stderr} = await run({args});
    expect(stderr).toMatch(
      /^#< CLIXML\r\n<Objs .*<S S="Error">wrong_x000D__x000A_<\/S>.*<Obj S="progress".*Preparing/s,
    );
  });

  test.each([
    [['-NoSuchThing']],
    [['-OutputFormat', 'XML', '-Command', '1']],
    [['-EncodedCommand', 'no base64!']],
    [['-NoProfile']],
    [['-File', '/no/such/file.ps1']],
  ])('refuses a command line that it does not know whole: %j', async args => {
    expect(await run({args})).toMatchObject({stdout: '', code: 64});
  });

  test('runs in the culture of the environment', async () => {
    const {stdout} = await run({
      script: '"$([Globalization.CultureInfo]::CurrentCulture.Name) $((1.5).ToString())"',
      environment: {LC_ALL: 'de_DE.UTF-8'},
    });
    expect(stdout).toBe('de-DE 1,5\r\n');
  });

  test('speaks the code page that it is told, in and out', async () => {
    const script = '$line = [Console]::In.ReadLine(); if ($line -ceq [char]0xfc) { [Console]::Out.WriteLine($line) }';
    const args = [testHost().executable, ...argumentsFor(script)].map(one => `'${one}'`).join(' ');
    // \u00fc in code page 850, there and back.
    const {stdout} = await spawnProgram('/bin/sh', ['-c', `printf '\\201\\n' | ${args} | od -An -tx1`], {
      cwd: folder,
      environment: {CSCERT_TEST_CODE_PAGE: '850'},
    });
    expect(stdout.trim()).toBe('81 0d 0a');
  });

  test('imports the contract module where a pretended world is named, and finds the modules beside it', async () => {
    const module = join(folder, 'Contract');
    const write = (path: string, text: string): void => writeFileSync(join(folder, path), text);
    for (const name of ['Contract', 'Contract/Modules', 'Contract/Modules/Lync']) mkdirSync(join(folder, name));
    write(
      'Contract/Contract.psm1',
      "function Get-Double { [Alias('Get-Real')] param() 'double' }; Export-ModuleMember -Function * -Alias *",
    );
    write('Contract/Modules/Lync/Lync.psm1', "function Get-CsThing { 'thing' }");
    const environment = {CSCERT_CONTRACT_ROOT: folder, CSCERT_CONTRACT_MODULE: module};
    const script = "function Get-Real { 'real' }; Import-Module Lync; Get-Real; Get-CsThing";
    expect(await run({script, environment})).toEqual({stdout: 'double\r\nthing\r\n', stderr: '', code: 0});
  });

  test('fails where the contract module is missing', async () => {
    const environment = {CSCERT_CONTRACT_ROOT: folder, CSCERT_CONTRACT_MODULE: join(folder, 'missing')};
    const {stdout, stderr, code} = await run({script: "'ran'", environment});
    expect({stdout, stderr, code}).toEqual({stdout: '', stderr: expect.stringContaining('missing'), code: 1});
  });
});
