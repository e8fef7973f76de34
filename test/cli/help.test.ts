import {describe, expect, test} from '@jest/globals';
import {buildProgram} from '../../src/cli/program.ts';
import {fakeHost} from '../support/fake-host.ts';
import {expectGolden} from '../support/golden.ts';
import {cscert} from '../support/program.ts';

const PROGRAM = buildProgram({host: fakeHost(), exit: () => undefined});
/** What is hidden from help is for shells, not for people. */
const COMMANDS = PROGRAM.createHelp()
  .visibleCommands(PROGRAM)
  .map(command => command.name())
  .filter(name => name !== 'help');

describe('help', () => {
  test('without any argument shows what there is, and is no error', async () => {
    const {code, stdout, stderr} = await cscert([]);
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    expectGolden('help/cscert.txt', stdout);
    expect((await cscert(['--help'])).stdout).toBe(stdout);
  });

  test.each(COMMANDS)('of %s reads as it was read last', async name => {
    const {code, stdout, stderr} = await cscert([name, '--help']);
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    expectGolden(`help/${name}.txt`, stdout);
    expect((await cscert(['help', name])).stdout).toBe(stdout);
  });

  test('fits into 80 columns, but for the tables of exit codes and variables', async () => {
    for (const argv of [[], ...COMMANDS.map(name => [name])]) {
      const {stdout} = await cscert([...argv, '--help']);
      const [text = ''] = stdout.split('\nExit codes:');
      expect(text.split('\n').filter(line => line.length > 80)).toEqual([]);
    }
  });

  test('of a wide terminal uses its width', async () => {
    const {stdout} = await cscert(['apply', '--help'], {isTTY: true, columns: 200});
    expect(stdout.split('\n').some(line => line.length > 100)).toBe(true);
  });

  test('tells every exit code and every variable of the environment', async () => {
    const {stdout} = await cscert(['--help']);
    for (const word of ['0 ', '1 ', '2 ', '3 ', '130 ', '143 ', 'CSCERT_CONFIG', 'NO_COLOR', 'FORCE_COLOR', 'CI ']) {
      expect(stdout).toMatch(new RegExp(`^ {2}.*${word}`, 'm'));
    }
  });
});

test('--version prints one line', async () => {
  expect(await cscert(['--version'])).toMatchObject({code: 0, stdout: '0.1.0\n', stderr: ''});
});

describe('a mistake on the command line', () => {
  test.each([
    [
      ['plan', '--detailed-exitcod'],
      /^error: unknown option '--detailed-exitcod'\n\(Did you mean --detailed-exitcode\?\)\n/,
      'cscert plan --help',
    ],
    [['aply'], /^error: unknown command 'aply'\n\(Did you mean apply\?\)\n/, 'cscert --help'],
    [['show'], /^error: missing required argument 'plan'\n/, 'cscert show --help'],
    [['plan', 'extra'], /^error: too many arguments/, 'cscert plan --help'],
    [
      ['plan', '--color', 'blue'],
      /'blue' is invalid\. Allowed choices are auto, always, never\.\n/,
      'cscert plan --help',
    ],
    [['plan', '--parallelism', '0'], /Give a whole number from 1 to 500\.\n/, 'cscert plan --help'],
    [['plan', '--parallelism', '1e3'], /Give a whole number from 1 to 500\.\n/, 'cscert plan --help'],
    [['apply', '--lock-timeout', '5 minutes'], /Give a time such as 90s, 5m, 24h or 2d\.\n/, 'cscert apply --help'],
    [['apply', '--max-plan-age', '-1h'], /Give a time such as|argument missing/, 'cscert apply --help'],
    [['schema', 'yaml'], /Allowed choices are config, plan, actual, event\.\n/, 'cscert schema --help'],
  ])('%j is told in a line, with where to look, and never with the whole usage', async (argv, words, where) => {
    const {code, stdout, stderr} = await cscert(argv);
    expect({code, stdout}).toEqual({code: 1, stdout: ''});
    expect(stderr).toMatch(words);
    expect(stderr.endsWith(`See "${where}".\n`)).toBe(true);
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(3);
  });
});
