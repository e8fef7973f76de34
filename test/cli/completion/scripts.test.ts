/**
 * The scripts, in real shells. The program that they call is a stand-in: it writes down the words that it is given and
 * gives a prepared answer. That the real one answers as it should is shown in candidates.test.ts.
 */
import {spawnSync} from 'node:child_process';
import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import {INSTALLATION, SHELLS} from '../../../src/cli/completion/shells.ts';
import {cscert, mustRun, temporaryFolder} from '../../support/program.ts';
import {realPart} from '../../support/real-parts.ts';

const folder = temporaryFolder();
const path = (name: string): string => join(folder, name);

const STAND_IN = `#!/bin/sh
printf '%s\\n' "$@" > "${path('words')}"
cat "${path('answer')}"
echo 'this must never be seen' >&2
`;

beforeAll(async () => {
  mkdirSync(path('bin'));
  mkdirSync(path('some folder'));
  writeFileSync(path('bin/cscert'), STAND_IN, {mode: 0o755});
  writeFileSync(path('some plan.json'), '');
  for (const shell of SHELLS) writeFileSync(path(`script.${shell}`), (await mustRun(['completion', shell], {})).stdout);
});

beforeEach(() => rmSync(path('words'), {force: true}));

const answerWith = (...lines: readonly string[]): void =>
  writeFileSync(path('answer'), lines.map(line => `${line}\n`).join(''));

/** The words that the script asked with. */
function askedWith(): readonly string[] {
  const [first, second, ...words] = readFileSync(path('words'), 'utf8').split('\n').slice(0, -1);
  expect([first, second]).toEqual(['__complete', '--']);
  return words;
}

/** What the real program answers to the words that the script asked with. */
const toldByProgram = async (): Promise<string> =>
  (await mustRun(['__complete', '--', ...askedWith()], {cwd: folder})).stdout;

const hasShell = (name: string): boolean => spawnSync(name, ['-c', 'exit 0']).status === 0;

function run(shell: string, code: string): readonly string[] {
  const {status, stdout, stderr} = spawnSync(shell, ['-c', code], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 20_000,
    env: {...process.env, HOME: folder, PATH: `${path('bin')}:${process.env['PATH']}`},
  });
  expect({status, stderr}).toEqual({status: 0, stderr: ''});
  return stdout.split('\n').slice(0, -1);
}

const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

const bash = realPart('bash', hasShell('bash'));

bash.describe('the script for bash', () => {
  /** The pieces as bash cuts them: also at dividers, which are pieces themselves. */
  function reply(line: string): readonly string[] {
    const pieces = line.match(/[=:@]|"[^"]*"?|[^\s=:@"]+/g) ?? [];
    const words = line.endsWith(' ') ? [...pieces, ''] : pieces;
    return run(
      'bash',
      `source script.bash
COMP_LINE=${quote(line)} COMP_POINT=${line.length} COMP_WORDS=(${words.map(quote).join(' ')}) COMP_CWORD=${words.length - 1}
_cscert cscert
((\${#COMPREPLY[@]})) && printf '%s\\n' "\${COMPREPLY[@]}"; true`,
    );
  }

  it('is registered for cscert', () => {
    expect(run('bash', 'source script.bash; complete -p cscert')).toEqual(['complete -F _cscert cscert']);
  });

  it('offers what the program answers, without the descriptions', () => {
    answerWith('plan\tshow what apply would do', 'apply\tdo it');
    expect(reply('cscert pl')).toEqual(['plan', 'apply']);
    expect(askedWith()).toEqual(['pl']);
  });

  it('hands over an empty word behind a blank', () => {
    answerWith('--only');
    expect(reply('cscert plan --json ')).toEqual(['--only']);
    expect(askedWith()).toEqual(['plan', '--json', '']);
  });

  it('joins what it cuts at = and gives back only what bash will replace', () => {
    answerWith('--only=fe01.contoso.com\tserver');
    expect(reply('cscert plan --only=fe')).toEqual(['fe01.contoso.com']);
    expect(askedWith()).toEqual(['plan', '--only=fe']);
    expect(reply('cscert plan --only=')).toEqual(['fe01.contoso.com']);
    expect(askedWith()).toEqual(['plan', '--only=']);
  });

  it('joins what it cuts at @, which bash replaces with what follows', () => {
    answerWith('pool.contoso.com/external@edge01');
    expect(reply('cscert request pool.contoso.com/external@ed')).toEqual(['@edge01']);
    expect(askedWith()).toEqual(['request', 'pool.contoso.com/external@ed']);
  });

  it('joins the drive of a path in the middle of a line', async () => {
    answerWith('plan');
    expect(reply('cscert -C C:/lab --json p')).toEqual(['plan']);
    expect(askedWith()).toEqual(['-C', 'C:/lab', '--json', 'p']);
    expect(await toldByProgram()).toContain('plan\tshow what apply would do, and why\n');
  });

  it('hands over words without their quotes', async () => {
    answerWith('plan');
    expect(reply('cscert -C "some folder" p')).toEqual(['plan']);
    expect(askedWith()).toEqual(['-C', 'some folder', 'p']);
    expect(await toldByProgram()).toContain('plan\tshow what apply would do, and why\n');
  });

  it('finds files and folders by itself', () => {
    answerWith(':files');
    expect(reply('cscert show some')).toEqual(expect.arrayContaining(['some plan.json', 'some folder']));
    expect(reply('cscert plan --out=some')).toEqual(expect.arrayContaining(['some plan.json']));
    answerWith(':folders');
    expect(reply('cscert plan -C some')).toEqual(['some folder']);
  });

  it('offers nothing when the program has no answer or is not there', () => {
    answerWith();
    expect(reply('cscert explain x')).toEqual([]);
    expect(
      run('bash', `source script.bash; COMP_WORDS=(no-such-cscert p) COMP_CWORD=1; _cscert no-such-cscert`),
    ).toEqual([]);
  });
});

