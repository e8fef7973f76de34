import {existsSync, readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {copyWorld} from '../support/contoso-world.ts';
import {endedWith} from '../support/ended-with.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {copyExample, cscert, mustRun, planOf, temporaryFolder} from '../support/program.ts';

const folder = temporaryFolder();
/** Before the first apply; with everything applied; and with empty stores but a CA, whose keys take the longest. */
let prepared: string;
let applied: string;
let ready: string;
const DAY = 86_400_000;

beforeAll(async () => {
  prepared = copyExample('lab', folder);
  await mustRun(['init'], {cwd: prepared});
  applied = copyWorld(prepared);
  await mustRun(['apply', '--auto-approve'], {cwd: applied});
  ready = copyWorld(applied);
  rmSync(join(ready, 'servers'), {recursive: true});
  await mustRun(['init'], {cwd: ready});
});

const COMPLETE = 'Apply complete: 10 done, 0 already done, 0 waiting, 0 failed, 0 not run.';

/** The servers that have stores. */
const storesOf = (cwd: string): readonly string[] =>
  readdirSync(join(cwd, 'servers')).filter(name => !name.startsWith('.'));

describe('approval', () => {
  test('without a terminal and without a flag is refused before any server is read', async () => {
    const {code, stdout, stderr} = await cscert(['apply'], {cwd: '/nowhere'});
    expect({code, stdout}).toEqual({code: 1, stdout: ''});
    expect(stderr).toContain('error NOT_APPROVED: Nobody is here to approve the plan');
    expect(stderr).toContain('--auto-approve');
  });

  test('in a pipeline is refused even where there is a terminal', async () => {
    const {code, stderr} = await cscert(['apply'], {cwd: prepared, isTTY: true, environment: {CI: 'true'}});
    expect(code).toBe(1);
    expect(stderr).toContain('NOT_APPROVED');
  });

  test('on a terminal is asked for after the plan was shown, and only "yes" gives it', async () => {
    for (const answer of ['y', 'YES', 'no', '']) {
      const ended = await cscert(['apply'], {cwd: prepared, isTTY: true, answers: [answer]});
      expect(ended.code).toBe(1);
      expect(ended.stdout).toContain('Plan: 1 to trust');
      expect(ended.stdout).not.toContain('Apply complete');
      expect(ended.stderr).toContain('Not applied.');
      expect(existsSync(join(prepared, 'ca'))).toBe(false);
    }
    const ended = await cscert(['apply'], {cwd: copyWorld(ready), isTTY: true, answers: ['yes']});
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain(COMPLETE);
  });

  test('at the end of input is taken for a no', async () => {
    const ended = await cscert(['apply'], {cwd: prepared, isTTY: true, answers: []});
    expect(ended.code).toBe(1);
  });

  test('by --auto-approve needs no terminal', async () => {
    const {code, stdout} = await cscert(['apply', '--auto-approve'], {cwd: copyWorld(ready)});
    expect(code).toBe(0);
    expect(stdout).toContain(COMPLETE);
  });

  test('by --expect holds for that plan and no other', async () => {
    const cwd = copyWorld(ready);
    const {plan} = await planOf(cwd);
    const wrong = await cscert(['apply', '--expect', `sha256:${'0'.repeat(64)}`], {cwd});
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain('error PLAN_NOT_EXPECTED');
    expect(wrong.stderr).toContain(plan.digest);
    expect(storesOf(cwd)).toEqual([]);
    const later = new ManualClock();
    later.advance(3 * DAY);
    expect(await cscert(['apply', '--expect', plan.digest], {cwd, clock: later})).toEqual(endedWith(0));
  });
});

describe('with nothing to do', () => {
  test('apply says so, asks nothing and is no error', async () => {
    const {code, stdout} = await cscert(['apply'], {cwd: applied, isTTY: true, answers: []});
    expect(code).toBe(0);
    expect(stdout).toContain('No changes. 1 server matches the configuration.');
  });

  test('a saved plan says so too', async () => {
    await mustRun(['plan', '--out', '../nothing.json'], {cwd: applied});
    const {code, stdout} = await cscert(['apply', '../nothing.json'], {cwd: applied});
    expect(code).toBe(0);
    expect(stdout).toContain('No changes.');
  });
});

describe('an apply', () => {
  test('ends with its stable line and the path of its log, which holds plan, steps and result', async () => {
    const {stdout, log} = await cscert(['apply', '--auto-approve'], {cwd: copyWorld(ready)});
    expect(stdout.trimEnd().split('\n').slice(-2)).toEqual([COMPLETE, 'Log: /state/cscert/logs/apply.log']);
    const order = [
      'Configuration loaded',
      'se01.contoso.com: read in',
      'planned',
      'se01.contoso.com: locked',
      'import done',
      'assign done',
      'unlocked',
      'Exit code 0',
    ];
    const places = order.map(words => log.indexOf(words));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBeGreaterThanOrEqual(0);
  });

  test('whose log cannot be opened, or breaks later, warns once and does its work', async () => {
    for (const openLog of [
      async () => Promise.reject(new Error('EACCES: no')),
      async () => ({
        path: '/log',
        append: () => {
          throw new Error('ENOSPC: full');
        },
        close: () => undefined,
      }),
    ]) {
      const {code, stdout, stderr} = await cscert(['apply', '--auto-approve'], {
        cwd: copyWorld(ready),
        prepare: host => ({...host, openLog}),
      });
      expect(code).toBe(0);
      expect(stdout).toContain(COMPLETE);
      expect(stderr.match(/warning LOG_NOT_WRITTEN/g)).toHaveLength(1);
    }
  });

  test('keeps the key of the certificate and the CA from everybody else', async () => {
    const {stdout, log, stderr} = await cscert(['apply', '--auto-approve', '--verbose'], {cwd: copyWorld(ready)});
    expect(stdout + stderr + log).not.toMatch(/PRIVATE KEY/);
  });

  test('removes its lock file beside the configuration', () => {
    expect(existsSync(join(applied, '.cscert.lock'))).toBe(false);
  });
});

describe('an interrupt', () => {
  test('while the servers are read ends apply with 130 or 143 before anything is asked or done', async () => {
    for (const [signal, expected] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      const {code, stdout} = await cscert(['apply', '--auto-approve'], {
        cwd: prepared,
        prepare: host => ({
          ...host,
          files: {
            ...host.files,
            list(path) {
              host.interrupt(signal);
              return host.files.list(path);
            },
          },
        }),
      });
      expect({code, stdout}).toEqual({code: expected, stdout: ''});
    }
  });

  test('while a key is made finishes that, starts nothing new, and says what was not run', async () => {
    const cwd = copyWorld(ready);
    const {code, stdout, stderr} = await cscert(['apply', '--auto-approve'], {
      cwd,
      prepare: host => ({
        ...host,
        files: {
          ...host.files,
          async create(path, data, options) {
            if (path.endsWith('.p10')) host.interrupt('SIGINT');
            return host.files.create(path, data, options);
          },
          async write(path, data, options) {
            if (path.endsWith('.p10')) host.interrupt('SIGINT');
            return host.files.write(path, data, options);
          },
        },
      }),
    });
    expect(code).toBe(130);
    expect(stderr).toContain('Interrupt received. Finishing the running step; press Ctrl-C again to stop at once.');
    expect(stdout).toMatch(/Apply complete: \d+ done, 0 already done, 0 waiting, 0 failed, [1-9]\d* not run\./);
    expect(existsSync(join(cwd, '.cscert.lock'))).toBe(false);
    expect(existsSync(join(cwd, 'servers/se01.contoso.com/lock.json'))).toBe(false);

    expect((await cscert(['apply', '--auto-approve'], {cwd})).code).toBe(0);
    expect((await planOf(cwd)).code).toBe(0);
  });
});

test('a server that cannot be read makes plan and apply end with 1, and its reason is told once', async () => {
  const cwd = copyWorld(applied);
  rmSync(join(cwd, 'servers'), {recursive: true});
  const plan = await cscert(['plan', '--detailed-exitcode'], {cwd});
  expect(plan.code).toBe(1);
  expect(plan.stdout).toContain('1 unknown');
  expect((await cscert(['apply', '--auto-approve'], {cwd})).code).toBe(1);
});
