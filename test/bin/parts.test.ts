/** The built program with what V8 compiled ahead: it is used, and whatever it is not good for is done without it. */
import {cpSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {temporaryFolder} from '../support/program.ts';
import {spawnProgram} from '../support/spawn.ts';

const ROOT = join(__dirname, '..', '..');
const folder = temporaryFolder();
const lab = join(folder, 'lab');
const environment = {XDG_STATE_HOME: join(folder, 'state')};

/** What V8 said of the code that was compiled ahead, for each part that was loaded; null where there was none. */
type Told = Readonly<Record<string, boolean | null>>;

/** Runs a command as the launcher does, and listens to what the loader tells. */
async function run(
  argv: readonly string[],
  {home = ROOT, flags = []}: {home?: string; flags?: readonly string[]} = {},
) {
  const listener = `
    const {loadPart} = require(${JSON.stringify(join(home, 'bin', 'parts.cjs'))});
    const told = {};
    const tell = (file, {cachedDataRejected = null}) => { told[file] = cachedDataRejected; };
    process.on('exit', () => require('node:fs').writeSync(2, '\\n' + JSON.stringify(told)));
    loadPart('main.cjs', {tell}).start();`;
  const launcher = join(folder, 'listener.cjs');
  writeFileSync(launcher, listener);
  const ended = await spawnProgram(process.execPath, [...flags, launcher, ...argv], {
    cwd: lab,
    environment,
  });
  expect(ended).toMatchObject({code: 0, stderr: expect.stringContaining('{')});
  return {stdout: ended.stdout, told: JSON.parse(ended.stderr.split('\n').at(-1) ?? '') as Told};
}

/** A copy of the installed program whose compiled code may be spoiled. */
function copyOfProgram(name: string): {home: string; compiled: string} {
  const home = join(folder, name);
  for (const part of ['bin', 'dist', 'schemas', 'package.json']) {
    cpSync(join(ROOT, part), join(home, part), {recursive: true});
  }
  const [own, ...others] = readdirSync(join(home, 'dist', 'compiled'));
  expect(own).toMatch(`${process.version}-`);
  expect(others).toEqual([]);
  return {home, compiled: join(home, 'dist', 'compiled', String(own))};
}

const different = (told: Told): readonly unknown[] => [...new Set(Object.values(told))];

beforeAll(async () => {
  mkdirSync(lab);
  cpSync(join(ROOT, 'examples', 'lab'), lab, {recursive: true});
  await run(['init']);
  await run(['apply', '--auto-approve']);
});

describe('the parts of the program', () => {
  test.each(['--help', 'validate', 'plan'])('are all taken as they were compiled ahead: cscert %s', async command => {
    expect(different((await run([command])).told)).toEqual([false]);
  });

  test('are taken as they were compiled ahead also where more of them are needed than then: cscert apply', async () => {
    const {told} = await run(['apply', '--auto-approve']);
    expect(Object.values(told).filter(refused => refused === false).length).toBeGreaterThan(10);
    expect(different(told)).not.toContain(true);
  });

  test('are compiled as always by a Node that was built in another way, which is not even offered the code', async () => {
    const {home, compiled} = copyOfProgram('other-node');
    const path = join(compiled, 'node.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"v8":"/, '"v8":"0'));
    const {stdout, told} = await run(['plan'], {home});
    expect(stdout).toContain('No changes.');
    expect(different(told)).toEqual([null]);
  });

  test('are compiled as always under flags of V8 for which they were not', async () => {
    const {stdout, told} = await run(['plan'], {flags: ['--no-opt']});
    expect(stdout).toContain('No changes.');
    expect(different(told)).toEqual([true]);
  });

  test('are compiled as always where the code is damaged', async () => {
    const {home, compiled} = copyOfProgram('damaged');
    const parts = readdirSync(compiled).filter(file => file.endsWith('.cjs'));
    for (const [index, file] of parts.entries()) {
      const path = join(compiled, file);
      if (index % 3 === 0) truncateSync(path, Math.floor(readFileSync(path).length / 2));
      else writeFileSync(path, index % 3 === 1 ? '' : Buffer.alloc(5000, 0xa5));
    }
    const {stdout, told} = await run(['plan'], {home});
    expect(stdout).toContain('No changes.');
    expect(different(told)).toEqual([true]);
  });
});
