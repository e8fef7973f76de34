/** What only a process of its own can show: signals, exit codes, pipes, files in the user's folders. */
import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {closeSync, constants, mkdirSync, openSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {copyWorld, readyWorld} from '../support/contoso-world.ts';
import {pause} from '../support/pause.ts';
import {temporaryFolder} from '../support/program.ts';
import {ROOT} from '../support/program-parts.ts';
import {realPart} from '../support/real-parts.ts';
import {spawnCscert, spawnProgram} from '../support/spawn.ts';

const folder = temporaryFolder();
let lab: string;
let contoso: string;

beforeAll(async () => {
  lab = await readyWorld('lab', folder);
  contoso = await readyWorld('contoso', folder);
});

describe('the exit code of the process', () => {
  test.each([
    [['--version'], 0],
    [['validate'], 0],
    [['plan'], 0],
    [['plan', '--detailed-exitcode'], 2],
    [['apply'], 1],
    [['validate', '--config', 'nowhere.yaml'], 1],
    [['nonsense'], 1],
  ])('of %j is %i', async (argv, expected) => {
    const {code, stderr} = await spawnCscert(argv, {cwd: lab});
    expect({code, stderr: code === expected ? '' : stderr}).toEqual({code: expected, stderr: ''});
  });
});

const unix = realPart('the special files of Unix', process.platform !== 'win32');

describe('a pipe that nobody reads', () => {
  unix.test('holds up no apply, which would lose the locks that it can no longer show to hold', async () => {
    const cwd = copyWorld(contoso);
    const path = join(cwd, '..', 'pipe');
    execFileSync('mkfifo', [path]);
    const [reader, writer] = [openSync(path, constants.O_RDWR), openSync(path, 'w')];
    const child = spawn(
      process.execPath,
      [join(ROOT, 'bin', 'cscert.cjs'), 'apply', '--config', '.', '--auto-approve', '--json', '--log-level', 'trace'],
      {cwd, env: {XDG_STATE_HOME: join(cwd, '..', 'state')}, stdio: ['ignore', writer, 'ignore']},
    );
    const ended = once(child, 'exit');
    try {
      await until(() => locksIn(cwd).length > 0);
      await until(() => locksIn(cwd).length === 0);
      expect((await spawnCscert(['plan', '--config', '.'], {cwd})).stdout).toContain('No changes.');
      // It has more to say than fits into a pipe, and waits for somebody to hear it.
      expect(child.exitCode).toBeNull();
    } finally {
      child.kill('SIGKILL');
      await ended;
      for (const descriptor of [reader, writer]) closeSync(descriptor);
    }
  });
});

describe('Ctrl-C', () => {
  test('ends an apply with 130 after the running step; the locks are given back, and a second run goes on from there', async () => {
    const cwd = copyWorld(contoso);
    const environment = {XDG_STATE_HOME: join(cwd, '..', 'state')};
    let interrupted = false;
    const first = await spawnCscert(['apply', '--config', '.', '--auto-approve', '--parallelism', '1'], {
      cwd,
      environment,
      hear(said, child) {
        if (interrupted || !said.includes('importing')) return;
        interrupted = true;
        child.kill('SIGINT');
      },
    });
    expect({code: first.code, signal: first.signal}).toEqual({code: 130, signal: null});
    expect(first.stderr).toContain('Interrupt received.');
    expect(first.stdout).toMatch(
      /Apply complete: [1-9]\d* done, 0 already done, 0 waiting, 0 failed, [1-9]\d* not run\./,
    );
    expect(locksIn(cwd)).toEqual([]);

    const second = await spawnCscert(['apply', '--config', '.', '--auto-approve'], {cwd, environment});
    expect({code: second.code, stderr: second.code === 0 ? '' : second.stderr}).toEqual({code: 0, stderr: ''});
    const plan = await spawnCscert(['plan', '--config', '.', '--detailed-exitcode'], {cwd});
    expect(plan.stdout).toContain('No changes.');
    expect(plan.code).toBe(0);
  });

  test('twice ends it at once, and still no lock stays', async () => {
    const cwd = copyWorld(contoso);
    let sent = 0;
    const ended = await spawnCscert(['apply', '--config', '.', '--auto-approve'], {
      cwd,
      environment: {XDG_STATE_HOME: join(cwd, '..', 'state')},
      hear(said, child) {
        if ((sent === 0 && said.includes('requesting')) || (sent === 1 && said.includes('Interrupt received'))) {
          sent++;
          child.kill('SIGINT');
        }
      },
    });
    expect({code: ended.code, sent}).toEqual({code: 130, sent: 2});
    expect(ended.stderr).toContain('Stopping at once: the last step may be half done.');
    expect(locksIn(cwd)).toEqual([]);
  });

  test('as SIGTERM ends it with 143', async () => {
    const cwd = copyWorld(lab);
    const ended = await spawnCscert(['apply', '--auto-approve'], {
      cwd,
      environment: {XDG_STATE_HOME: join(cwd, '..', 'state')},
      hear(said, child) {
        if (said.includes('requesting')) child.kill('SIGTERM');
      },
    });
    expect(ended.code).toBe(143);
    expect(locksIn(cwd)).toEqual([]);
  });
});

/** For half a minute at most. */
async function until(holds: () => boolean): Promise<void> {
  for (let look = 0; look < 1500; look++) {
    if (holds()) return;
    await pause(20);
  }
  throw new Error(`still not so: ${holds}`);
}

const locksIn = (cwd: string): readonly string[] =>
  readdirSync(cwd, {recursive: true, encoding: 'utf8'}).filter(name =>
    /(?:^|\/)(?:lock\.json|\.cscert\.lock)$/.test(name),
  );

describe('the log of an apply', () => {
  test('lies in the state folder, can be read by its owner only, and the last 20 are kept', async () => {
    const cwd = copyWorld(lab);
    const state = join(cwd, '..', 'state');
    const logs = join(state, 'cscert', 'logs');
    mkdirSync(logs, {recursive: true});
    const old = Array.from(
      {length: 25},
      (_, index) => `apply-202501${String(index + 1).padStart(2, '0')}T000000Z-0.log`,
    );
    for (const name of old) writeFileSync(join(logs, name), 'old');
    const {code, stdout} = await spawnCscert(['apply', '--auto-approve'], {cwd, environment: {XDG_STATE_HOME: state}});
    expect(code).toBe(0);
    const [, path = ''] = /^Log: (.*)$/m.exec(stdout) ?? [];
    expect(path.startsWith(join(logs, 'apply-'))).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(logs)).toHaveLength(20);
    expect(readdirSync(logs)).not.toContain(old[0]);
    expect(readFileSync(path, 'utf8').trimEnd().endsWith('Exit code 0')).toBe(true);
  });

  test('goes where --log says, from the folder that -C names', async () => {
    const cwd = copyWorld(lab);
    const {code, stdout} = await spawnCscert(['apply', '-C', cwd, '--auto-approve', '--log', 'run.log'], {cwd: folder});
    expect(code).toBe(0);
    expect(stdout).toContain(`Log: ${join(cwd, 'run.log')}\n`);
    expect(statSync(join(cwd, 'run.log')).mode & 0o777).toBe(0o600);
  });
});

describe('a closed pipe', () => {
  test('ends the output quietly', async () => {
    const script = `"$0" "$1" plan --config . --json | head -n 1; echo "codes \${PIPESTATUS[*]}"`;
    const launcher = join(__dirname, '..', '..', 'bin', 'cscert.cjs');
    const {stdout, stderr} = await spawnProgram('bash', ['-c', script, process.execPath, launcher], {cwd: contoso});
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^\{"type":"version".*\ncodes 0 0\n$/);
  });
});

describe('the configuration', () => {
  test('comes from standard input with --config -', async () => {
    const script = `"$0" "$1" validate --config - < cscert.yaml`;
    const launcher = join(__dirname, '..', '..', 'bin', 'cscert.cjs');
    const {code, stdout} = await spawnProgram('bash', ['-c', script, process.execPath, launcher], {cwd: lab});
    expect({code, stdout}).toEqual({
      code: 0,
      stdout: 'The configuration is valid: 1 pool, 1 server, 2 certificates, from 1 file.\n',
    });
  });

  test('comes from $CSCERT_CONFIG when nothing names it', async () => {
    const {code} = await spawnCscert(['validate'], {cwd: folder, environment: {CSCERT_CONFIG: lab}});
    expect(code).toBe(0);
  });
});
