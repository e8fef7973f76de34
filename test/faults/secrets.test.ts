/**
 * Secrets in runs that end as no run should: with an error that nobody caught and that carries all that the program was
 * given, by SIGKILL; and what the system shows of a run to others meanwhile.
 */
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {withoutSecrets} from '../../src/cli/without-secrets.ts';
import {spawnFrom} from '../../src/host/programs.ts';
import {Trial} from '../scenarios/secret-trial.ts';
import {type SecretWorld, secretWorld} from '../scenarios/secret-world.ts';
import {findCanaries, makePassword, passwordCanary} from '../support/canary.ts';
import {MemoryFiles} from '../support/memory-files.ts';
import {temporaryFolder} from '../support/program.ts';
import {realPart} from '../support/real-parts.ts';
import {watchProcesses} from '../support/watch-processes.ts';
import {testHost} from '../support/world.ts';
import {makeReadyKeys} from './support/ready-keys.ts';

const folder = temporaryFolder();
let fresh: SecretWorld;
let keys: Readonly<Record<string, string>>;

beforeAll(async () => {
  keys = await makeReadyKeys(join(folder, 'keys'), {2048: 6, 3072: 4});
  fresh = await secretWorld(join(folder, 'fresh'));
}, 300_000);

const trialOf = (name: string): Trial => new Trial(join(folder, name), fresh, keys);

const APPLY = ['apply', '--auto-approve', '--log-level', 'trace'] as const;

describe('a run that crashes', () => {
  test.each([
    ['in a call to a CA', 'call', /UNEXPECTED: Unexpected failure[\s\S]*the machine is on fire/],
    [
      'while it opens a PFX',
      'open',
      /INTERNAL: cscert failed unexpectedly[\s\S]*the machine is on fire[\s\S]*report it/,
    ],
    [
      'where nobody waits',
      'event',
      /^TypeError: the machine is on fire\n {4}at [\s\S]*This is a bug: please report it/m,
    ],
    [
      'in a promise that nobody asks',
      'rejection',
      /^TypeError: the machine is on fire\n {4}at [\s\S]*please report it/m,
    ],
  ])('%s tells what to report, and no secret', async (_where, how, says) => {
    const trial = trialOf(how);
    const {code, stdout, stderr} = await trial.run(APPLY, {CSCERT_CRASH: how});
    expect(code).toBe(1);
    expect(stdout + stderr).toMatch(says);
    if (how !== 'open') expect(trial.log).toMatch(/ trace /);
    await trial.run([...APPLY, '--json'], {CSCERT_CRASH: how});
    expect(trial.leaks()).toEqual([]);
    expect(trial.canaries.length).toBeGreaterThan(4);
  });
});

describe('a run that is killed', () => {
  test.each(['requesting', 'importing', 'copying', 'assigning'])('%s leaves no secret behind', async when => {
    const trial = trialOf(when);
    const {child, ended} = trial.start(APPLY);
    child.stderr?.on('data', text => {
      if (String(text).includes(`: ${when}`)) child.kill('SIGKILL');
    });
    const exit = await ended;
    expect(exit.signal).toBe('SIGKILL');
    trial.keep(APPLY, exit);
    expect(trial.leaks()).toEqual([]);
    const again = await trial.run(APPLY);
    expect(again).toMatchObject({code: 0, stdout: expect.stringContaining(' 0 failed, 0 not run.')});
    expect(trial.leaks()).toEqual([]);
  });
});

const proc = realPart('/proc', process.platform === 'linux');

proc.describe('what the system shows of processes', () => {
  test('while a run goes on has no secret: neither a command line nor what it starts', async () => {
    const trial = trialOf('watched');
    const {child, ended} = trial.start(APPLY);
    const seen = await watchProcesses(child.pid ?? 0, ended);
    expect((await ended).code).toBe(0);
    const place = (name: string, found: ReadonlySet<string>) => ({name, content: [...found].join('\n')});
    const shown = [place('command lines', seen.commands), place('environments of children', seen.environments)];
    expect(trial.leaks(shown)).toEqual([]);
    expect([...seen.commands].some(line => line.includes('apply\0--auto-approve'))).toBe(true);
    // Who starts it gives it two of them in this way, so the search does see an environment.
    expect(findCanaries([place('its own environment', seen.own)], trial.passwords)).toHaveLength(2);
  });

  test('of a program that cscert starts has no variable that the configuration takes a secret from', async () => {
    const [secret, other] = [makePassword(), makePassword()];
    const environment = {PATH: process.env['PATH'], CANARY_CA: secret, OTHER: other};
    const host = {...testHost(new MemoryFiles()), spawn: spawnFrom({environment, platform: process.platform})};
    const child = withoutSecrets(host, {authorities: {corp: {passphrase: 'env:CANARY_CA'}}});
    const program = child.spawn({program: process.execPath, args: ['-e', 'setTimeout(() => undefined, 300)']});
    const seen = await watchProcesses(process.pid, program.ended);
    const content = [...seen.environments].join('\n');
    const canaries = [passwordCanary('the secret', secret), passwordCanary('another variable', other)];
    expect(findCanaries([{name: 'environment', content}], canaries)).toEqual([
      'another variable: as it is in environment',
    ]);
  });
});
