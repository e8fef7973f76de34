import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {VALID} from '../config/load-text.ts';
import {cscert, temporaryFolder} from '../support/program.ts';

const cwd = temporaryFolder();
const validate = (...argv: readonly string[]) => cscert(['validate', ...argv], {cwd});

beforeAll(() => {
  mkdirSync(join(cwd, 'one'));
  writeFileSync(join(cwd, 'one', 'cscert.yaml'), VALID);
  writeFileSync(join(cwd, 'broken.yaml'), 'deployment: 5\n');
});

describe('validate', () => {
  test('takes a configuration as its argument, which is what one types first', async () => {
    const named = await validate('one');
    expect(named).toMatchObject({code: 0, stderr: ''});
    expect(named).toEqual(await validate('--config', 'one'));
  });

  test('takes several, with those of --config before them, as one configuration', async () => {
    const {code, stderr} = await validate('one', 'broken.yaml');
    expect(code).toBe(1);
    expect(stderr).toBe((await validate('--config', 'one', '--config', 'broken.yaml')).stderr);
    expect(stderr).toBe((await validate('--config', 'one', 'broken.yaml')).stderr);
    expect(stderr).toContain('broken.yaml:1:13');
  });

  test('says what is not there by the name that was given', async () => {
    const {code, stderr} = await validate('two');
    expect(code).toBe(1);
    expect(stderr).toContain(
      'There is no file or folder "two".\nhelp: check the path given to the command or to --config\n',
    );
  });
});
