/** `apply --continue`: what only goes on with an approved request is done without a question, and nothing else is. */
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {APPLIED_AT, changedFiles, copyWorld, edit, hashes} from '../support/contoso-world.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {cscert, mustRun, temporaryFolder} from '../support/program.ts';

const FIRST = 'med01.contoso.com';
const SECOND = 'med02.contoso.com';
const yaml = (servers: readonly string[]): string => `deployment: {name: lab, product: sfbse, sipDomains: [contoso.com]}
authorities: {corp: {type: local, folder: ca, approval: required}}
connections: {stores: {type: directory, folder: servers}}
pools:
  medpool.contoso.com: {role: mediation, servers: [${servers.join(', ')}]}
`;

const folder = temporaryFolder();
/** One server whose request waits. */
let world: string;

const options = (cwd: string) => ({cwd, clock: new ManualClock(APPLIED_AT)});
const goOn = (cwd: string, ...flags: readonly string[]) =>
  cscert(['apply', '--config', '.', '--continue', ...flags], options(cwd));
const isAssigned = (cwd: string, server: string): boolean => existsSync(join(cwd, 'servers', server, 'assigned.json'));

async function approveAll(cwd: string): Promise<void> {
  const {stdout} = await mustRun(['ca', 'list', '--config', '.'], options(cwd));
  const tickets = stdout.match(/\b[0-9a-f]{8,}\b/g) ?? [];
  await mustRun(['ca', 'approve', '--config', '.', tickets[0] ?? ''], options(cwd));
}

async function approved(): Promise<string> {
  const cwd = copyWorld(world);
  await approveAll(cwd);
  return cwd;
}

beforeAll(async () => {
  world = join(folder, 'lab');
  mkdirSync(world);
  writeFileSync(join(world, 'cscert.yaml'), yaml([FIRST]));
  await mustRun(['init', '--config', '.'], options(world));
  const {code} = await cscert(['apply', '--config', '.', '--auto-approve'], options(world));
  expect(code).toBe(3);
});

test('while it waits there is nothing to go on with: exit 3, and nothing changes but the time of the question', async () => {
  const cwd = copyWorld(world);
  const before = hashes(join(cwd, 'ca'));
  const {code} = await goOn(cwd);
  expect(code).toBe(3);
  expect(changedFiles(before, hashes(join(cwd, 'ca')))).toEqual([]);
});

test('what goes on when the wait is over is said with the same configuration and selection, and without what asks anew', async () => {
  const cwd = copyWorld(world);
  const again = ['apply', '--config', '.', '--auto-approve', '--only', FIRST];
  const {code, stdout} = await cscert([...again, '--retry', `medpool.contoso.com/${FIRST}/default`], options(cwd));
  expect({code, stdout}).toEqual({
    code: 3,
    stdout: expect.stringContaining(`\n    cscert apply --only ${FIRST} --config .\n`),
  });
});

test('an approved request is collected and assigned without a question', async () => {
  const cwd = await approved();
  const {code, stdout} = await goOn(cwd);
  expect({code, stdout}).toEqual({code: 0, stdout: expect.stringContaining('Apply complete: 2 done')});
  expect(isAssigned(cwd, FIRST)).toBe(true);
  expect(await goOn(cwd)).toMatchObject({code: 0, stdout: expect.stringContaining('No changes.')});
});

describe('what needs an approval of its own', () => {
  test('is left out and counted, and the rest goes on', async () => {
    const cwd = await approved();
    writeFileSync(join(cwd, 'cscert.yaml'), yaml([FIRST, SECOND]));
    const {code, stdout, stderr} = await goOn(cwd);
    expect(code).toBe(0);
    expect(stderr).toContain('1 certificate with other changes left out');
    expect(stdout).not.toContain(SECOND);
    expect(stdout).toContain('Only what goes on with requests that were approved before is shown.');
    expect(stdout).not.toContain('--only');
    expect([isAssigned(cwd, FIRST), existsSync(join(cwd, 'servers', SECOND))]).toEqual([true, false]);
  });

  test('alone leaves nothing to do, and neither text nor events speak of it', async () => {
    const cwd = copyWorld(world);
    await approveAll(cwd);
    await goOn(cwd);
    writeFileSync(join(cwd, 'cscert.yaml'), yaml([FIRST, SECOND]));
    const before = hashes(join(cwd, 'servers'));
    const {code, stdout} = await goOn(cwd);
    expect({code, spoken: stdout.includes('to request')}).toEqual({code: 0, spoken: false});
    expect(stdout).toContain('Nothing to go on with. 1 certificate with other changes: see cscert plan.');
    expect(stdout).not.toMatch(/No changes|match/);
    const {stdout: events} = await goOn(cwd, '--json');
    const all = events
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(all.filter(({type}) => type === 'planned_change')).toEqual([]);
    expect(all.find(({type}) => type === 'plan_summary').summary).toMatchObject({request: 0, trust: 0, assign: 0});
    expect(changedFiles(before, hashes(join(cwd, 'servers')))).toEqual([]);
  });

  test('is a root that the server lost meanwhile: whom it trusts was not approved for good', async () => {
    const cwd = await approved();
    const root = join(cwd, 'servers', FIRST, 'Root');
    for (const name of readdirSync(root)) rmSync(join(root, name));
    const {stderr} = await goOn(cwd);
    expect(stderr).toContain('1 certificate with other changes left out');
    expect([readdirSync(root), isAssigned(cwd, FIRST)]).toEqual([[], false]);
    await mustRun(['apply', '--config', '.', '--auto-approve'], options(cwd));
    expect(isAssigned(cwd, FIRST)).toBe(true);
  });

  test('is the request for a specification that was changed while it waited', async () => {
    const cwd = await approved();
    edit(join(cwd, 'cscert.yaml'), 'role: mediation', 'role: mediation, defaults: {key: {size: 4096}}');
    const {code, stderr} = await goOn(cwd);
    expect(stderr).toContain('1 certificate with other changes left out');
    expect({code, assigned: isAssigned(cwd, FIRST)}).toEqual({code: 0, assigned: false});
  });

  test('is a denied request that a person wants made anew', async () => {
    const cwd = copyWorld(world);
    const {stdout} = await mustRun(['ca', 'list', '--config', '.'], options(cwd));
    const [ticket = ''] = stdout.match(/\b[0-9a-f]{8,}\b/g) ?? [];
    await mustRun(['ca', 'deny', '--config', '.', '--reason', 'not now', ticket], options(cwd));
    await goOn(cwd);
    const address = `medpool.contoso.com/${FIRST}/default`;
    const before = readdirSync(join(cwd, 'servers', FIRST, 'Request'));
    const {stderr} = await goOn(cwd, '--retry', address);
    expect(stderr).toContain('1 certificate with other changes left out');
    expect(readdirSync(join(cwd, 'servers', FIRST, 'Request'))).toEqual(before);
    expect(
      readFileSync(join(cwd, 'servers', FIRST, 'Request', String(before.find(n => n.endsWith('.json')))), 'utf8'),
    ).toContain('denied');
  });
});
