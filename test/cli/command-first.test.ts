import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {commandFirst} from '../../src/cli/command-first.ts';
import {buildProgram} from '../../src/cli/program.ts';
import {fakeHost} from '../support/fake-host.ts';
import {copyExample, cscert, temporaryFolder} from '../support/program.ts';

const PROGRAM = buildProgram({host: fakeHost(), exit: () => undefined});
const folder = temporaryFolder();

describe('flags of every command', () => {
  test.each([
    ['-C lab plan --out x', 'plan -C lab --out x'],
    ['--config=a --config b --json apply p1', 'apply --config=a --config b --json p1'],
    ['-Clab --color never ca list', 'ca list -Clab --color never'],
    ['plan -C lab', 'plan -C lab'],
    ['explain ca', 'explain ca'],
    ['--version', '--version'],
    ['-C', '-C'],
    ['-C lab aply', '-C lab aply'],
    ['--only x plan', '--only x plan'],
  ])('%s is understood as %s', (typed, understood) => {
    expect(commandFirst(typed.split(' '), PROGRAM).join(' ')).toBe(understood);
  });

  test('may stand before the command', async () => {
    const lab = copyExample('lab', folder);
    mkdirSync(join(folder, 'elsewhere'));
    const {code, stdout} = await cscert(['-C', lab, 'validate'], {cwd: join(folder, 'elsewhere')});
    expect({code, stdout}).toEqual({code: 0, stdout: expect.stringContaining('The configuration is valid')});
  });
});