const zsh = realPart('zsh', hasShell('zsh'));

zsh.describe('the script for zsh', () => {
  /** What the script tells the completion system, whose functions are stand-ins here. */
  const told = (words: readonly string[]): readonly string[] =>
    run(
      'zsh',
      `compdef() { }
source ./script.zsh
_describe() { print -rl -- "\${(@P)4}"; }
_files() { print -r -- "files $*"; }
compset() { }
words=(${words.map(quote).join(' ')}); CURRENT=${words.length}
_cscert; true`,
    );

  it('is registered for cscert', () => {
    expect(run('zsh', 'compdef() { print -r -- "$@" }; source ./script.zsh')).toEqual(['_cscert cscert']);
  });

  it('offers what the program answers, each with its description', () => {
    answerWith('plan\tshow: what apply would do', 'a:b\tx');
    expect(told(['cscert', '-C', "'some folder'", 'p'])).toEqual(['plan:show: what apply would do', 'a\\:b:x']);
    expect(askedWith()).toEqual(['-C', 'some folder', 'p']);
  });

  it('hands over an empty word behind a blank', () => {
    answerWith('plan\tx');
    expect(told(['cscert', ''])).toEqual(['plan:x']);
    expect(askedWith()).toEqual(['']);
  });

  it('leaves files and folders to the shell', () => {
    answerWith('global/oauth\tOAuthTokenIssuer', ':files');
    expect(told(['cscert', 'show-certificate', ''])).toEqual(['global/oauth:OAuthTokenIssuer', 'files ']);
    answerWith(':folders');
    expect(told(['cscert', '-C', ''])).toEqual(['files -/']);
  });

  it('offers nothing when the program has no answer', () => {
    answerWith();
    expect(told(['cscert', 'x'])).toEqual([]);
  });
});

const fish = realPart('fish', hasShell('fish'));

fish.describe('the script for fish', () => {
  const offered = (line: string): readonly string[] =>
    run('fish', `source script.fish; complete -C ${quote(line)}`).map(one => one.trimEnd());

  it('offers what the program answers, each with its description', () => {
    answerWith('plan\tshow what apply would do');
    expect(offered("cscert -C 'some folder' pl")).toEqual(['plan\tshow what apply would do']);
    expect(askedWith()).toEqual(['-C', 'some folder', 'pl']);
  });

  it('hands over an empty word behind a blank', () => {
    answerWith('apply\tdo it');
    expect(offered('cscert ')).toEqual(['apply\tdo it']);
    expect(askedWith()).toEqual(['']);
  });

  it('completes the value of an option in the same word', () => {
    answerWith('--only=fe01.contoso.com\tserver');
    expect(offered('cscert plan --only=fe')).toEqual(['--only=fe01.contoso.com\tserver']);
  });

  it('finds files and folders by itself', () => {
    answerWith(':files');
    expect(offered('cscert show some')).toEqual(expect.arrayContaining([expect.stringMatching(/^some plan\.json/)]));
    expect(offered('cscert plan --out=some').join('\n')).toMatch(/^--out=some plan\.json/m);
    answerWith(':folders');
    expect(offered('cscert plan -C some')).toEqual([expect.stringMatching(/^some folder/)]);
  });

  it('offers nothing when the program has no answer', () => {
    answerWith();
    expect(offered('cscert x')).toEqual([]);
  });
});

function hasPwsh(): boolean {
  return spawnSync('pwsh', ['-NoProfile', '-Command', 'exit 0']).status === 0;
}

// No package registry has PowerShell, so that a machine without it is no failure.
if (hasPwsh()) {
  describe('the script for PowerShell', () => {
    function offered(line: string): readonly string[] {
      const {stdout} = spawnSync(
        'pwsh',
        [
          '-NoProfile',
          '-Command',
          `Get-Content -Raw script.powershell | Invoke-Expression
([System.Management.Automation.CommandCompletion]::CompleteInput(${quote(line)}, ${line.length}, $null)).CompletionMatches |
  ForEach-Object { "$($_.CompletionText)|$($_.ToolTip)" }`,
        ],
        {cwd: folder, encoding: 'utf8', env: {...process.env, PATH: `${path('bin')}:${process.env['PATH']}`}},
      );
      return stdout.split(/\r?\n/).slice(0, -1);
    }

    it('offers what the program answers, each with its description', () => {
      answerWith('plan\tshow what apply would do', 'apply');
      expect(offered('cscert -C x pl')).toEqual(['plan|show what apply would do', 'apply|apply']);
      expect(askedWith()).toEqual(['-C', 'x', 'pl']);
    });

    it('says the empty word behind a blank with --next', () => {
      answerWith('apply\tdo it');
      expect(offered('cscert plan ')).toEqual(['apply|do it']);
      expect(readFileSync(path('words'), 'utf8')).toBe('__complete\n--next\n--\nplan\n');
    });
  });
}

describe('completion', () => {
  it('says how to install it for every shell', async () => {
    const {stdout} = await cscert(['completion', '--help']);
    for (const shell of SHELLS) expect(stdout).toMatch(new RegExp(`^ {2}${shell} .*\\n?.*`, 'm'));
    for (const line of INSTALLATION) expect(stdout).toContain(line);
  });

  it('names the shells when asked for another one', async () => {
    const {code, stderr} = await cscert(['completion', 'tcsh']);
    expect(code).toBe(1);
    expect(stderr).toContain('Allowed choices are bash, zsh, fish, powershell.');
  });
});
