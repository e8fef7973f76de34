import {readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {decodePem, encodePem} from '../../src/x509/pem.ts';
import {REQUEST_LIMIT, readRequest} from '../../src/x509/request.ts';
import {copyWorld} from '../support/contoso-world.ts';
import {endedWith} from '../support/ended-with.ts';
import {copyExample, cscert, mustRun, temporaryFolder} from '../support/program.ts';

const folder = temporaryFolder();
const SERVER = 'se01.contoso.com';
const ADDRESS = `${SERVER}/${SERVER}/default`;
let fresh: string;
let waiting: string;

beforeAll(async () => {
  fresh = copyExample('lab', folder);
  const path = join(fresh, 'cscert.yaml');
  const offline = `{type: offline, folder: requests, roots: [sha256:${'1'.repeat(64)}]}`;
  writeFileSync(path, readFileSync(path, 'utf8').replace('{type: local, folder: ca}', offline));
  await mustRun(['init'], {cwd: fresh});
  waiting = copyWorld(fresh);
  expect(await cscert(['apply', '--auto-approve'], {cwd: waiting})).toEqual(endedWith(3));
});

/** What the apply wrote for a person. */
function written(cwd: string): string {
  const own = join(cwd, 'requests', SERVER, SERVER);
  const name = readdirSync(own).find(one => /^default\.[0-9a-f]{12}\.csr$/.test(one));
  return readFileSync(join(own, name ?? 'none'), 'utf8');
}

describe('cscert request', () => {
  test('prints the request that waits, as the file has it, whatever became of the file', async () => {
    const cwd = copyWorld(waiting);
    const text = written(cwd);
    rmSync(join(cwd, 'requests'), {recursive: true});
    expect(await cscert(['request', ADDRESS], {cwd})).toEqual({code: 0, stdout: text, stderr: '', log: ''});
    const [block] = decodePem(text);
    expect(readRequest(block?.der ?? Buffer.alloc(0))).toMatchObject({
      signatureValid: true,
      subject: expect.arrayContaining([{type: 'CN', value: SERVER}]),
    });
    await cscert(['apply', '--auto-approve'], {cwd});
    expect(written(cwd)).toBe(text);
  });

  test('writes it into a file instead', async () => {
    const {stdout} = await mustRun(['request', ADDRESS, '--out', 'wanted.csr'], {cwd: waiting});
    expect(stdout).toBe('');
    expect(readFileSync(join(waiting, 'wanted.csr'), 'utf8')).toBe(written(waiting));
  });

  test('writes it over an older request, and over no key, certificate or configuration', async () => {
    const cwd = copyWorld(waiting);
    const path = join(cwd, 'wanted.csr');
    writeFileSync(path, written(cwd).replaceAll('\n', '\r\n'));
    await mustRun(['request', ADDRESS, '--out', 'wanted.csr'], {cwd});
    expect(readFileSync(path, 'utf8')).toBe(written(cwd));
    writeFileSync(join(cwd, 'server.key'), '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n');
    writeFileSync(join(cwd, 'both.pem'), `${readFileSync(join(cwd, 'server.key'), 'utf8')}${written(cwd)}`);
    writeFileSync(join(cwd, 'note.yaml'), `note: |\n${written(cwd).replaceAll(/^/gm, '  ')}`);
    for (const name of ['server.key', 'both.pem', 'note.yaml', 'cscert.yaml']) {
      const before = readFileSync(join(cwd, name), 'utf8');
      const {code, stderr} = await cscert(['request', ADDRESS, '--out', name], {cwd});
      expect([code, stderr]).toEqual([1, expect.stringContaining('error FILE_NOT_WRITTEN')]);
      expect(readFileSync(join(cwd, name), 'utf8')).toBe(before);
    }
  });

  test('writes it over a request that is as long as any may be, and over an empty file', async () => {
    const cwd = copyWorld(waiting);
    const longest = encodePem('CERTIFICATE REQUEST', Buffer.alloc(REQUEST_LIMIT, 1));
    for (const before of [longest, '']) {
      writeFileSync(join(cwd, 'wanted.csr'), before);
      await mustRun(['request', ADDRESS, '--out', 'wanted.csr'], {cwd});
      expect(readFileSync(join(cwd, 'wanted.csr'), 'utf8')).toBe(written(cwd));
    }
  });

  test('finds the request of a certificate that every server shares, and takes a server by name', async () => {
    const argvs = [['global/oauth'], ['global/oauth', '--server', SERVER.toUpperCase()], [`global/oauth@${SERVER}`]];
    const printed = await Promise.all(argvs.map(argv => mustRun(['request', ...argv], {cwd: waiting})));
    expect(printed[0]?.stdout).toMatch(/^-----BEGIN CERTIFICATE REQUEST-----\n/);
    expect(new Set(printed.map(({stdout}) => stdout)).size).toBe(1);
  });

  test('where none waits says so', async () => {
    const ended = await cscert(['request', ADDRESS], {cwd: fresh});
    expect(ended).toMatchObject({code: 1, stdout: ''});
    expect(ended.stderr).toContain('error NO_REQUEST: No request is waiting');
  });

  test('made for what was declared before is not printed', async () => {
    const cwd = copyWorld(waiting);
    const path = join(cwd, 'cscert.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace('[contoso.com]', '[contoso.com, fabrikam.com]'));
    expect(await cscert(['request', ADDRESS], {cwd})).toMatchObject({code: 1, stdout: ''});
  });

  test.each([
    [[`${SERVER}/${SERVER}/defalt`], 'UNKNOWN_ADDRESS', `did you mean "${ADDRESS}"?`],
    [['nonsense'], 'UNKNOWN_ADDRESS', 'cscert explain lists the addresses.'],
    [[ADDRESS, '--server', 'se02.contoso.com'], 'UNKNOWN_SERVER', `did you mean "${SERVER}"?`],
  ])('of %j is refused with what is meant', async (argv, code, help) => {
    const ended = await cscert(['request', ...argv], {cwd: waiting});
    expect(ended).toMatchObject({code: 1, stdout: ''});
    expect(ended.stderr).toContain(code);
    expect(ended.stderr).toContain(help);
  });
});

describe('while an apply waits', () => {
  test('a file that concerns every request is told once', async () => {
    const cwd = copyWorld(waiting);
    writeFileSync(join(cwd, 'requests', 'page.html'), '<html><body>Sign in</body></html>');
    const {code, stderr} = await cscert(['apply', '--auto-approve'], {cwd});
    expect(code).toBe(3);
    expect(stderr.split('ANSWER_UNREADABLE')).toHaveLength(2);
    expect(stderr).toContain('requests/page.html');
  });
});
