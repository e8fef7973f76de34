import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {Command, type Option} from 'commander';
import {commandFirst} from '../../src/cli/command-first.ts';
import {addCommonFlags} from '../../src/cli/flags.ts';
import {buildProgram} from '../../src/cli/program.ts';
import {fakeHost} from '../support/fake-host.ts';
import {copyExample, cscert, temporaryFolder} from '../support/program.ts';

const PROGRAM = buildProgram({host: fakeHost(), exit: () => undefined});
const folder = temporaryFolder();

/** Every way to give it. */
function spellings({short, long, required}: Option): readonly string[] {
  const names = [short, long].filter(name => name !== undefined);
  return required ? [...names.map(name => `${name} value`), `${long}=value`] : names;
}

describe('flags of every command', () => {
  test.each([
    ['-C lab plan --out x', 'plan -C lab --out x'],
    ['--config=a --config b --json apply p1', 'apply --config=a --config b --json p1'],
    ['-Clab --color never ca list', 'ca list -Clab --color never'],
    ['--log-level debug plan', 'plan --log-level debug'],
    ['--log=run.log --log-level=trace ca list', 'ca list --log=run.log --log-level=trace'],
    ['plan -C lab', 'plan -C lab'],
    ['explain ca', 'explain ca'],
    ['--version', '--version'],
    ['-C', '-C'],
    ['-C lab aply', '-C lab aply'],
    ['--only x plan', '--only x plan'],
  ])('%s is understood as %s', (typed, understood) => {
    expect(commandFirst(typed.split(' '), PROGRAM).join(' ')).toBe(understood);
  });

  test.each(addCommonFlags(new Command()).options.flatMap(spellings))('%s, whatever it takes, goes behind it', flag => {
    const words = flag.split(' ');
    expect(commandFirst([...words, 'plan', '--out', 'x'], PROGRAM)).toEqual(['plan', ...words, '--out', 'x']);
  });

  test('may stand before the command', async () => {
    const lab = copyExample('lab', folder);
    mkdirSync(join(folder, 'elsewhere'));
    const {code, stdout} = await cscert(['-C', lab, 'validate'], {cwd: join(folder, 'elsewhere')});
    expect({code, stdout}).toEqual({code: 0, stdout: expect.stringContaining('The configuration is valid')});
  });
});
