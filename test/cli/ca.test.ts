import {readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {appliedWorld, copyWorld} from '../support/contoso-world.ts';
import {endedWith} from '../support/ended-with.ts';
import {expectGolden} from '../support/golden.ts';
import {copyExample, cscert, mustRun, temporaryFolder} from '../support/program.ts';

const folder = temporaryFolder();
const SERVER = 'se01.contoso.com';
/** The laboratory with a CA that asks first: nothing applied yet, and with its requests waiting. */
let fresh: string;
let waiting: string;
let tickets: readonly string[];

beforeAll(async () => {
  fresh = copyExample('lab', folder);
  change(fresh, '{type: local, folder: ca}', '{type: local, folder: ca, approval: required}');
  await mustRun(['init'], {cwd: fresh});
  waiting = copyWorld(fresh);
  expect(await cscert(['apply', '--auto-approve'], {cwd: waiting})).toEqual(endedWith(3));
  tickets = ticketsIn(waiting);
  expect(tickets).toHaveLength(2);
});

function change(cwd: string, from: string, to: string): void {
  const path = join(cwd, 'cscert.yaml');
  const text = readFileSync(path, 'utf8');
  if (!text.includes(from)) throw new Error(`the example no longer holds ${from}`);
  writeFileSync(path, text.replace(from, to));
}

const ticketsIn = (cwd: string): readonly string[] =>
  readdirSync(join(cwd, 'ca', 'pending')).map(name => name.replace('.json', ''));

describe('cscert ca list', () => {
  test('shows what waits, what was denied and what was issued', async () => {
    const cwd = copyWorld(waiting);
    const [first = '', second = ''] = tickets;
    expect((await cscert(['ca', 'list'], {cwd})).stdout).toMatch(/^TICKET +STATE +SUBJECT +SERVER +SINCE\n/);
    await mustRun(['ca', 'approve', first], {cwd});
    const {code, stdout} = await cscert(['ca', 'list'], {cwd});
    expect(code).toBe(0);
    const rows = stdout.trimEnd().split('\n').slice(1);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatch(new RegExp(`^${second}  waiting  CN=.*${SERVER}  2026-`));
    expect(rows[1]).toMatch(new RegExp(`^${first}  issued   CN=.*${SERVER}  2026-`));
    await mustRun(['ca', 'deny', second, '--reason', 'not this year'], {cwd});
    expect((await cscert(['ca', 'list'], {cwd})).stdout).toMatch(new RegExp(`^${second}  denied  `, 'm'));
  });

  test('before anything was asked for says so', async () => {
    expect(await cscert(['ca', 'list'], {cwd: fresh})).toMatchObject({code: 0, stdout: 'No requests.\n', stderr: ''});
  });

  test('names a damaged file and shows the others', async () => {
    const cwd = copyWorld(waiting);
    writeFileSync(join(cwd, 'ca', 'pending', '000000000000.json'), '{}');
    const {code, stdout, stderr} = await cscert(['ca', 'list'], {cwd});
    expect(code).toBe(1);
    expect(stderr).toContain('000000000000.json');
    for (const ticket of tickets) expect(stdout).toContain(ticket);
  });
});

describe('cscert ca approve', () => {
  test('issues, and the next apply collects: one certificate for each request', async () => {
    const cwd = copyWorld(waiting);
    const {stdout} = await mustRun(['ca', 'approve', ...tickets], {cwd});
    for (const ticket of tickets) expect(stdout).toMatch(new RegExp(`^Issued ${ticket} at internal: CN=.*\\.$`, 'm'));
    await mustRun(['apply', '--auto-approve'], {cwd});
    expect(await cscert(['plan', '--detailed-exitcode'], {cwd})).toEqual(endedWith(0));
    expect(readdirSync(join(cwd, 'ca', 'issued'))).toHaveLength(2);
  });

  test('of a ticket with a slip, or of its first digits, suggests the one that is meant', async () => {
    const [ticket = ''] = tickets;
    for (const wrong of [`${ticket.slice(0, 11)}${ticket.endsWith('0') ? '1' : '0'}`, ticket.slice(0, 6)]) {
      const {code, stderr} = await cscert(['ca', 'approve', wrong], {cwd: waiting});
      expect(code).toBe(1);
      expect(stderr).toContain('error REQUEST_UNKNOWN');
      expect(stderr).toContain(`did you mean ${ticket}?`);
    }
  });

  test('of several goes on after one that is unknown, and ends with 1', async () => {
    const cwd = copyWorld(waiting);
    const [ticket = ''] = tickets;
    const {code, stdout, stderr} = await cscert(['ca', 'approve', 'ffffffffffff', ticket], {cwd});
    expect(code).toBe(1);
    expect(stderr).toContain('REQUEST_UNKNOWN');
    expect(stdout).toContain(`Issued ${ticket}`);
  });
});

describe('cscert ca deny', () => {
  test('tells the reason to the one who asked', async () => {
    const cwd = copyWorld(waiting);
    const [ticket = ''] = tickets;
    const {stdout} = await mustRun(['ca', 'deny', ticket.toUpperCase(), '--reason', 'not this year'], {cwd});
    expect(stdout).toMatch(new RegExp(`^Denied ${ticket} at internal: CN=`));
    const again = await mustRun(['ca', 'deny', ticket, '--reason', 'another'], {cwd});
    expect(again.stdout).toMatch(
      new RegExp(`^Denied before: ${ticket} at internal: CN=.*\\. The reason stays: not this year\\n$`),
    );
    const {code, stdout: told, stderr} = await cscert(['apply', '--auto-approve'], {cwd});
    expect(code).toBe(1);
    expect(`${told}${stderr}`).toContain('not this year');
    expect(await cscert(['ca', 'approve', ticket], {cwd})).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('REQUEST_DECIDED'),
    });
  });

  test('wants a reason', async () => {
    const [ticket = ''] = tickets;
    const none = await cscert(['ca', 'deny', ticket], {cwd: waiting});
    expect(none).toMatchObject({code: 1, stdout: ''});
    expect(none.stderr).toContain("required option '--reason <text>' not specified");
    expect(none.stderr.endsWith('See "cscert ca deny --help".\n')).toBe(true);
    const blank = await cscert(['ca', 'deny', ticket, '--reason', ' '], {cwd: waiting});
    expect(blank).toMatchObject({code: 1, stderr: expect.stringContaining('REASON_EMPTY')});
  });
});

