/** The built program with what V8 compiled ahead: it is used, and whatever it is not good for is done without it. */
import {
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import {basename, join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {temporaryFolder} from '../support/program.ts';
import {copyProgram, listenToParts, ROOT, type Told} from '../support/program-parts.ts';
import {realPart} from '../support/real-parts.ts';
import {spawnProgram} from '../support/spawn.ts';

const unix = realPart('the special files of Unix', process.platform !== 'win32');
const folder = temporaryFolder();
const lab = join(folder, 'lab');
const environment = {XDG_STATE_HOME: join(folder, 'state')};

const run = (argv: readonly string[], how: {home?: string; flags?: readonly string[]} = {}) =>
  listenToParts(argv, {cwd: lab, environment, ...how});

/** A copy of the installed program whose compiled code may be spoiled. */
function copyOfProgram(name: string): {home: string; compiled: string} {
  const home = mkdtempSync(join(folder, name));
  copyProgram(home);
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
    const path = join(compiled, 'made-by.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace(`"v8":"`, `"v8":"0`));
    const {stdout, told} = await run(['plan'], {home});
    expect(stdout).toContain('No changes.');
    expect(different(told)).toEqual([null]);
  });

  test('are compiled as always under flags of V8 for which they were not', async () => {
    const {stdout, told} = await run(['plan'], {flags: ['--no-opt']});
    expect(stdout).toContain('No changes.');
    expect(different(told)).toEqual([true]);
  });

  test.each<[string, (path: string) => void]>([
    ['is cut short', path => truncateSync(path, Math.floor(statSync(path).size / 2))],
    ['is empty', path => truncateSync(path, 0)],
    ['has lost a block of the disk, which V8 would not notice', path => overwrite(path, Buffer.alloc(512))],
    ['says something else in one place', path => overwrite(path, Buffer.from('x'))],
    ['is not there', path => rmSync(path)],
  ])('are compiled as always where the code %s', async (_what, spoil) => {
    const {home, compiled} = copyOfProgram('damaged');
    for (const file of readdirSync(compiled).filter(name => name.endsWith('.cjs'))) spoil(join(compiled, file));
    const {stdout, told} = await run(['plan'], {home});
    expect(stdout).toContain('No changes.');
    expect(different(told)).toEqual([null]);
  });

  test('are compiled as always where nothing can be read of what the code was made of', async () => {
    const {home, compiled} = copyOfProgram('no-record');
    truncateSync(join(compiled, 'made-by.json'), 100);
    expect(different((await run(['plan'], {home})).told)).toEqual([null]);
  });

  test('are what stands in them: code of another text of the same length is not taken for theirs', async () => {
    const {home} = copyOfProgram('patched');
    const parts = readdirSync(join(home, 'dist', 'bundle')).map(file => join(home, 'dist', 'bundle', file));
    const [path] = parts.filter(part => readFileSync(part, 'utf8').includes('No changes.'));
    if (path === undefined) throw new Error('no part says that there are no changes');
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('No changes.', 'Unchanged!!'));
    const {stdout, told} = await run(['plan'], {home});
    expect(stdout).toContain('Unchanged!!');
    expect(told).toMatchObject({'main.cjs': false, [basename(path)]: null});
  });
});

describe('the program', () => {
  const launcher = join(ROOT, 'bin', 'cscert.cjs');

  test.each([
    ['by its name', [launcher]],
    ['by a module that requires it', ['--eval', `require(${JSON.stringify(launcher)})`, '--', 'cscert']],
    [
      'by one that imports it',
      ['--input-type=module', '--eval', `import ${JSON.stringify(pathToFileURL(launcher))}`, '--', 'cscert'],
    ],
  ])('runs when it is loaded %s', async (_how, argv) => {
    const {code, stdout} = await spawnProgram(process.execPath, [...argv, 'validate'], {cwd: lab, environment});
    expect({code, stdout}).toMatchObject({code: 0, stdout: expect.stringContaining('The configuration is valid')});
  });

  test.each([
    ['--help', false],
    ['validate', false],
    ['plan', true],
  ])('loads what computes digests only where one is needed: cscert %s', async (command, needed) => {
    const tell = join(folder, 'tell-modules.cjs');
    const note = join(folder, 'modules.json');
    const telling = `require('fs').writeFileSync(${JSON.stringify(note)}, JSON.stringify(process.moduleLoadList))`;
    writeFileSync(tell, `process.on('exit', () => ${telling});`);
    const {code} = await spawnProgram(process.execPath, ['--require', tell, launcher, command], {
      cwd: lab,
      environment,
    });
    const loaded: unknown = JSON.parse(readFileSync(note, 'utf8'));
    expect({code, loaded}).toEqual({code: 0, loaded: expect.arrayContaining(['NativeModule fs'])});
    expect(Array.isArray(loaded) && loaded.includes('NativeModule crypto')).toBe(needed);
  });

  unix.test('runs when it is started by a link to it, as npm has it', async () => {
    const link = join(folder, 'cscert');
    symlinkSync(launcher, link);
    const {code, stdout} = await spawnProgram(link, ['validate'], {cwd: lab, environment});
    expect({code, stdout}).toMatchObject({code: 0, stdout: expect.stringContaining('The configuration is valid')});
  });
});

/** In the middle of a file. */
function overwrite(path: string, bytes: Buffer): void {
  const descriptor = openSync(path, 'r+');
  writeSync(descriptor, bytes, 0, bytes.length, Math.floor(statSync(path).size / 2));
  closeSync(descriptor);
}
