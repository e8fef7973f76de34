/** Each rule of the checker has a script here that breaks it, and nothing else. */
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll, beforeAll, expect} from '@jest/globals';
import {checkScripts, SCRIPT_RULES, type ScriptFinding} from './check-scripts.ts';
import {hostPart} from './host.ts';

interface Wrong {
  readonly rule: string;
  readonly text: string;
  /** `line:column`; where it begins when not given. */
  readonly at?: string;
  /** The name of the file, by which some rules make exceptions. */
  readonly file?: string;
}

const later = (text: string, at = '1:1'): Wrong => ({rule: 'later-syntax', text, at});

const WRONG: readonly Wrong[] = [
  {rule: 'syntax-error', text: 'if (', at: '1:5'},
  later('$x = $true ? 1 : 2', '1:6'),
  later('$x = $y ?? 1', '1:6'),
  later('$x ??= 1'),
  later('$x = (Own -Value 1)?.Length', '1:6'),
  later('$x = (Own -Value 1)?[0]', '1:6'),
  later('Get-CsCertificate && Get-CsCertificate'),
  later('Get-CsCertificate || Get-CsCertificate'),
  later('Get-CsCertificate &'),
  later('function F { clean { } }', '1:14'),
  later('using namespace System'),
  later('class C { }'),
  later('enum E { A }'),
  later("$x = [Guid]::new('a')", '1:6'),
  later('$x = [Guid]::NewGuid[int]()', '1:6'),
  later('Get-CsCertificate 6>$null', '1:19'),
  later('$x = 0b101', '1:6'),
  later('$x = 10u', '1:6'),
  later('$x = 10uskb', '1:6'),
  later('$x = "`e[0m"', '1:6'),
  later('$x = "`u{1F600}"', '1:6'),
  later('Get-CsCertificate\n  | Get-CsWindowsService', '2:3'),
  {rule: 'not-ascii', text: "$x = 'ü'", at: '1:6'},
  {rule: 'command-not-allowed', text: 'Get-Content'},
  {rule: 'command-not-allowed', text: 'certreq.exe'},
  {rule: 'command-not-allowed', text: '$x | % { 1 }', at: '1:6'},
  {rule: 'forbidden-command', text: 'Invoke-Expression'},
  {rule: 'forbidden-command', text: 'iex'},
  {rule: 'forbidden-command', text: 'Add-Type'},
  {rule: 'forbidden-command', text: 'Write-Host'},
  {rule: 'forbidden-command', text: 'Get-FileHash'},
  {rule: 'forbidden-command', text: 'New-TemporaryFile'},
  {rule: 'command-by-value', text: '& $x'},
  {rule: 'command-by-value', text: '. "$x"'},
  {rule: 'command-by-value', text: '& { 1 }'},
  {rule: 'parameter-not-allowed', text: 'ConvertTo-Json -InputObject $x -Depth 2 -Compress -AsArray', at: '1:51'},
  {rule: 'parameter-not-allowed', text: 'Get-CsCertificate -Ty Default', at: '1:19'},
  {rule: 'parameter-not-allowed', text: 'Own -Other 1', at: '1:5'},
  {rule: 'parameter-not-allowed', text: '$p = @{ Report = 1 }\nGet-CsCertificate @p', at: '1:9'},
  {rule: 'parameter-not-allowed', text: '$p = @{ }\n$p.Report = 1\nGet-CsCertificate @p', at: '2:1'},
  {rule: 'parameter-not-allowed', text: "$p = @{ }\n$p['Report'] = 1\nGet-CsCertificate @p", at: '2:1'},
  {rule: 'parameter-missing', text: 'ConvertTo-Json -InputObject $x -Compress'},
  {rule: 'parameter-missing', text: 'Import-Module -Name Lync'},
  {rule: 'unnamed-argument', text: 'Get-CsCertificate Default', at: '1:19'},
  {rule: 'unnamed-argument', text: 'Own 1', at: '1:5'},
  {rule: 'unnamed-argument', text: 'New-Object byte[] 1 2', at: '1:21'},
  {rule: 'expanded-argument', text: 'Get-CsCertificate -Type "$x"', at: '1:25'},
  {rule: 'expanded-argument', text: 'Own -Value @(1, "a$x")', at: '1:17'},
  {rule: 'splat-unknown', text: 'param($p)\nGet-CsCertificate @p', at: '2:19'},
  {rule: 'splat-unknown', text: '$p = Own -Value 1\nGet-CsCertificate @p', at: '2:19'},
  {rule: 'script-block', text: '$x = [ScriptBlock]::Create($y)', at: '1:6'},
  {rule: 'built-code', text: '$x = [ScriptBlock]::Create("a$y")', at: '1:28', file: 'frame.ps1'},
  {rule: 'built-code', text: "$x = [ScriptBlock]::Create([string]('a' + $y))", at: '1:28', file: 'frame.ps1'},
  {rule: 'built-code', text: "$x = [ScriptBlock]::Create($y.Replace('a', 'b'))", at: '1:28', file: 'frame.ps1'},
  {rule: 'type-not-allowed', text: '$x = [Net.WebClient]', at: '1:6'},
  {rule: 'type-not-allowed', text: '$x = [System.Collections.Generic.List[string]]$y', at: '1:6'},
  {rule: 'type-not-allowed', text: 'New-Object Net.WebClient'},
  {rule: 'type-not-allowed', text: 'New-Object -TypeName $y'},
  {rule: 'type-not-allowed', text: '[CmdletBinding()] param()'},
  {rule: 'type-elsewhere', text: "New-Object Security.Cryptography.X509Certificates.X509Store 'My'"},
  {rule: 'type-elsewhere', text: '$x = [System.Security.Cryptography.X509Certificates.X509Certificate2]$y', at: '1:6'},
  {rule: 'type-elsewhere', text: "$x = [Diagnostics.Process]::Start('a')", at: '1:6'},
  {rule: 'type-elsewhere', text: '$x = [Environment]::OSVersion', at: '1:6'},
  {rule: 'member-not-allowed', text: "$x = [IO.File]::ReadAllLines('a')", at: '1:6'},
  {rule: 'member-not-allowed', text: '$x = [IO.File]::$y', at: '1:6'},
  {rule: 'forbidden-member', text: '$x.ForEach({ 1 })'},
  {rule: 'forbidden-member', text: '$x.Where({ 1 })'},
  {rule: 'forbidden-member', text: '$x.ExpandString($y)'},
  {rule: 'forbidden-member', text: "$x.GetMethod('a')"},
  {rule: 'later-overload', text: "$x.Split('ab')"},
  {rule: 'later-overload', text: "$x.Replace('a', 'b', 'Ordinal')"},
  {rule: 'later-overload', text: "[IO.File]::Move('a', 'b', $true)"},
  {rule: 'drive-variable', text: '$x = $env:PATH', at: '1:6'},
  {rule: 'global-variable', text: '$global:Other = 1'},
  {rule: 'forbidden-variable', text: '$x = $IsWindows', at: '1:6'},
  {rule: 'forbidden-variable', text: '$x = @($input)', at: '1:8'},
  {rule: 'mode', text: "$x = 1\n$ErrorActionPreference = 'Stop'", file: 'serve.ps1', at: '1:1'},
  {rule: 'mode', text: "$ErrorActionPreference = 'Stop'\nSet-StrictMode -Version 2", file: 'serve.ps1'},
  {rule: 'mode', text: "$ErrorActionPreference = 'Continue'\n$x = 1", file: 'bootstrap.ps1'},
  {rule: 'mode', text: "$ErrorActionPreference = 'SilentlyContinue'"},
  {rule: 'mode', text: 'Set-StrictMode -Version 1'},
  {rule: 'secret-to-command', text: 'Get-CsCertificate -Identity $Secrets.password', at: '1:29'},
  {rule: 'secret-to-command', text: 'ConvertTo-Json -InputObject @{ a = $Password } -Depth 2 -Compress', at: '1:36'},
  {
    rule: 'too-many-functions',
    text: Array.from({length: 13}, (_, index) => `function F${index} { }`).join('\n'),
    at: '13:1',
    file: 'store.ps1',
  },
];

