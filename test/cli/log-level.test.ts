import {readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {files} from '../../src/host/files.ts';
import {openLogFile} from '../../src/host/log-file.ts';
import {copyWorld, readyWorld} from '../support/contoso-world.ts';
import {readEvents} from '../support/event-schema.ts';
import type {FakeHost} from '../support/fake-host.ts';
import {cscert, mustRun, temporaryFolder} from '../support/program.ts';

const folder = temporaryFolder();
let ready: string;

beforeAll(async () => {
  ready = await readyWorld('lab', folder);
});

/** The levels of the lines of a log, each once. */
const levelsOf = (log: string): readonly string[] => [
  ...new Set([...log.matchAll(/^\d{4}-\S+Z (\w+)/gm)].map(([, level = '']) => level)),
];

const APPLY = ['apply', '--auto-approve'] as const;

describe('--log-level', () => {
  test('decides what the log of an apply holds, and changes nothing else', async () => {
    const runs = ['error', 'warn', 'info', 'debug', 'trace'].map(async level => {
      const {code, stdout, log} = await cscert([...APPLY, '--log-level', level], {cwd: copyWorld(ready)});
      expect(code).toBe(0);
      return {stdout: stdout.replaceAll(/[0-9A-F]{8}/g, '#'), levels: levelsOf(log).toSorted()};
    });
    const [error, warn, info, debug, trace] = await Promise.all(runs);
    expect([error, warn, info, debug, trace].map(run => run?.levels)).toEqual([
      [],
      [],
      ['info'],
      ['debug', 'info'],
      ['debug', 'info', 'trace'],
    ]);
    expect(new Set([error, warn, info, debug, trace].map(run => run?.stdout)).size).toBe(1);
  });

  test('without it the log of an apply is that of info', async () => {
    const {log} = await mustRun(APPLY, {cwd: copyWorld(ready)});
    expect(levelsOf(log)).toEqual(['info']);
  });

  test('of trace tells each step with its duration, and what a CA was asked and answered', async () => {
    const {log} = await mustRun([...APPLY, '--log-level', 'trace'], {cwd: copyWorld(ready)});
    expect(log).toMatch(/ trace se01\.contoso\.com: createRequest commonName=\S+ .* -> done after \d+ ms spki=/);
    expect(log).toMatch(/ trace se01\.contoso\.com: assign usage=Default thumbprint=\S+ -> done after \d+ ms/);
    expect(log).toMatch(/ trace authority internal: submit \S+ \.\.\. .*\n(?: {4}.*\n)* {4}csr: MII/);
    expect(log).toMatch(/ debug authority internal: submit \S+ done after \d+ ms state=issued .*\n {4}leaf: MII/);
  });

  test('of debug tells how each certificate was judged, also before anything is approved', async () => {
    const {log} = await mustRun([...APPLY, '--log-level', 'debug'], {cwd: copyWorld(ready)});
    expect(log).toMatch(/ debug global\/oauth: changes, 1 finding\n {4}NO_CERTIFICATE on se01/);
    expect(log.indexOf('global/oauth: changes')).toBeLessThan(log.indexOf('locked'));
  });

  test('names the log of an apply that had nothing to do, or was refused', async () => {
    const cwd = copyWorld(ready);
    await mustRun(APPLY, {cwd});
    const {stderr} = await mustRun([...APPLY, '--log-level', 'debug'], {cwd});
    expect(stderr).toContain('Log: /state/cscert/logs/apply.log\n');
    const refused = await cscert(['apply', '--log-level', 'debug'], {cwd});
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('Log: /state/cscert/logs/apply.log\n');
    expect(refused.log).toContain('NOT_APPROVED');
    expect((await cscert(['apply'], {cwd})).stderr).not.toContain('Log: ');
  });

  test('of a command that keeps no log goes to standard error, without what stands there anyway', async () => {
    const {stdout, stderr} = await mustRun(['plan', '--log-level', 'trace'], {cwd: ready});
    expect(levelsOf(stderr).toSorted()).toEqual(['debug', 'info', 'trace']);
    expect(stderr).toMatch(/trace connection stores: read se01\.contoso\.com \.\.\. deep=false/);
    const plain = await mustRun(['plan'], {cwd: ready});
    expect(stdout).toBe(plain.stdout);
    expect(plain.stderr).toBe('');
    const broken = await cscert(['plan', '--config', 'nowhere', '--log-level', 'debug'], {cwd: ready});
    expect(broken.stderr.match(/CFG_NOT_FOUND/g)).toHaveLength(1);
  });

  test('with --json puts the curious events among the others, and takes none away', async () => {
    const levels = async (...flags: readonly string[]): Promise<readonly string[]> => {
      const {stdout, stderr} = await mustRun(['plan', '--json', ...flags], {cwd: ready});
      expect(stderr).toBe('');
      return [...new Set(readEvents(stdout).map(({level}) => level))].toSorted();
    };
    expect(await levels()).toEqual(['info']);
    expect(await levels('--log-level', 'error')).toEqual(['info']);
    expect(await levels('--log-level', 'debug')).toEqual(['debug', 'info']);
    expect(await levels('--log-level', 'trace')).toEqual(['debug', 'info', 'trace']);
  });

  test('that nobody knows is refused', async () => {
    const {code, stderr} = await cscert(['plan', '--log-level', 'loud'], {cwd: ready});
    expect(code).toBe(1);
    expect(stderr).toContain('Allowed choices are error, warn, info, debug, trace.');
  });
});

describe('--log', () => {
  /** Logs into real files. */
  const real = <T extends object>(host: T) => ({
    ...host,
    files,
    openLog: ({path}: {readonly path?: string}) => openLogFile({...(path && {path}), now: new Date(), suffix: '00'}),
  });

  test('gives any command a log, which only its owner can read', async () => {
    const cwd = copyWorld(ready);
    const {stderr} = await mustRun(['plan', '--log', 'plan.log', '--log-level', 'debug'], {cwd, prepare: real});
    expect(stderr).toBe('');
    const log = readFileSync(join(cwd, 'plan.log'), 'utf8');
    expect(levelsOf(log)).toEqual(['info', 'debug']);
    expect(log).toMatch(/ info {2}cscert [\s\S]* info {2}Exit code 0\n$/);
    expect(statSync(join(cwd, 'plan.log')).mode & 0o777).toBe(0o600);
  });

  test('that cannot be written is said once and keeps nobody from the command', async () => {
    const {code, stderr} = await cscert(['plan', '--log', 'nowhere/plan.log'], {cwd: ready, prepare: real});
    expect(code).toBe(0);
    expect(stderr.match(/LOG_NOT_WRITTEN/g)).toHaveLength(1);
  });

  test('holds a crash with its stack, to be reported', async () => {
    const cwd = copyWorld(ready);
    const random = (): never => {
      throw new TypeError('x is undefined');
    };
    const prepare = (host: FakeHost): FakeHost => ({...real(host), random});
    const {code} = await cscert([...APPLY, '--log', 'apply.log'], {cwd, prepare});
    expect(code).toBe(1);
    const log = readFileSync(join(cwd, 'apply.log'), 'utf8');
    expect(log).toMatch(/ error cscert failed unexpectedly\. TypeError: x is undefined +at /);
    expect(log).toContain('This is a bug in cscert. Please report it');
    expect(log).toMatch(/ Exit code 1\n$/);
  });
});
