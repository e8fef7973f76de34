/** `assign: manual`: issued, stored and copied, shown as ready, and assigned when a person says so. */
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {readPlan} from '../../src/report/plan-json.ts';
import {APPLIED_AT, copyWorld, touched} from '../support/contoso-world.ts';
import {apply, EDGE, EXTERNAL, EXTERNAL_USAGES, inUse, issued, preparedEdge, sharedOf} from '../support/edge-world.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {cscert, mustRun, planOf, temporaryFolder} from '../support/program.ts';

const DAY = 86_400_000;
const APPLY = ['apply', '--config', '.', '--auto-approve'];
const folder = temporaryFolder();
let world: string;

const clockAfter = (days = 0): ManualClock => {
  const clock = new ManualClock(APPLIED_AT);
  clock.advance(days * DAY);
  return clock;
};

const slotOf = (plan: Awaited<ReturnType<typeof planOf>>['plan']) => plan.slots.find(one => one.address === EXTERNAL);
const assignedOn = (cwd: string, n: number): string =>
  readFileSync(join(cwd, 'servers', EDGE(n), 'assigned.json'), 'utf8');

beforeAll(async () => {
  world = await preparedEdge(folder, {
    certificates: `      external:
        usages: [AccessEdgeExternal, DataEdgeExternal, AudioVideoAuthentication]
        assign: manual
      internal: {usages: [Internal]}
`,
  });
  await apply(world);
});

test('apply issues and stores it on every member, and assigns only the others', () => {
  expect(issued(world)).toHaveLength(1);
  for (const n of [1, 2]) {
    expect(existsSync(sharedOf(world, EDGE(n)))).toBe(true);
    expect(assignedOn(world, n)).toContain('"Internal"');
    for (const usage of EXTERNAL_USAGES) expect(assignedOn(world, n)).not.toContain(usage);
  }
});

test('it is then ready: nothing is to be done, the exit code is 0, and the command that assigns it is told', async () => {
  const {plan, code, text} = await planOf(world, {clock: clockAfter()});
  expect({code, actions: plan.actions, state: slotOf(plan)?.state}).toEqual({code: 0, actions: [], state: 'ready'});
  expect(touched(plan)).toEqual({[EXTERNAL]: []});
  expect(text.replaceAll(/\s+/g, ' ')).toContain(`cscert apply --assign ${EXTERNAL}`);
  const again = await apply(world, {clock: clockAfter()});
  expect(again.stdout).not.toContain('Apply complete');
});

test('apply --assign assigns it everywhere, without a new issue, and then all is in sync', async () => {
  const cwd = copyWorld(world);
  const {stdout} = await mustRun([...APPLY, '--assign', EXTERNAL], {cwd, clock: clockAfter()});
  expect(stdout).toContain('Apply complete: 6 done');
  expect(inUse(cwd, EDGE(1))).toEqual(inUse(cwd, EDGE(2)));
  const {plan, code} = await planOf(cwd, {clock: clockAfter()});
  expect({code, state: slotOf(plan)?.state}).toEqual({code: 0, state: 'in-sync'});
  expect(issued(cwd)).toHaveLength(1);
});

describe('a plan that was saved with --assign', () => {
  async function saved(): Promise<{cwd: string; file: string}> {
    const cwd = copyWorld(world);
    const file = join(cwd, '..', 'approved.json');
    await mustRun(['plan', '--config', '.', '--assign', EXTERNAL, '--out', file], {cwd, clock: clockAfter()});
    return {cwd, file};
  }

  test('keeps the wish and assigns when it is applied', async () => {
    const {cwd, file} = await saved();
    const read = readPlan(readFileSync(file, 'utf8'));
    expect('ok' in read && read.ok.wishes).toEqual({retry: [], assign: [EXTERNAL]});
    await mustRun(['apply', file, '--config', '.'], {cwd, clock: clockAfter()});
    expect(inUse(cwd, EDGE(1))).toEqual(inUse(cwd, EDGE(2)));
  });

  test.each([['--assign', EXTERNAL], ['--retry', EXTERNAL], ['--continue']])(
    'takes no other wish: %s is refused',
    async (...flags) => {
      const {cwd, file} = await saved();
      const {code, stderr} = await cscert(['apply', file, '--config', '.', ...flags], {cwd, clock: clockAfter()});
      expect({code, stderr}).toEqual({code: 1, stderr: expect.stringContaining('PLAN_SELECTED_TWICE')});
      expect(assignedOn(cwd, 1)).toBe(assignedOn(world, 1));
    },
  );
});

test('a renewed one is stored and ready beside the one in use, until it is assigned', async () => {
  const cwd = copyWorld(world);
  await mustRun([...APPLY, '--assign', EXTERNAL], {cwd, clock: clockAfter()});
  const [old] = inUse(cwd, EDGE(1));
  await apply(cwd, {clock: clockAfter(250)});
  expect(issued(cwd)).toHaveLength(2);
  expect([inUse(cwd, EDGE(1)), inUse(cwd, EDGE(2))]).toEqual([[old], [old]]);
  const {plan, code} = await planOf(cwd, {clock: clockAfter(250)});
  expect({code, state: slotOf(plan)?.state}).toEqual({code: 0, state: 'ready'});
  await mustRun([...APPLY, '--assign', EXTERNAL], {cwd, clock: clockAfter(250)});
  expect(inUse(cwd, EDGE(1))).toEqual(inUse(cwd, EDGE(2)));
  expect(inUse(cwd, EDGE(1))).not.toEqual([old]);
  expect(issued(cwd)).toHaveLength(2);
});

test('asked for from the start, it is issued and assigned in one go', async () => {
  const cwd = await preparedEdge(join(folder, 'at-once'), {
    certificates: `      external:
        usages: [AccessEdgeExternal, DataEdgeExternal, AudioVideoAuthentication]
        assign: manual
      internal: {usages: [Internal], assign: manual}
`,
  });
  await mustRun([...APPLY, '--assign', EXTERNAL], {cwd, clock: clockAfter()});
  expect(inUse(cwd, EDGE(1))).toEqual(inUse(cwd, EDGE(2)));
  expect(assignedOn(cwd, 1)).not.toContain('"Internal"');
});

test.each(['--assign', '--retry'])('%s of an address that is not declared is refused with a suggestion', async flag => {
  const cwd = copyWorld(world);
  const {code, stdout, stderr} = await cscert([...APPLY, flag, 'edgepool.contoso.com/extrenal'], {cwd});
  expect(code).toBe(1);
  expect(stderr).toContain('UNKNOWN_ADDRESS');
  expect(stderr).toContain(`did you mean "${EXTERNAL}"?`);
  expect(stdout).toBe('');
});