/** Everything that scripts do, as they should. */
const RIGHT = `
param($Ask, $Secrets)
Import-Module -Name ([string]$global:CscertHello.module) -DisableNameChecking -ErrorAction Stop
$parameters = @{ Type = [string]$Ask.usage; Confirm = $false }
if ($Ask.global -eq $true) { $parameters.Identity = 'global' }
Set-CsCertificate @parameters 3>$null 4>$null
$list = @{ a = 1 }
foreach ($one in @($Ask.list)) { $list[[string]$one] = Own -Value ([string]$one) }
try { [IO.File]::Delete([IO.Path]::Combine('a', 'b')) } catch [IO.IOException] { throw ('{0} is "in use"' -f $list) }
Own -Value ([string]$Secrets.password)
$bytes = New-Object byte[] 20
$words = $list.Split(' ').Replace('ab', 'c')
[IO.File]::Move('a', 'b')
return @{ json = ConvertTo-Json -InputObject $list -Depth 3 -Compress; text = "a$list"; size = 2kb; big = 10l; hex = 0xFF }
`;

const OWN = 'function Own { param([string]$Value) return $Value }';

const {describe, test} = hostPart;

describe('the checker of scripts', () => {
  let folder: string;
  let found: readonly ScriptFinding[] = [];
  const pathOf = (name: string | number, file = 'verb.ps1'): string => join(folder, String(name), file);
  const write = (path: string, text: string): string => {
    mkdirSync(dirname(path));
    writeFileSync(path, text);
    return path;
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cscert-check-'));
    const wrong = WRONG.map(({text, file}, index) => write(pathOf(index, file), text));
    found = await checkScripts([...wrong, write(pathOf('right'), RIGHT), write(pathOf('own'), OWN)]);
  });
  afterAll(() => rmSync(folder, {recursive: true, force: true}));

  const foundIn = (path: string): readonly ScriptFinding[] => found.filter(({file}) => file === path);

  for (const [index, {rule, text, at, file}] of WRONG.entries())
    test(`finds ${rule} in ${file === undefined ? '' : `${file}: `}${text.slice(0, 60).replaceAll('\n', '; ')}`, () => {
      const seen = foundIn(pathOf(index, file)).map(one => `${one.rule} ${one.line}:${one.column}`);
      expect(seen).toEqual([`${rule} ${at ?? '1:1'}`]);
    });

  test('finds nothing in a script that holds to the rules', () => {
    expect([...foundIn(pathOf('right')), ...foundIn(pathOf('own'))]).toEqual([]);
  });

  test('gives the reason of a rule with each finding', () => {
    const rules = JSON.parse(readFileSync(SCRIPT_RULES, 'utf8')) as {readonly rules: Readonly<Record<string, string>>};
    expect(found.map(({rule, reason}) => [rule, reason])).toEqual(found.map(({rule}) => [rule, rules.rules[rule]]));
    expect(Object.keys(rules.rules).toSorted()).toEqual([...new Set(WRONG.map(({rule}) => rule))].toSorted());
  });
});
