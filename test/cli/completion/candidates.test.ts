import {beforeAll, describe, expect, it} from '@jest/globals';
import type {Command} from 'commander';
import {commandsOf} from '../../../src/cli/completion/command-line.ts';
import {buildProgram} from '../../../src/cli/program.ts';
import {fakeHost} from '../../support/fake-host.ts';
import {MemoryFiles} from '../../support/memory-files.ts';
import {cscert} from '../../support/program.ts';

const CONFIG = `deployment: {name: lab, product: lync2013, sipDomains: [contoso.com]}
authorities: {lab: {type: local, folder: ca}}
connections: {lab: {type: directory, folder: servers}}
defaults: {authority: lab, connection: lab, subject: {organization: Contoso, country: US}}
pools:
  fepool01.contoso.com:
    role: frontEnd
    servers: [fe01.contoso.com, fe02.contoso.com]
    webServices: {external: webext.contoso.com}
  se01.contoso.com: {role: standardEdition, webServices: {external: sewebext.contoso.com}}
`;
const ADDRESSES = [
  'global/oauth',
  'fepool01.contoso.com/fe01.contoso.com/default',
  'fepool01.contoso.com/fe02.contoso.com/default',
  'se01.contoso.com/se01.contoso.com/default',
];
const PLACES = ['fepool01.contoso.com', 'se01.contoso.com', 'fe01.contoso.com', 'fe02.contoso.com'];

const files = new MemoryFiles();

beforeAll(async () => {
  for (const folder of ['/repo', '/elsewhere', '/broken']) await files.makeFolder(folder);
  await files.write('/repo/cscert.yaml', CONFIG, {mode: 0o644});
  await files.write('/elsewhere/other.yaml', CONFIG.replaceAll('fepool01', 'fepool09'), {mode: 0o644});
  await files.write('/broken/cscert.yaml', 'deployment: {nme: lab}\n', {mode: 0o644});
});

/** The lines of the answer to a command line, of which the last word is at the cursor. */
async function answer(...words: readonly string[]): Promise<readonly string[]> {
  const {code, stdout, stderr} = await cscert(['__complete', '--', ...words], {files});
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  return stdout.split('\n').slice(0, -1);
}

const textsOf = (lines: readonly string[]): readonly string[] => lines.map(line => line.split('\t')[0] ?? '');
const complete = async (...words: readonly string[]): Promise<readonly string[]> => textsOf(await answer(...words));

describe('the completion of commands', () => {
  it('offers those that --help shows, with what they do', async () => {
    const lines = await answer('');
    expect(lines).toContain('plan\tshow what apply would do, and why');
    expect(textsOf(lines)).toEqual(expect.arrayContaining(['init', 'status', 'completion', 'help']));
    expect(textsOf(lines)).not.toContain('__complete');
  });

  it('goes by what was typed', async () => {
    expect(await complete('pl')).toEqual(['plan']);
    expect(await complete('zz')).toEqual([]);
    expect(await complete('nonsense', '')).not.toContain('plan');
  });

  it('knows the commands below a command, and those that help explains', async () => {
    expect(await complete('ca', '')).toEqual(['create', 'list', 'approve', 'deny']);
    expect(await complete('ca', 'd')).toEqual(['deny']);
    expect(await complete('help', 'va')).toEqual(['validate']);
  });
});

describe('the completion of options', () => {
  it('is that of the command, and says what they mean', async () => {
    const lines = await answer('plan', '--d');
    expect(lines).toEqual([
      '--detailed-exitcode\texit with 2 when changes are pending, with 3 when only waiting remains',
    ]);
    expect(await complete('ca', 'deny', '--r')).toEqual(['--reason']);
    expect(await complete('--v')).toEqual(['--version']);
  });

  it('knows those of every command before its name too', async () => {
    expect(await complete('--c')).toEqual(['--config', '--chdir', '--color']);
    expect(await complete('--color', '')).toEqual(['auto', 'always', 'never']);
    expect(await complete('-C', '')).toEqual([':folders']);
    expect(await complete('-C', 'a', 'pl')).toEqual(['plan']);
    expect(await complete('--json', '--config=x', 'ca', 'd')).toEqual(['deny']);
    expect(await complete('-C', 'plan', 'help', 'va')).toEqual(['validate']);
    expect(await complete('-C', '/elsewhere', '--config', 'other.yaml', 'plan', '--only', 'fepool')).toContain(
      'fepool09.contoso.com',
    );
  });

  it('offers options by itself where nothing else can stand', async () => {
    expect(await complete('status', '')).toEqual(expect.arrayContaining(['--only', '--parallelism', '--help']));
    expect(await complete('explain', ADDRESSES[1] ?? '', '')).toContain('--config');
  });

  it('offers an option again only where it may be repeated', async () => {
    const left = await complete('plan', '--json', '--only', 'x', '--');
    expect(left).toContain('--only');
    expect(left).not.toContain('--json');
  });

  it('ends with `--`', async () => {
    expect(await complete('explain', '--', 'se01')).toEqual([ADDRESSES[3]]);
    expect(await complete('explain', '--', '--')).toEqual([]);
  });

  it.each(allCommands().map((path): [string, readonly string[]] => [path.join(' '), path]))(
    'of "%s" is all that its help shows',
    async (_, path) => {
      const {stdout} = await cscert([...path, '--help']);
      const shown = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, flag]) => flag);
      expect(shown.length).toBeGreaterThan(0);
      expect((await complete(...path, '-')).toSorted()).toEqual(shown.toSorted());
    },
  );
});

