import {existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {edit} from '../support/contoso-world.ts';
import {copyExample, cscert, mustRun, temporaryFolder} from '../support/program.ts';

const folder = temporaryFolder();
let count = 0;

function emptyFolder(): string {
  const path = join(folder, String(++count));
  mkdirSync(path);
  return path;
}

const FLAGS = ['init', '--sip-domain', 'fabrikam.com', '--server', 'se01.fabrikam.com'];

describe('init', () => {
  test('with flags writes a configuration that is valid and planned at once', async () => {
    const cwd = emptyFolder();
    const {stdout} = await mustRun(FLAGS, {cwd});
    expect(stdout).toContain('Wrote cscert.yaml');
    expect(readdirSync(cwd).toSorted()).toEqual(['.gitignore', 'cscert.schema.json', 'cscert.yaml', 'servers']);
    expect(readFileSync(join(cwd, 'cscert.yaml'), 'utf8')).toMatch(
      /^# yaml-language-server: \$schema=\.\/cscert\.schema\.json\n/,
    );
    expect((await cscert(['plan', '--detailed-exitcode'], {cwd})).code).toBe(2);
  });

  test('keeps keys out of git', async () => {
    const cwd = emptyFolder();
    await mustRun(FLAGS, {cwd});
    const lines = readFileSync(join(cwd, '.gitignore'), 'utf8').split('\n');
    expect(lines).toEqual(expect.arrayContaining(['/servers/', '/ca/', '.cscert.lock']));
  });

  test('warns of a folder with keys that its .gitignore does not reach', async () => {
    const cwd = copyExample('lab', emptyFolder());
    edit(join(cwd, 'cscert.yaml'), /folder: ca\b/, 'folder: ../ca');
    const {stderr} = await mustRun(['init'], {cwd});
    expect(stderr).toContain('warning KEYS_NOT_IGNORED');
    expect(stderr).toContain('"../ca"');
  });

  test('does not advise to ignore the configuration with the keys beside it', async () => {
    const cwd = copyExample('lab', emptyFolder());
    edit(join(cwd, 'cscert.yaml'), /folder: ca\b/, 'folder: .');
    const {stderr} = await mustRun(['init'], {cwd});
    expect(stderr).toContain('warning KEYS_NOT_IGNORED');
    expect(stderr).toContain('Declare a folder of its own');
    expect(stderr).not.toContain('git add');
  });

  test('adds to a .gitignore what is missing there, once', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, '.gitignore'), 'node_modules\n/ca/');
    await mustRun(FLAGS, {cwd});
    await mustRun(['init'], {cwd});
    const lines = readFileSync(join(cwd, '.gitignore'), 'utf8').split('\n');
    expect(lines.slice(0, 2)).toEqual(['node_modules', '/ca/']);
    expect(lines.filter(line => line === '/ca/')).toHaveLength(1);
    expect(lines.filter(line => line === '/servers/')).toHaveLength(1);
  });

  test('tells what the system refused, and makes no folder for keys where git would take them', async () => {
    const cwd = emptyFolder();
    mkdirSync(join(cwd, '.gitignore'));
    const {code, stderr} = await cscert(FLAGS, {cwd});
    expect(code).toBe(1);
    expect(stderr).toContain('error FILE_NOT_WRITTEN');
    expect(stderr).toContain(join(cwd, '.gitignore'));
    expect(readdirSync(cwd)).not.toContain('servers');
  });

  test('tells of a folder that cannot be made, and of a file that cannot be written', async () => {
    const file = join(emptyFolder(), 'file');
    writeFileSync(file, '');
    const refused = await cscert(FLAGS, {cwd: join(file, 'lab')});
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('error FILE_NOT_WRITTEN')]);
    const cwd = emptyFolder();
    mkdirSync(join(cwd, 'cscert.schema.json'));
    const {code, stderr} = await cscert(FLAGS, {cwd});
    expect([code, stderr]).toEqual([1, expect.stringContaining('error FILE_NOT_WRITTEN')]);
    expect(readdirSync(cwd)).toEqual(['cscert.schema.json']);
  });

  test('on a terminal asks, and takes what stands in brackets for an empty answer', async () => {
    const cwd = emptyFolder();
    const answers = ['lab2', '', 'wingtip.com, fabrikam.com', '', '', 'Wingtip: "Toys"'];
    const {code, stderr} = await cscert(['init'], {cwd, isTTY: true, answers});
    expect(code).toBe(0);
    expect(stderr).toContain('Enter takes what stands in brackets');
    const text = readFileSync(join(cwd, 'cscert.yaml'), 'utf8');
    for (const part of [
      'name: lab2',
      'product: sfbse',
      'wingtip.com',
      'fabrikam.com',
      'se01.wingtip.com',
      'webext.wingtip.com',
    ])
      expect(text).toContain(part);
    expect((await cscert(['validate'], {cwd})).code).toBe(0);
  });

  test('does not ask for what flags have said', async () => {
    const cwd = emptyFolder();
    const {code} = await cscert(
      [...FLAGS, '--name', 'x', '--product', 'lync2013', '--external', 'web.fabrikam.com', '--organization', 'F'],
      {cwd, isTTY: true, answers: []},
    );
    expect(code).toBe(0);
    expect(readFileSync(join(cwd, 'cscert.yaml'), 'utf8')).toContain('product: lync2013');
  });

  test('without a terminal says which flags are missing, and writes nothing', async () => {
    const cwd = emptyFolder();
    const {code, stderr} = await cscert(['init'], {cwd});
    expect(code).toBe(1);
    expect(stderr).toContain('error INIT_INCOMPLETE');
    expect(stderr).toContain('--sip-domain');
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('with a wrong flag says what is wrong and writes nothing, so that the right one works next', async () => {
    const cwd = emptyFolder();
    const {code, stderr} = await cscert(['init', '--sip-domain', 'contoso_x', '--server', 'se01'], {cwd});
    expect(code).toBe(1);
    expect(stderr).toContain('cscert.yaml:10:');
    expect(stderr).toContain('"se01" is a short name');
    expect(stderr).toContain('Nothing was written.');
    expect(readdirSync(cwd)).toEqual([]);
    await mustRun(FLAGS, {cwd});
  });

  test('asks again for an answer that it cannot take, and says why', async () => {
    const cwd = emptyFolder();
    const answers = ['My Lab', 'lab2', 'sfb2016', 'sfb2015', 'contoso_x', 'contoso.com', 'se01', 'se01.contoso.com'];
    const {code, stderr} = await cscert(['init'], {cwd, isTTY: true, answers: [...answers, '', '-']});
    expect(code).toBe(0);
    expect(stderr).toContain('"My Lab" is no name of a deployment');
    expect(stderr).toContain('"sfb2016" is none of lync2013');
    expect(stderr).toContain('"contoso_x" has an underscore, which host names cannot have. Hint: use a hyphen.');
    expect(stderr).toContain('"se01" is a short name');
    expect(readFileSync(join(cwd, 'cscert.yaml'), 'utf8')).toContain('product: sfb2015');
  });

  test('writes nothing when the person gives up at a question', async () => {
    const cwd = emptyFolder();
    const {code, stderr} = await cscert(['init'], {cwd, isTTY: true, answers: ['lab2']});
    expect(code).toBe(1);
    expect(stderr).toContain('Nothing was written.');
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('says that flags for a first configuration change nothing in one that exists', async () => {
    const cwd = copyExample('lab', emptyFolder());
    expect((await mustRun(['init'], {cwd})).stdout).toContain('cscert.yaml exists and stays as it is.\n');
    expect((await mustRun(['init', '--name', 'other'], {cwd})).stdout).toContain(
      'cscert.yaml exists and stays as it is; the flags for a first configuration were not used.\n',
    );
  });

  test('leaves a configuration that exists as it is and only makes its folders', async () => {
    const cwd = copyExample('lab', folder);
    const before = readFileSync(join(cwd, 'cscert.yaml'), 'utf8');
    const {stdout} = await mustRun(['init'], {cwd});
    expect(stdout).toContain('Prepared the connection "stores".');
    expect(readFileSync(join(cwd, 'cscert.yaml'), 'utf8')).toBe(before);
    expect(existsSync(join(cwd, 'cscert.schema.json'))).toBe(false);
    expect(statSync(join(cwd, 'servers')).mode & 0o777).toBe(0o700);
    expect((await mustRun(['init'], {cwd})).stdout).not.toContain('Prepared');
  });

  test('does not prepare anything for a configuration with mistakes', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'cscert.yaml'), 'deployment: 1\n');
    expect((await cscert(['init'], {cwd})).code).toBe(1);
    expect(readdirSync(cwd)).toEqual(['cscert.yaml']);
  });

  test('names the configuration in the next command when it was named to it', async () => {
    const cwd = copyExample('contoso', folder);
    const {stdout} = await mustRun(['init', '--config', '.'], {cwd});
    expect(stdout).toContain('\n    cscert plan --config .\n');
  });
});
