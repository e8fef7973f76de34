import {readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {certificateOf, copyWorld, edit, keyOf} from '../support/contoso-world.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {copyExample, cscert, mustRun, temporaryFolder} from '../support/program.ts';

const folder = temporaryFolder();
const SERVER = 'se01.contoso.com';
/** An applied lab whose server has lost a key, and a plan that mends it. */
let hurt: string;

beforeAll(async () => {
  const world = copyExample('lab', folder);
  await mustRun(['init'], {cwd: world});
  await mustRun(['apply', '--auto-approve'], {cwd: world});
  hurt = copyWorld(world);
  rmSync(keyOf(certificateOf(hurt, SERVER, 'Default')));
  await mustRun(['plan', '--out', 'plan.json'], {cwd: hurt});
});

/** Changes the saved plan as a text editor could. */
function changePlan(cwd: string, change: (plan: Record<string, unknown>) => void): void {
  const path = join(cwd, 'plan.json');
  const plan = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  change(plan);
  writeFileSync(path, JSON.stringify(plan));
}

async function refusal(cwd: string, clock = new ManualClock(), flags: readonly string[] = []): Promise<string> {
  const {code, stdout, stderr} = await cscert(['apply', 'plan.json', ...flags], {cwd, clock});
  expect({code, stdout}).toEqual({code: 1, stdout: ''});
  return stderr;
}

describe('a saved plan', () => {
  test('can be read by its owner only, and says how to apply it', async () => {
    expect(statSync(join(hurt, 'plan.json')).mode & 0o777).toBe(0o600);
    const {stdout} = await mustRun(['plan', '--out', '../again.json'], {cwd: hurt, isTTY: true});
    expect(stdout).toContain('\n    cscert apply ../again.json\n');
  });

  test('is the same bytes for the same world', async () => {
    await mustRun(['plan', '--out', '../again.json'], {cwd: hurt});
    expect(readFileSync(join(hurt, '..', 'again.json'), 'utf8')).toBe(readFileSync(join(hurt, 'plan.json'), 'utf8'));
  });

  test('is shown as plan showed it', async () => {
    const planned = await mustRun(['plan', '--out', 'plan.json'], {cwd: copyWorld(hurt)});
    const shown = await mustRun(['show', 'plan.json'], {cwd: hurt});
    expect(shown.stdout).toBe(planned.stdout);
  });

  test('is shown with --verbose as plan --verbose showed it', async () => {
    const planned = await mustRun(['plan', '--verbose', '--out', 'plan.json'], {cwd: copyWorld(hurt)});
    const shown = await mustRun(['show', 'plan.json', '--verbose'], {cwd: hurt});
    expect(shown.stdout).toBe(planned.stdout);
  });

  test('is applied without a question, and then is stale itself', async () => {
    const cwd = copyWorld(hurt);
    const {code, stdout} = await cscert(['apply', 'plan.json'], {cwd});
    expect(code).toBe(0);
    expect(stdout).toContain('Apply complete: 5 done, 0 already done, 0 waiting, 0 failed, 0 not run.');
    expect(await refusal(cwd)).toContain('PLAN_STALE');
  });
});

describe('a saved plan is refused, with what moved,', () => {
  test('when the configuration has changed', async () => {
    const cwd = copyWorld(hurt);
    edit(join(cwd, 'cscert.yaml'), 'webext.contoso.com', 'webext2.contoso.com');
    const said = await refusal(cwd);
    expect(said).toContain('error PLAN_STALE: Saved plan is stale');
    expect(said).toContain('The configuration has changed since');
  });

  test('when a server that it touches has changed, naming the server and the part', async () => {
    const cwd = copyWorld(hurt);
    rmSync(join(cwd, 'servers', SERVER, 'assigned.json'));
    const said = await refusal(cwd);
    expect(said).toContain(`${SERVER} has changed since the plan was made: the assignments.`);
  });

  test('when it is older than a day, or than it may be', async () => {
    const clock = new ManualClock();
    clock.advance(86_400_001);
    expect(await refusal(hurt, clock)).toMatch(/It was made 24 hours ago; the\s+limit is 24 hours/);
    const soon = new ManualClock();
    soon.advance(3_600_000 * 3);
    expect(await refusal(hurt, soon, ['--max-plan-age', '2h'])).toMatch(/made 3 hours ago; the\s+limit is 2 hours/);
  });

  test('when it comes from the future: one of two clocks is wrong', async () => {
    expect(await refusal(hurt, new ManualClock('2026-03-02T11:00:00.000Z'))).toMatch(
      /this machine's clock has not\s+reached yet/,
    );
  });

  test('when it is of another format', async () => {
    const cwd = copyWorld(hurt);
    changePlan(cwd, plan => {
      plan['format'] = 2;
    });
    expect(await refusal(cwd)).toMatch(/error PLAN_\w+: .*\n[\s\S]*plan\.json/);
  });

  test.each([
    ['text', 'hello'],
    ['half a plan', '{"format": 1'],
    ['a plan without actions', '{"format": 1}'],
  ])('when it is %s', async (_title, text) => {
    const cwd = copyWorld(hurt);
    writeFileSync(join(cwd, 'plan.json'), text);
    expect(await refusal(cwd)).toMatch(/^error PLAN_/);
  });

  test('when there is none', async () => {
    const {code, stderr} = await cscert(['apply', 'nowhere.json'], {cwd: hurt});
    expect(code).toBe(1);
    expect(stderr).toContain('error FILE_NOT_READ');
  });

  test('when some of its actions were taken away, although the digest that was approved still stands in it', async () => {
    const cwd = copyWorld(hurt);
    let approved = '';
    changePlan(cwd, plan => {
      approved = String(plan['digest']);
      plan['actions'] = [];
      plan['slots'] = (plan['slots'] as readonly object[]).map(slot => ({...slot, actions: []}));
    });
    const said = await refusal(cwd, new ManualClock(), ['--expect', approved]);
    expect(said).toContain('error PLAN_INVALID: Plan file is damaged');
    expect(said).toMatch(/It was changed after it was\s+made/);
    expect((await cscert(['show', 'plan.json'], {cwd})).code).toBe(1);
  });

  test.each([
    ['selection', {only: [], exclude: ['$(halt)']}],
    ['wishes', {retry: [], assign: ['`halt`']}],
  ])('when its %s is of nothing that is declared, which the next command would have in it', async (part, value) => {
    const cwd = copyWorld(hurt);
    changePlan(cwd, plan => {
      plan[part] = value;
    });
    const said = await refusal(cwd, new ManualClock());
    expect(said).toContain('error PLAN_INVALID: Plan file is damaged');
    expect(said).not.toContain('halt');
  });

  test.each([['pool'], ['connection']])(
    'when a server has another %s in it than in its configuration, which its digest is not about',
    async part => {
      const cwd = copyWorld(hurt);
      changePlan(cwd, plan => {
        const holders = Object.entries(plan['holders'] as Readonly<Record<string, object>>);
        plan['holders'] = Object.fromEntries(
          holders.map(([server, holder]) => [server, {...holder, [part]: 'elsewhere.contoso.com'}]),
        );
      });
      const said = await refusal(cwd, new ManualClock());
      expect(said).toContain('error PLAN_INVALID: Plan file is damaged');
      expect(said.replaceAll(/\s+/g, ' ')).toContain(`another pool or connection for ${SERVER}.`);
    },
  );

  test('when its digest is not the expected one', async () => {
    expect(await refusal(copyWorld(hurt), new ManualClock(), ['--expect', 'sha256:0'])).toContain('PLAN_NOT_EXPECTED');
  });

  test('when a selection is given with it, which it would not follow', async () => {
    expect(await refusal(hurt, new ManualClock(), ['--only', SERVER])).toContain('error PLAN_SELECTED_TWICE');
  });
});

test('a plan that cannot be written makes plan fail', async () => {
  const {code, stdout, stderr} = await cscert(['plan', '--out', 'no/such/folder/plan.json'], {cwd: hurt, isTTY: true});
  expect(code).toBe(1);
  expect(stderr).toContain('error FILE_NOT_WRITTEN');
  expect(stderr).toMatch(/its\s+folder\s+does\s+not\s+exist\./);
  expect(stdout).toContain('Plan: ');
  expect(stdout).not.toContain('To do this:');
});

test.each([
  ['a plan', ['plan', '--out'], 1, 'error FILE_NOT_WRITTEN'],
  ['an inspected world', ['inspect', '--out'], 1, 'error FILE_NOT_WRITTEN'],
  ['a calendar', ['calendar', '--out'], 1, 'error FILE_NOT_WRITTEN'],
  ['a log', ['plan', '--log'], 0, 'warning LOG_NOT_WRITTEN'],
])('%s is not written over a configuration, a certificate or a key', async (_what, argv, code, says) => {
  const cwd = copyWorld(hurt);
  const key = join('ca', 'authority', 'issuing.key');
  for (const name of ['cscert.yaml', key]) {
    const before = readFileSync(join(cwd, name));
    const ended = await cscert([...argv, name], {cwd});
    expect({code: ended.code, stderr: ended.stderr}).toEqual({code, stderr: expect.stringContaining(says)});
    expect(readFileSync(join(cwd, name))).toEqual(before);
  }
});