describe('cscert ca create', () => {
  let applied: string;

  beforeAll(async () => {
    applied = await appliedWorld('lab', join(folder, 'applied'));
  });

  /** An edit for which the server's certificate has to be issued anew. */
  const edit = (cwd: string) => change(cwd, 'webext.contoso.com', 'webext2.contoso.com');

  test('makes a CA before its first use, once', async () => {
    const cwd = copyWorld(fresh);
    const {stdout} = await mustRun(['ca', 'create'], {cwd});
    expect(stdout).toMatch(/^Made the CA of internal: CN=lab internal CA Root \([0-9A-F]{40}\), until 20/);
    expect((await mustRun(['ca', 'create'], {cwd})).stdout).toBe(stdout.replace('Made the', 'There is a'));
  });

  test('is the way to another CA where that of the certificates is away, of which nothing is requested by itself', async () => {
    const cwd = copyWorld(applied);
    rmSync(join(cwd, 'ca'), {recursive: true});
    const idle = await cscert(['plan', '--detailed-exitcode'], {cwd});
    expect(idle).toMatchObject({code: 0, stderr: expect.stringContaining('warning AUTHORITY_AWAY')});
    edit(cwd);
    const {stdout, stderr} = await cscert(['apply', '--auto-approve'], {cwd});
    expect(stdout).toContain('cscert ca create --authority internal');
    expect(stderr).not.toContain('AUTHORITY_AWAY');
    expect(readdirSync(cwd)).not.toContain('ca');
    await mustRun(['ca', 'create'], {cwd});
    await mustRun(['apply', '--auto-approve'], {cwd});
    expect(readdirSync(join(cwd, 'ca', 'issued'))).toHaveLength(2);
  });

  test('no edit makes up for what was issued before, though it asks for everything otherwise', async () => {
    const cwd = copyWorld(applied);
    rmSync(join(cwd, 'ca'), {recursive: true});
    change(cwd, 'sipDomains: [contoso.com]', 'sipDomains: [contoso.com, fabrikam.com]');
    change(cwd, 'pools:\n', 'defaults: {subject: {organization: Contoso}}\npools:\n');
    expect((await cscert(['apply', '--auto-approve'], {cwd})).stdout).toContain(' 2 need a person.');
    expect(readdirSync(cwd)).not.toContain('ca');
  });

  test('says that there was none where a server that cannot be read keeps that from being told', async () => {
    const cwd = copyWorld(fresh);
    change(cwd, 'pools:\n', 'pools:\n  se02.contoso.com: {role: standardEdition}\n');
    await mustRun(['init'], {cwd});
    rmSync(join(cwd, 'servers', 'se02.contoso.com'), {recursive: true, force: true});
    writeFileSync(join(cwd, 'servers', 'se02.contoso.com'), 'no folder');
    const apply = ['apply', '--auto-approve', '--only', 'se01.contoso.com'];
    const first = await cscert(apply, {cwd});
    expect(first.stdout).toContain('cannot be told while se02.contoso.com cannot be read.');
    expect(readdirSync(cwd)).not.toContain('ca');
    await mustRun(['ca', 'create'], {cwd});
    expect(await cscert(apply, {cwd})).toMatchObject({code: 1, stdout: expect.stringContaining('4 waiting, 0 failed')});
  });

  test('is not needed when the folder comes back', async () => {
    const cwd = copyWorld(applied);
    renameSync(join(cwd, 'ca'), join(cwd, 'elsewhere'));
    edit(cwd);
    expect((await cscert(['apply', '--auto-approve'], {cwd})).stdout).toContain(' 1 needs a person.');
    renameSync(join(cwd, 'elsewhere'), join(cwd, 'ca'));
    expect((await mustRun(['apply', '--auto-approve'], {cwd})).stdout).toContain('0 failed');
    expect(readdirSync(join(cwd, 'ca', 'issued'))).toHaveLength(3);
  });

  test('a server that has nothing yet does not make another CA because it alone was selected', async () => {
    const cwd = copyWorld(applied);
    rmSync(join(cwd, 'ca'), {recursive: true});
    change(cwd, 'pools:\n', 'pools:\n  se02.contoso.com: {role: standardEdition}\n');
    const {stdout} = await cscert(['apply', '--auto-approve', '--only', 'se02.contoso.com'], {cwd});
    expect(stdout).toContain('but se01.contoso.com has certificates of it.');
    expect(readdirSync(cwd)).not.toContain('ca');
  });

  test('says what is wrong with the folder, and makes nothing over it', async () => {
    const cwd = copyWorld(applied);
    rmSync(join(cwd, 'ca', 'authority'), {recursive: true});
    const {code, stderr} = await cscert(['ca', 'create'], {cwd});
    expect({code, stderr}).toEqual({code: 1, stderr: expect.stringContaining('error AUTHORITY_DAMAGED')});
    expect(readdirSync(join(cwd, 'ca'))).toEqual(['issued']);
  });
});

