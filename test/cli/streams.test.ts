import {beforeAll, describe, expect, test} from '@jest/globals';
import {screenAfter, withoutColours} from '../support/ansi.ts';
import {copyWorld, readyWorld} from '../support/contoso-world.ts';
import {cscert, temporaryFolder} from '../support/program.ts';

const folder = temporaryFolder();
let cwd: string;
const ESCAPE = String.fromCharCode(27);

beforeAll(async () => {
  cwd = await readyWorld('lab', folder);
});

describe('colours', () => {
  test.each<readonly [string, readonly string[], boolean, Record<string, string>, boolean]>([
    ['a pipe', [], false, {}, false],
    ['a terminal', [], true, {}, true],
    ['a terminal with NO_COLOR', [], true, {NO_COLOR: '1'}, false],
    ['a terminal that is dumb', [], true, {TERM: 'dumb'}, false],
    ['a pipe with FORCE_COLOR', [], false, {FORCE_COLOR: '1'}, true],
    ['a pipe with both', [], false, {NO_COLOR: '1', FORCE_COLOR: '1'}, false],
    ['a pipe with --color always', ['--color', 'always'], false, {NO_COLOR: '1'}, true],
    ['a terminal with --color never', ['--color', 'never'], true, {FORCE_COLOR: '1'}, false],
    ['a pipeline that shows them', [], false, {GITHUB_ACTIONS: 'true'}, true],
  ])('on %s', async (_title, flags, isTTY, environment, coloured) => {
    const {stdout} = await cscert(['plan', ...flags], {cwd, isTTY, environment});
    expect(stdout.includes(ESCAPE)).toBe(coloured);
  });

  test('add to the text and never carry what it says', async () => {
    const [plain, coloured] = [await cscert(['plan'], {cwd}), await cscert(['plan', '--color', 'always'], {cwd})];
    expect(withoutColours(coloured.stdout)).toBe(plain.stdout);
  });
});

describe('standard output and error', () => {
  test('the product goes to one and progress to the other', async () => {
    const {stdout, stderr} = await cscert(['apply', '--auto-approve'], {cwd: copyWorld(cwd)});
    expect(stdout).toMatch(/^Deployment lab[\s\S]*Plan: [\s\S]*Apply complete: /);
    expect(stdout).not.toContain('importing');
    expect(stderr).toContain('importing');
  });

  test('a terminal that is dumb is written on as a pipe is', async () => {
    const options = {isTTY: true, environment: {TERM: 'dumb'}};
    const {stderr} = await cscert(['apply', '--auto-approve'], {cwd: copyWorld(cwd), ...options});
    expect(stderr).toContain('importing');
    expect(stderr).not.toContain(ESCAPE);
  });

  test('a live display leaves on the screen what was done, and no line that was to be redrawn', async () => {
    const {stderr} = await cscert(['apply', '--auto-approve'], {cwd: copyWorld(cwd), isTTY: true});
    expect(stderr).toContain(ESCAPE);
    const screen = withoutColours(screenAfter(stderr));
    expect(screen).toContain('import done');
    expect(screen).not.toMatch(/importing/);
  });

  test('a plan of a pipeline gives no next command, one at a terminal does', async () => {
    const next = /\n {4}cscert apply/;
    expect((await cscert(['plan'], {cwd, environment: {CI: '1'}})).stdout).not.toMatch(next);
    expect((await cscert(['plan'], {cwd})).stdout).toMatch(next);
  });

  test('problems of a configuration go to standard error alone', async () => {
    const {code, stdout, stderr} = await cscert(['plan', '--config', 'nowhere'], {cwd});
    expect({code, stdout}).toEqual({code: 1, stdout: ''});
    expect(stderr).toContain('error CFG_NOT_FOUND');
  });

  test('a bug is told as a bug, with what to report', async () => {
    const {code, stderr} = await cscert(['plan'], {
      cwd,
      prepare: host => ({
        ...host,
        get environment(): never {
          throw new TypeError('x is undefined');
        },
      }),
    }).catch((error: unknown) => ({code: -1, stderr: String(error)}));
    expect(stderr).toContain('x is undefined');
    expect(code).not.toBe(0);
  });
});
