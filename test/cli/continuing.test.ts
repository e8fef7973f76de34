/** `apply --continue`: what only goes on with an approved request is done without a question, and nothing else is. */
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import type {CommandContext} from '../../src/cli/command.ts';
import {continuing} from '../../src/cli/continuing.ts';
import type {Planned} from '../../src/cli/make-plan.ts';
import {APPLIED_AT, changedFiles, copyWorld, edit, hashes} from '../support/contoso-world.ts';
import {endedWith} from '../support/ended-with.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {cscert, mustRun, temporaryFolder} from '../support/program.ts';
import {
  aCertificate,
  aGoodHolder,
  aHolder,
  aSlot,
  aWorld,
  deeds,
  FE01,
  inDays,
  planOf,
} from '../support/small-world.ts';

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

const options = (cwd: string, at = APPLIED_AT) => ({cwd, clock: new ManualClock(at)});
const goOn = (cwd: string, ...flags: readonly string[]) =>
  cscert(['apply', '--config', '.', '--continue', ...flags], options(cwd));
const isAssigned = (cwd: string, server: string): boolean => existsSync(join(cwd, 'servers', server, 'assigned.json'));

async function approveAll(cwd: string, at = APPLIED_AT): Promise<void> {
  const {stdout} = await mustRun(['ca', 'list', '--config', '.'], options(cwd, at));
  const tickets = stdout.match(/\b[0-9a-f]{8,}\b/g) ?? [];
  await mustRun(['ca', 'approve', '--config', '.', tickets[0] ?? ''], options(cwd, at));
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
  const going = await goOn(cwd, '--only', FIRST);
  expect({code: going.code, stdout: going.stdout}).toEqual({
    code: 3,
    stdout: expect.stringContaining(`\n    cscert apply --continue --only ${FIRST} --config .\n`),
  });
  expect((await goOn(cwd)).stdout).toContain('\n    cscert apply --continue --config .\n');
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
    // What was left out waits, if only for an approval.
    expect(code).toBe(3);
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
    expect({code, spoken: stdout.includes('to request')}).toEqual({code: 3, spoken: false});
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
    expect({code, assigned: isAssigned(cwd, FIRST)}).toEqual({code: 3, assigned: false});
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

describe('what waited for a maintenance window', () => {
  /** A Monday on which the certificate is due, and the night of the Saturday after it. */
  const MONDAY = '2026-11-16T12:00:00.000Z';
  const SATURDAY = '2026-11-21T23:00:00.000Z';
  const assignments = (cwd: string) => join(cwd, 'servers', FIRST, 'assigned.json');
  const inUse = (cwd: string) => JSON.parse(readFileSync(assignments(cwd), 'utf8')).usages.Default;
  const goOnAt = (cwd: string, at: string) => cscert(['apply', '--config', '.', '--continue'], options(cwd, at));
  /** Renewed on Monday: asked for with an approval, answered, and gone on with. */
  let renewed: string;

  beforeAll(async () => {
    renewed = await approved();
    const window = '{timeZone: UTC, windows: [{days: [sat], from: "22:00", to: "04:00"}]}';
    edit(join(renewed, 'cscert.yaml'), 'role: mediation', `role: mediation, defaults: {maintenance: ${window}}`);
    expect(await goOn(renewed)).toEqual(endedWith(0));
    const {code} = await cscert(['apply', '--config', '.', '--auto-approve'], options(renewed, MONDAY));
    expect(code).toBe(3);
    await approveAll(renewed, MONDAY);
    expect(await goOnAt(renewed, MONDAY)).toMatchObject({code: 3, stdout: expect.stringContaining('1 done')});
  });

  test('was approved with the request: it still waits before, and is assigned in the window', async () => {
    const cwd = copyWorld(renewed);
    const {current: before} = inUse(cwd);
    expect(await goOnAt(cwd, '2026-11-18T12:00:00.000Z')).toEqual(endedWith(3));
    expect(inUse(cwd).current).toBe(before);
    expect(await goOnAt(cwd, SATURDAY)).toMatchObject({code: 0, stdout: expect.stringContaining('1 done')});
    expect(inUse(cwd)).toMatchObject({current: expect.not.stringContaining(before), previous: before});
  });

  test('what is to be done of servers alone is left out and counted too', () => {
    const slot = aSlot({});
    const world = aWorld([slot], {[FE01]: aGoodHolder([slot], {root: []})});
    const plan = planOf(world);
    expect(deeds(plan)).toEqual(['trust fe01 Root']);
    const remarks: string[] = [];
    const cx = {output: {remark: (text: string) => remarks.push(text)}} as unknown as CommandContext;
    const {desired, actual} = world;
    const going = continuing(cx, {plan, configuration: {desired}, actual} as unknown as Planned);
    expect([going.plan.actions, going.leftOut]).toEqual([[], ['1 server']]);
    expect(remarks.join('')).toContain('1 server with other changes left out');
  });

  test('goes on beside what is to be put away, which is left out', () => {
    const AV = 'AudioVideoAuthentication';
    const maintenance = {timeZone: 'UTC', windows: [{days: ['mon'], from: 0, to: 24 * 60}]} as const;
    const slot = aSlot({usages: ['AccessEdgeExternal', AV], upkeep: {maintenance}});
    const [before, after] = [
      aCertificate(slot, {label: 'before', notAfter: inDays(20)}),
      aCertificate(slot, {notBefore: inDays(-3)}),
    ];
    const old = {current: before.thumbprint, since: inDays(-100)};
    const rolled = {current: after.thumbprint, previous: before.thumbprint, since: inDays(-1)};
    const assigned = {AccessEdgeExternal: old, [AV]: rolled};
    const {desired, actual} = aWorld([slot], {[FE01]: aHolder({my: [before, after], assigned})});
    const plan = planOf({desired, actual});
    expect(deeds(plan)).toEqual(['assign fe01 AccessEdgeExternal', 'retire fe01']);
    const remarks: string[] = [];
    const cx = {output: {remark: (text: string) => remarks.push(text)}} as unknown as CommandContext;
    const going = continuing(cx, {plan, configuration: {desired}, actual} as unknown as Planned);
    expect([deeds(going.plan), going.plan.summary.retire, going.leftOut]).toEqual([
      [deeds(plan)[0]],
      0,
      ['1 certificate'],
    ]);
    expect(going.plan.slots[0]?.actions).toEqual(going.plan.actions.map(({id}) => id));
    expect(remarks.join('')).toContain('1 certificate with other changes left out');
  });

  test.each([
    [
      'points to the one before again',
      ({current, previous, since}: ReturnType<typeof inUse>) => ({current: previous, previous: current, since}),
    ],
    [
      'points to the one before, of which nobody knows since when',
      ({previous}: ReturnType<typeof inUse>) => ({current: previous}),
    ],
  ])('is not assigned a second time: somebody %s', async (_title, back) => {
    const cwd = copyWorld(renewed);
    await goOnAt(cwd, SATURDAY);
    writeFileSync(assignments(cwd), JSON.stringify({format: 1, usages: {Default: back(inUse(cwd))}}));
    const before = hashes(join(cwd, 'servers'));
    const {code, stderr} = await goOnAt(cwd, SATURDAY);
    expect({code, stderr}).toEqual({
      code: 3,
      stderr: expect.stringContaining('1 certificate with other changes left out'),
    });
    expect(changedFiles(before, hashes(join(cwd, 'servers')))).toEqual([]);
  });
});