/** The names that lead to each command that people see. */
function allCommands(): readonly (readonly string[])[] {
  const below = (command: Command, path: readonly string[]): readonly (readonly string[])[] =>
    commandsOf(command)
      .filter(one => one.name() !== 'help')
      .flatMap(one => [[...path, one.name()], ...below(one, [...path, one.name()])]);
  return below(buildProgram({host: fakeHost(), exit: () => undefined}), []);
}

describe('the completion of values', () => {
  it.each([
    [
      ['plan', '--color', ''],
      ['auto', 'always', 'never'],
    ],
    [
      ['plan', '--color', 'a'],
      ['auto', 'always'],
    ],
    [
      ['plan', '--color=a'],
      ['--color=auto', '--color=always'],
    ],
    [
      ['schema', ''],
      ['config', 'plan', 'actual', 'event'],
    ],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish', 'powershell'],
    ],
    [
      ['init', '--product', 'sfb2'],
      ['sfb2015', 'sfb2019'],
    ],
    [['plan', '--parallelism', ''], []],
    [
      ['ca', 'approve', ''],
      ['--authority', '--config', '--chdir', '--color', '--json', '--log', '--log-level', '--help'],
    ],
  ])('%j are the choices', async (words, expected) => {
    expect(await complete(...words)).toEqual(expected);
  });

  it.each([
    [['show', ''], [':files']],
    [['apply', 'pl'], [':files']],
    [['plan', '--out', ''], [':files']],
    [['plan', '--out=pl'], [':files']],
    [['inspect', '--config', './'], [':files']],
    [['inspect', '-C', ''], [':folders']],
    [['inspect', '--chdir=s'], [':folders']],
  ])('%j are left to the shell', async (words, expected) => {
    expect(await complete(...words)).toEqual(expected);
  });
});

describe('the completion of addresses', () => {
  it.each(['explain', 'request'])('of %s offers every certificate with its usages', async command => {
    const lines = await answer(command, '');
    expect(textsOf(lines)).toEqual(ADDRESSES);
    expect(lines[1]).toBe(`${ADDRESSES[1]}\tDefault, WebServicesInternal, WebServicesExternal`);
  });

  it.each([
    ['plan', '--retry'],
    ['apply', '--assign'],
  ])('of %s %s offers every certificate', async (command, flag) => {
    expect(await complete(command, flag, '')).toEqual(ADDRESSES);
  });

  it('of show-certificate offers files as well', async () => {
    expect(await complete('show-certificate', 'se01')).toEqual([ADDRESSES[3], ':files']);
  });

  it.each(['--only', '--exclude'])('of %s offers pools and servers too, each once', async flag => {
    expect(await complete('plan', flag, '')).toEqual([...PLACES, ...ADDRESSES]);
    expect(await complete('plan', `${flag}=se01`)).toEqual([`${flag}=se01.contoso.com`, `${flag}=${ADDRESSES[3]}`]);
  });

  it('does not mind letter case', async () => {
    expect(await complete('explain', 'FEPool01.contoso.com/FE02')).toEqual([ADDRESSES[2]]);
  });

  it.each([
    ['-C', '/elsewhere', '--config', 'other.yaml'],
    ['--chdir', '/elsewhere', '--config', 'other.yaml'],
    ['--chdir=/elsewhere', '--config=other.yaml'],
    ['-C/elsewhere', '--config', '/elsewhere/other.yaml'],
  ])('is of the configuration that the line names: %j', async (...flags) => {
    expect(await complete('explain', ...flags, 'fepool')).toEqual([
      'fepool09.contoso.com/fe01.contoso.com/default',
      'fepool09.contoso.com/fe02.contoso.com/default',
    ]);
  });

  it.each([[['-C', '/broken']], [['-C', '/nowhere']], [['--config', '-']], [['--config', '/elsewhere/absent.yaml']]])(
    'offers none and says nothing when there is no valid configuration: %j',
    async flags => {
      const lines = await answer('explain', ...flags, 'f');
      expect(lines).toEqual([]);
    },
  );
});

it('says an empty last word with --next, for a shell that would drop it', async () => {
  const {stdout} = await cscert(['__complete', '--next', '--', 'schema'], {files});
  expect(textsOf(stdout.trim().split('\n'))).toEqual(['config', 'plan', 'actual', 'event']);
});

it('without any word offers the commands', async () => {
  const {stdout} = await cscert(['__complete', '--'], {files});
  expect(stdout).toContain('validate\t');
});
