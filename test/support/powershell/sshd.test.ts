import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect} from '@jest/globals';
import {spawnProgram} from '../spawn.ts';
import {hostPart, testHost} from './host.ts';
import {argumentsFor, runPowerShell} from './run-powershell.ts';
import {type Sshd, sshdPart, startSshd} from './sshd.ts';

const {test} = sshdPart;
const {describe} = hostPart;

describe('a real OpenSSH server', () => {
  let root: string;
  let sshd: Sshd;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'cscert-sshd-'));
    mkdirSync(join(root, 'world', 'fe01.contoso.com'), {recursive: true});
    mkdirSync(join(root, 'world', 'fe02.contoso.com'));
    mkdirSync(join(root, 'world', 'fe03.contoso.com'));
    mkdirSync(join(root, 'module'));
    // Stands for the contract module, which has its own tests.
    writeFileSync(join(root, 'module', 'module.psm1'), 'function Get-WhoAmI { $env:CSCERT_CONTRACT_SERVER }');
    const contract = {
      CSCERT_CONTRACT_ROOT: join(root, 'world'),
      CSCERT_CONTRACT_MODULE: join(root, 'module', 'module.psm1'),
    };
    sshd = await startSshd({folder: join(root, 'sshd'), engine: testHost(), environment: contract});
  });
  afterAll(async () => {
    await sshd?.stop();
    rmSync(root, {recursive: true, force: true});
  });

  const environment = (): Readonly<Record<string, string>> => ({
    ...sshd.environment,
    CSCERT_CONTRACT_ROOT: join(root, 'world'),
    CSCERT_CONTRACT_MODULE: join(root, 'module', 'module.psm1'),
  });

  test('finds powershell.exe on the PATH of a session', async () => {
    const identity = ['-i', sshd.key, '-o', `UserKnownHostsFile=${sshd.knownHosts}`, '-o', 'StrictHostKeyChecking=yes'];
    const command = ['powershell.exe', ...argumentsFor('[Console]::Out.WriteLine("home $HOME"); exit 5')].join(' ');
    const argv = ['-F', 'none', ...identity, '-p', String(sshd.port), `${sshd.user}@127.0.0.1`, command];
    const {stdout, code} = await spawnProgram('ssh', argv, {cwd: root});
    expect({stdout, code}).toEqual({stdout: `home ${join(root, 'sshd', 'home')}\r\n`, code: 5});
  });

  test('carries PowerShell remoting for a session by computer name, objects in and out', async () => {
    const script = `
      $ErrorActionPreference = 'Stop'
      $session = New-PSSession -ComputerName fe01.contoso.com -UseSSL -Port 5986 -Authentication Kerberos
      $other = New-PSSession -ComputerName fe02.contoso.com
      $answer = Invoke-Command -Session $session -ArgumentList @{text = 'ü'; list = @(1)} -ScriptBlock {
        param($Given) [pscustomobject]@{who = Get-WhoAmI; text = $Given.text; json = ConvertTo-Json -Compress $Given.list; file = New-Object Uri 'http://a/' }
      }
      [Console]::Out.WriteLine(($answer.who, $answer.text, $answer.json, $answer.file.GetType().Name) -join ' ')
      [Console]::Out.WriteLine((Invoke-Command -Session $other -ScriptBlock { Get-WhoAmI }))
      Remove-PSSession $session, $other`;
    expect(await runPowerShell({executable: testHost().executable, script, environment: environment()})).toEqual({
      stdout: 'fe01.contoso.com ü [1] Uri\r\nfe02.contoso.com\r\n',
      stderr: '',
      code: 0,
    });
    const asked = readFileSync(join(root, 'world', 'remoting.log'), 'utf8')
      .split('\n')
      .find(line => line.includes('fe01'));
    expect(JSON.parse(asked ?? '')).toMatchObject({
      computer: 'fe01.contoso.com',
      port: 5986,
      useSsl: true,
      authentication: 'Kerberos',
    });
  });

  test('is not asked for a computer that is not there, which is told as WinRM would', async () => {
    const script = `
      try { New-PSSession -ComputerName no.contoso.com -ErrorAction Stop }
      catch { [Console]::Out.WriteLine(('{0} {1} {2}' -f $_.FullyQualifiedErrorId, $_.Exception.GetType().Name, $_.Exception.ErrorCode)) }`;
    const {stdout} = await runPowerShell({executable: testHost().executable, script, environment: environment()});
    expect(stdout).toBe('ComputerNotFound,PSSessionOpenFailed PSRemotingTransportException -2144108103\r\n');
  });

  test('is not asked when a fault of the server says how connecting fails', async () => {
    const fault = {remoting: {id: 'AccessDenied', code: 5, message: 'Access is denied.'}};
    writeFileSync(join(root, 'world', 'fe03.contoso.com', 'faults.json'), JSON.stringify(fault));
    const script =
      'New-PSSession -ComputerName fe03.contoso.com -ErrorAction SilentlyContinue; $Error[0].Exception.Message';
    const {stdout} = await runPowerShell({executable: testHost().executable, script, environment: environment()});
    expect(stdout.replaceAll('\r\n', ' ').trim()).toBe(
      '[fe03.contoso.com] Connecting to remote server fe03.contoso.com failed with the following error message : Access is denied. For more information, see the about_Remote_Troubleshooting Help topic.',
    );
  });
});
