/**
 * The whole program on a pretended Windows: the sources get the paths of Windows, the files lie on a volume that is as
 * NTFS is, and git has put CRLF at the ends of lines. docs/windows.md says what this cannot prove.
 */
import {randomBytes} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import {join, win32} from 'node:path';
import {beforeAll, expect, jest, test} from '@jest/globals';
import type {run as Run} from '../src/main.ts';
import {endedWith} from './support/ended-with.ts';
import {fakeHost} from './support/fake-host.ts';
import {ManualClock} from './support/manual-clock.ts';
import {WindowsFiles} from './support/windows-files.ts';

const EXAMPLE = join(__dirname, '..', 'examples', 'contoso');
const CWD = 'C:\\Program Files\\Contoso\\Certificates';

jest.doMock('node:path', () => win32);

const files = new WindowsFiles();
const clock = new ManualClock('2026-03-02T12:00:00.000Z');
let run: typeof Run;

beforeAll(async () => {
  ({run} = await import('../src/main.ts'));
  for (const path of readdirSync(EXAMPLE, {recursive: true, encoding: 'utf8'}).filter(name => name.endsWith('.yaml'))) {
    const target = win32.join(CWD, path.replaceAll('/', '\\'));
    await files.makeFolder(win32.dirname(target));
    await files.write(target, readFileSync(join(EXAMPLE, path), 'utf8').replaceAll('\n', '\r\n'), {mode: 0o644});
  }
});

async function cscert(...argv: readonly string[]): Promise<{code: number; stdout: string; stderr: string}> {
  const random = (bytes: number): Buffer => randomBytes(bytes);
  const host = {...fakeHost({argv, cwd: CWD, files}), clock, random, platform: 'win32' as const};
  const code = await run(host);
  return {code, ...host.written};
}

type Ended = Awaited<ReturnType<typeof cscert>>;

/** From nothing to what only people can go on with. */
async function deploy(): Promise<Readonly<Record<'validated' | 'prepared' | 'planned' | 'applied', Ended>>> {
  const validated = await cscert('validate', '--config', '.');
  const prepared = await cscert('init', '--config', '.\\cscert.yaml', '--config', '.\\pools');
  const planned = await cscert('plan', '--config', '.', '--out', 'PLAN.json');
  // Another checkout of the same commit, in which git leaves the ends of lines alone.
  await files.write(`${CWD}\\cscert.yaml`, files.text(`${CWD}\\cscert.yaml`).replaceAll('\r\n', '\n'), {mode: 0o644});
  const applied = await cscert('apply', 'plan.json', '--config', '.', '--auto-approve');
  return {validated, prepared, planned, applied};
}

let deployed: Awaited<ReturnType<typeof deploy>>;
beforeAll(async () => {
  deployed = await deploy();
}, 60_000);

test('Contoso is validated, planned and applied with the paths of Windows', async () => {
  const {validated, prepared, planned, applied} = deployed;
  expect(validated).toMatchObject({code: 0, stderr: ''});
  expect(prepared).toEqual(endedWith(0));
  expect(files.text(`${CWD}\\.gitignore`)).toContain('/servers/\n');
  expect(planned).toMatchObject({code: 0, stdout: expect.stringMatching(/Plan: [1-9]\d* to trust, [1-9]/)});
  expect(applied).toMatchObject({
    code: 3,
    stdout: expect.stringMatching(/ [1-9]\d* done, 0 already done, [1-9]\d* waiting, 0 failed/),
  });
});

test('a plan, an inspection and a report see all of it again', async () => {
  const again = await cscert('plan', '--config', '.', '--detailed-exitcode');
  expect(again).toMatchObject({code: 3, stdout: expect.stringContaining('Plan: 0 to trust, 0 to request')});
  expect(await cscert('inspect', '--config', '.', '--deep')).toEqual(endedWith(0));
  expect(await cscert('status', '--config', '.')).toEqual(endedWith(0));
});

test('every path that was asked for is absolute, tidy, and one that Windows can have', () => {
  expect(files.complaints).toEqual([]);
  const paths = files.paths(CWD);
  expect(paths).toContain('servers\\fe01.contoso.com\\assigned.json');
  expect(paths).toContain('ca\\authority\\issuing.pem');
  expect(paths.filter(path => path.startsWith('requests\\edgepool01.contoso.com\\'))).toHaveLength(2);
  expect(paths.filter(path => path.startsWith('.cscert.lock'))).toEqual([]);
});

test('what a request page became in a checkout with CRLF is not written again', async () => {
  const [csr = ''] = files.paths(CWD).filter(path => path.endsWith('.csr'));
  const path = `${CWD}\\${csr}`;
  const checkedOut = files.text(path).replaceAll('\n', '\r\n');
  await files.write(path, checkedOut, {mode: 0o644});
  expect(await cscert('apply', '--config', '.', '--auto-approve')).toEqual(endedWith(3));
  expect(files.text(path)).toBe(checkedOut);
});

test('a server is the same in whatever letter case its folder is written, and a store that is not is told', async () => {
  const home = `${CWD}\\servers\\fe02.contoso.com`;
  await files.rename(`${home}\\My`, `${home}\\moved`);
  await files.rename(`${home}\\moved`, `${home}\\my`);
  const {code, stdout} = await cscert('plan', '--config', '.', '--only', 'fe02.contoso.com');
  expect([code, stdout]).toEqual([1, expect.stringContaining('should be called')]);
  expect(stdout).toContain('Plan: 0 to trust, 0 to request');
  await files.rename(`${home}\\my`, `${home}\\moved`);
  await files.rename(`${home}\\moved`, `${home}\\My`);
});

test('stores on a share and a CA on another drive are found where the configuration says', async () => {
  const text = `deployment:
  name: contoso
  product: sfbse
  sipDomains: [contoso.com]
  simpleUrls: {meet: https://meet.contoso.com, dialin: https://dialin.contoso.com}
authorities: {corp: {type: local, folder: 'D:\\CA'}}
connections: {stores: {type: directory, folder: //NAS/Certificates/stores}}
pools:
  se01.contoso.com: {role: standardEdition, webServices: {external: web.contoso.com}}
`;
  await files.makeFolder('E:\\share');
  await files.write('E:\\share\\cscert.yaml', text, {mode: 0o644});
  const ended = await cscert('-C', 'E:\\share', 'init');
  expect(ended).toMatchObject({code: 0, stderr: ''});
  expect(files.text('\\\\NAS\\Certificates\\stores\\.cscert-stores')).toContain('"format":1');
  expect(files.text('E:\\share\\.gitignore')).not.toContain('CA');
  expect(await cscert('-C', 'E:\\share', 'plan')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('1 to trust'),
  });
  expect(files.complaints).toEqual([]);
});
