/** The lock file beside the configuration, through the apply that takes it. */
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {copyWorld, readyWorld} from '../support/contoso-world.ts';
import {type FakeHost, ofAnotherAccount} from '../support/fake-host.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {cscert, temporaryFolder} from '../support/program.ts';

/** Who sleeps wakes at once, when the time has come. */
class HurriedClock extends ManualClock {
  override async sleep(milliseconds: number): Promise<void> {
    this.jump(milliseconds);
  }
}

const folder = temporaryFolder();
let ready: string;

beforeAll(async () => {
  ready = await readyWorld('lab', folder);
});

/** The servers that have stores. */
const storesOf = (cwd: string): readonly string[] =>
  readdirSync(join(cwd, 'servers')).filter(name => !name.startsWith('.'));

/** A lock file of another run, as it lies beside the configuration. */
function lockOf(cwd: string, lease: string, owner = 'eve@elsewhere'): void {
  const lock = {
    id: 'cafe0001',
    operation: 'apply',
    owner,
    run: '99',
    version: '0.1.0',
    since: '2026-03-02T11:59:00.000Z',
    lease,
  };
  writeFileSync(join(cwd, '.cscert.lock'), JSON.stringify(lock));
}

/** A host on which the lock file is created as `how` has it, which is told the how manieth time that is. */
const creating =
  (how: (nth: number, create: () => Promise<boolean>) => Promise<boolean>) =>
  (host: FakeHost): FakeHost => {
    let nth = 0;
    return {
      ...host,
      files: {
        ...host.files,
        create: async (path, ...rest) => {
          const create = (): Promise<boolean> => host.files.create(path, ...rest);
          return path.endsWith('.cscert.lock') ? how(++nth, create) : create();
        },
      },
    };
  };

describe('another run of the same checkout', () => {
  test('is waited for: apply is refused with who, since when and how to unlock', async () => {
    const cwd = copyWorld(ready);
    lockOf(cwd, '2026-03-02T12:00:30.000Z');
    const {code, stderr} = await cscert(['apply', '--auto-approve'], {cwd});
    expect(code).toBe(1);
    for (const words of ['LOCK_HELD', 'eve@elsewhere', '2026-03-02 11:59 UTC', 'cscert unlock cafe0001'])
      expect(stderr.replaceAll(/\s+/g, ' ')).toContain(words);
    expect(storesOf(cwd)).toEqual([]);
    expect(readFileSync(join(cwd, '.cscert.lock'), 'utf8')).toContain('cafe0001');
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('is waited for until %s ends the waiting, and that is no error', async (signal, exitCode) => {
    const cwd = copyWorld(ready);
    lockOf(cwd, '2026-03-02T13:00:00.000Z');
    const {code, stderr} = await cscert(['apply', '--auto-approve', '--lock-timeout', '5m'], {
      cwd,
      prepare: host => ({
        ...host,
        clock: {
          now: host.clock.now,
          async sleep() {
            host.interrupt(signal);
          },
        },
      }),
    });
    expect(code).toBe(exitCode);
    expect(stderr).toContain('Waiting for another run.');
    expect(stderr).not.toContain('LOCK_HELD');
    expect(storesOf(cwd)).toEqual([]);
  });

  test('is said without an escape that a terminal would obey', async () => {
    const cwd = copyWorld(ready);
    lockOf(cwd, '2026-03-02T12:00:30.000Z', 'eve\u001b[2J');
    const clock = new HurriedClock();
    const {stderr} = await cscert(['apply', '--auto-approve', '--lock-timeout', '1s'], {cwd, clock});
    expect(stderr).toContain('Waiting for another run. eve\\x1b[2J (process 99)');
    expect(stderr).not.toContain('\u001b');
  });

  test('that is dead is taken over with a warning', async () => {
    const cwd = copyWorld(ready);
    lockOf(cwd, '2026-03-02T11:59:59.000Z');
    const {code, stderr} = await cscert(['apply', '--auto-approve'], {cwd});
    expect(code).toBe(0);
    expect(stderr).toContain('warning LOCK_TAKEN_OVER');
    expect(existsSync(join(cwd, '.cscert.lock'))).toBe(false);
  });

  test('that left a broken lock file is taken over as well', async () => {
    const cwd = copyWorld(ready);
    writeFileSync(join(cwd, '.cscert.lock'), '{');
    expect((await cscert(['apply', '--auto-approve'], {cwd})).code).toBe(0);
  });

  test('that takes over a dead lock at the same moment is the one that is told, and not the dead one', async () => {
    const cwd = copyWorld(ready);
    lockOf(cwd, '2026-03-02T11:59:59.000Z');
    const {code, stderr} = await cscert(['apply', '--auto-approve'], {
      cwd,
      prepare: creating(async (nth, create) => {
        if (nth === 2) lockOf(cwd, '2026-03-02T12:01:00.000Z', 'bob@nearby');
        return create();
      }),
    });
    expect(code).toBe(1);
    const [, refusal = ''] = stderr.split('error LOCK_HELD');
    expect(refusal.replaceAll(/\s+/g, ' ')).toContain('Another run has just taken the lock of this configuration.');
    expect(refusal).not.toContain('eve@elsewhere');
    expect(refusal).not.toContain('cscert unlock');
  });

  test('that ends in order at the moment of asking is not called abandoned', async () => {
    const cwd = copyWorld(ready);
    let created = 0;
    const {code, stderr} = await cscert(['apply', '--auto-approve'], {
      cwd,
      prepare: creating(async (nth, create) => {
        created = nth;
        return nth === 1 ? false : create();
      }),
    });
    expect([code, created]).toEqual([0, 2]);
    expect(stderr).not.toContain('LOCK_TAKEN_OVER');
  });

  test('of another account, whose lock file cannot be read, keeps it: the locks of the servers decide', async () => {
    const cwd = copyWorld(ready);
    lockOf(cwd, '2026-03-02T11:59:59.000Z');
    const path = join(cwd, '.cscert.lock');
    const {code, stderr} = await cscert(['apply', '--auto-approve'], {cwd, prepare: ofAnotherAccount(path)});
    expect(code).toBe(0);
    expect(stderr).toContain('warning LOCK_FILE');
    expect(stderr).not.toContain('LOCK_TAKEN_OVER');
    expect(readFileSync(path, 'utf8')).toContain('cafe0001');
  });

  test('that has taken this one over keeps its lock', async () => {
    const cwd = copyWorld(ready);
    const ended = await cscert(['apply', '--auto-approve'], {
      cwd,
      prepare: host => ({
        ...host,
        async openLog(options) {
          lockOf(cwd, '2026-03-02T13:00:00.000Z');
          return host.openLog(options);
        },
      }),
    });
    expect(ended.code).toBe(0);
    expect(readFileSync(join(cwd, '.cscert.lock'), 'utf8')).toContain('cafe0001');
  });
});