describe('the authority', () => {
  test('has to be named where several are local, but not to list', async () => {
    const cwd = copyWorld(waiting);
    const [ticket = ''] = tickets;
    change(
      cwd,
      'authorities:\n',
      'defaults: {authority: internal}\nauthorities:\n  second: {type: local, folder: ca2}\n',
    );
    const unnamed = await cscert(['ca', 'approve', ticket], {cwd});
    expect(unnamed).toMatchObject({code: 1, stderr: expect.stringContaining('AUTHORITY_NOT_NAMED')});
    expect((await cscert(['ca', 'list'], {cwd})).stdout).toMatch(/ internal$/m);
    expect(await cscert(['ca', 'approve', ticket, '--authority', 'internal'], {cwd})).toEqual(endedWith(0));
    const elsewhere = await cscert(['ca', 'list', '--authority', 'secnd'], {cwd});
    expect(elsewhere).toMatchObject({code: 1, stderr: expect.stringContaining('did you mean "second"?')});
  });

  test('has to be a local one', async () => {
    const cwd = copyWorld(fresh);
    const offline = `{type: offline, folder: requests, roots: [sha256:${'1'.repeat(64)}]}`;
    change(cwd, '{type: local, folder: ca, approval: required}', offline);
    const none = await cscert(['ca', 'list'], {cwd});
    expect(none).toMatchObject({code: 1, stderr: expect.stringContaining('NO_LOCAL_AUTHORITY')});
    const named = await cscert(['ca', 'list', '--authority', 'internal'], {cwd});
    expect(named).toMatchObject({code: 1, stderr: expect.stringContaining('is not of type local')});
  });
});

test.each(['create', 'list', 'approve', 'deny'])('the help of ca %s reads as it was read last', async name => {
  const {code, stdout, stderr} = await cscert(['ca', name, '--help']);
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  expectGolden(`help/ca-${name}.txt`, stdout);
  expect(stdout.split('\n').filter(line => line.length > 80)).toEqual([]);
});

test('a mistake in the name of a task is told with where to look', async () => {
  const {code, stderr} = await cscert(['ca', 'aprove', 'x']);
  expect(code).toBe(1);
  expect(stderr).toContain('Did you mean approve?');
  expect(stderr.endsWith('See "cscert ca --help".\n')).toBe(true);
});
