import {cpSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {nextCommand} from '../../src/cli/next-command.ts';
import {copyExample, mustRun, temporaryFolder} from '../support/program.ts';

const folder = temporaryFolder();
/** Has the lab in the folder `a b`. */
const above = folder;

beforeAll(async () => {
  const lab = copyExample('lab', folder);
  await mustRun(['init'], {cwd: lab});
  cpSync(lab, join(above, 'a b'), {recursive: true});
});

/** The line that is ready to be pasted. */
async function nextOf(...argv: readonly string[]): Promise<string | undefined> {
  const {stdout} = await mustRun(argv, {cwd: above, isTTY: true});
  return /\n {4}(cscert .*)\n/.exec(stdout)?.[1];
}

test('quotes what a shell would take apart', () => {
  const selection = {only: ['fe*/**'], exclude: []};
  expect(nextCommand({selection}, {config: ['a b.yaml'], chdir: 'c'})).toBe(
    'cscert apply --only "fe*/**" --config "a b.yaml" -C c',
  );
});

describe('the next command does what was shown when it is pasted', () => {
  test('after -C, with a saved plan and without', async () => {
    expect(await nextOf('plan', '-C', 'a b')).toBe('cscert apply -C "a b"');
    expect(await nextOf('plan', '-C', 'a b', '--out', 'p.json')).toBe('cscert apply p.json -C "a b"');
    expect(await nextOf('init', '-C', 'a b')).toBe('cscert plan -C "a b"');
    expect(await nextOf('show', 'p.json', '-C', 'a b')).toBe('cscert apply p.json -C "a b"');
  });

  test('after init with a path that has a blank', async () => {
    expect(await nextOf('init', '--config', 'a b')).toBe('cscert plan --config "a b"');
  });

  test('after show, with the configuration of the plan or the one that is said', async () => {
    await mustRun(['plan', '--config', 'a b/cscert.yaml', '--out', 'pp.json'], {cwd: above});
    expect(await nextOf('show', 'pp.json')).toBe('cscert apply pp.json --config "a b/cscert.yaml"');
    expect(await nextOf('show', 'pp.json', '--config', 'c')).toBe('cscert apply pp.json --config c');
  });

  test.each(['$(halt)', 'a"; halt; "', '`halt`', '%PATH%', 'x \\', 'x\\', 'a \\b'])(
    'but a configuration of which a plan file says %s is not in it',
    async given => {
      await mustRun(['plan', '--config', 'a b', '--out', 'bad.json'], {cwd: above});
      const path = join(above, 'bad.json');
      const plan = JSON.parse(readFileSync(path, 'utf8'));
      writeFileSync(path, JSON.stringify({...plan, config: {...plan.config, given: [given]}}));
      expect(await nextOf('show', 'bad.json')).toBe('cscert apply bad.json');
    },
  );
});
