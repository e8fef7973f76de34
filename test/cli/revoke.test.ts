import {existsSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {APPLIED_AT, appliedWorld, certificateOf, copyWorld} from '../support/contoso-world.ts';
import {endedWith} from '../support/ended-with.ts';
import type {FakeHost} from '../support/fake-host.ts';
import {expectGolden} from '../support/golden.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {cscert, mustRun, type RunOptions, temporaryFolder} from '../support/program.ts';

const folder = temporaryFolder();
const ADDRESS = 'se01.contoso.com/se01.contoso.com/default';
const SERVER = 'se01.contoso.com';
let applied: string;

beforeAll(async () => {
  applied = await appliedWorld('lab', folder);
});

const at = (cwd: string, more: RunOptions = {}): RunOptions => ({cwd, clock: new ManualClock(APPLIED_AT), ...more});
const revoke = (cwd: string, argv: readonly string[], more?: RunOptions) =>
  cscert(['revoke', '--reason', 'keyCompromise', ...argv], at(cwd, more));
const revocations = (cwd: string): readonly string[] => {
  const path = join(cwd, 'ca', 'revoked');
  return existsSync(path) ? readdirSync(path) : [];
};
const thumbprintOf = (cwd: string): string => {
  const name = certificateOf(cwd, SERVER, 'Default, WebServices').split('/').at(-1) ?? '';
  return name.replace('.pem', '');
};

/** A world in which the certificate was replaced, and the one before is still there. */
async function replaced(): Promise<{readonly cwd: string; readonly before: string}> {
  const cwd = copyWorld(applied);
  const before = thumbprintOf(cwd);
  const path = join(cwd, 'cscert.yaml');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace('webext.contoso.com', 'webexternal.contoso.com'));
  await mustRun(['apply', '--auto-approve'], at(cwd));
  return {cwd, before};
}

describe('revoke', () => {
  test('of a certificate that was replaced asks, and takes nothing but "yes"', async () => {
    const {cwd, before} = await replaced();
    const no = await revoke(cwd, [before], {isTTY: true, answers: ['y']});
    expect([no.code, revocations(cwd)]).toEqual([1, []]);
    expect(no.stdout).toContain('in use on      no server');
    const {code, stdout} = await revoke(cwd, [before.slice(0, 12).toLowerCase()], {isTTY: true, answers: ['yes']});
    expect(code).toBe(0);
    expect(stdout).toContain(
      `Revoked ${before.slice(0, 8)} at internal: keyCompromise, 2026-03-02 12:00 UTC. The list is in ca/crl.pem.\n`,
    );
    expect(revocations(cwd)).toHaveLength(1);
    expect(readFileSync(join(cwd, 'ca', 'crl.pem'), 'utf8')).toContain('BEGIN X509 CRL');
    expect((await cscert(['ca', 'list'], at(cwd))).stdout).toMatch(/^[0-9a-f]{12} {2}revoked {2}CN=/m);
    const again = await revoke(cwd, [before, '--auto-approve', '--reason', 'superseded']);
    expect(again.stdout).toContain(`Revoked before: ${before.slice(0, 8)} at internal: keyCompromise`);
    expect(await cscert(['plan', '--detailed-exitcode'], at(cwd))).toEqual(endedWith(0));
  });

  test('of a certificate in use is refused, unless it is meant: then the next apply replaces it', async () => {
    const cwd = copyWorld(applied);
    const before = thumbprintOf(cwd);
    const refused = await revoke(cwd, [ADDRESS, '--auto-approve']);
    expect([refused.code, revocations(cwd)]).toEqual([1, []]);
    expect(refused.stderr).toContain('error CERTIFICATE_IN_USE');
    expect(refused.stderr).toContain(`${SERVER} (Default, WebServicesInternal, WebServicesExternal)`);
    const {code, stdout} = await revoke(cwd, [ADDRESS, '--in-use', '--auto-approve']);
    expect([code, revocations(cwd).length]).toEqual([0, 1]);
    expect(stdout).toContain(`thumbprint     ${before}`);
    const plan = await cscert(['plan'], at(cwd));
    expect(plan.stdout).toContain('REVOKED');
    expect(plan.stdout).toContain('1 to request');
    await mustRun(['apply', '--auto-approve'], at(cwd));
    expect(readFileSync(join(cwd, 'servers', SERVER, 'assigned.json'), 'utf8')).not.toContain(`"current": "${before}"`);
    expect(await cscert(['plan', '--detailed-exitcode'], at(cwd))).toEqual(endedWith(0));
  });

  test('of what was put to use or replaced while it asked is refused, whatever the answer', async () => {
    const {cwd, before} = await replaced();
    const assigned = join(cwd, 'servers', SERVER, 'assigned.json');
    const now = readFileSync(assigned, 'utf8');
    const answering = (change: () => void) => (host: FakeHost) => ({
      ...host,
      ask: async () => {
        change();
        return 'yes';
      },
    });
    const back = () => writeFileSync(assigned, now.replaceAll(/"current": "\w+"/g, `"current": "${before}"`));
    const used = await revoke(cwd, [before], {isTTY: true, prepare: answering(back)});
    expect([used.code, revocations(cwd)]).toEqual([1, []]);
    expect(used.stderr).toContain('error CERTIFICATE_IN_USE');
    const forth = () => writeFileSync(assigned, now);
    const other = await revoke(cwd, [ADDRESS, '--in-use'], {isTTY: true, prepare: answering(forth)});
    expect([other.code, revocations(cwd)]).toEqual([1, []]);
    expect(other.stdout).toContain(`thumbprint     ${before}`);
    expect(other.stderr).toContain('error REVOKE_CHANGED');
    expect(other.stderr).toContain(`thumbprint     ${/"current": "(\w+)"/.exec(now)?.[1]}`);
  });

  test('shows what replaces a certificate in use, for where it was typed', async () => {
    const cwd = copyWorld(applied);
    const {stdout} = await revoke(dirname(cwd), [ADDRESS, '--in-use', '--auto-approve', '-C', basename(cwd)]);
    expect(stdout).toContain(`\nWhat replaces it:\n\n    cscert plan -C ${basename(cwd)}\n`);
  });

  test('where a server cannot be read is refused, for it may use the certificate', async () => {
    const {cwd, before} = await replaced();
    writeFileSync(join(cwd, 'servers', SERVER, 'assigned.json'), 'spoiled');
    const refused = await revoke(cwd, [before, '--auto-approve']);
    expect([refused.code, revocations(cwd)]).toEqual([1, []]);
    expect(refused.stderr).toContain('error USE_UNKNOWN');
    expect((await revoke(cwd, [before, '--auto-approve', '--in-use'])).code).toBe(0);
  });

  test('finds a certificate that has left every server in the register of its CA', async () => {
    const {cwd, before} = await replaced();
    const my = join(cwd, 'servers', SERVER, 'My');
    rmSync(join(my, `${before}.pem`));
    expect((await revoke(cwd, [before.slice(0, 8), '--auto-approve'])).stdout).toContain('Revoked ');
  });

  test('of the certificate of a CA is refused as that, and not as of one that is not there', async () => {
    const cwd = copyWorld(applied);
    const [root = ''] = readdirSync(join(cwd, 'servers', SERVER, 'Root'));
    const {code, stderr} = await revoke(cwd, [root.slice(0, 12), '--auto-approve']);
    expect(code).toBe(1);
    expect(stderr).toContain('error CERTIFICATE_OF_CA');
    expect(stderr).toContain(root.replace('.pem', ''));
  });

  test('without a terminal and without --auto-approve is refused before anything is read', async () => {
    const {code, stderr, stdout} = await revoke(applied, [ADDRESS, '--in-use']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('error NOT_CONFIRMED');
  });

  test('says what it did as an event', async () => {
    const {cwd, before} = await replaced();
    const {code, stdout} = await revoke(cwd, [before, '--auto-approve', '--json']);
    expect(code).toBe(0);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as {type: string});
    expect(events.find(({type}) => type === 'revoked')).toMatchObject({
      thumbprint: before,
      authority: 'internal',
      reason: 'keyCompromise',
      result: 'done',
      list: 'ca/crl.pem',
    });
    expect(events.at(-1)).toMatchObject({type: 'result', exitCode: 0});
  });

  test('of a reason that nobody may give names those that are', async () => {
    for (const reason of ['certificateHold', 'removeFromCRL', 'cACompromise']) {
      const {code, stderr} = await cscert(['revoke', ADDRESS, '--reason', reason], at(applied));
      expect([code, stderr]).toEqual([1, expect.stringContaining('Allowed choices are keyCompromise')]);
    }
  });

  test('of what nothing has says so, with what may be meant', async () => {
    const wrong = await revoke(applied, [ADDRESS.replace('default', 'defalt'), '--auto-approve']);
    expect(wrong).toMatchObject({code: 1, stderr: expect.stringContaining(`did you mean "${ADDRESS}"?`)});
    const short = await revoke(applied, ['abc', '--auto-approve']);
    expect(short).toMatchObject({code: 1, stderr: expect.stringContaining('error THUMBPRINT_SHORT')});
    const none = await revoke(applied, ['0'.repeat(40), '--auto-approve']);
    expect(none).toMatchObject({code: 1, stderr: expect.stringContaining('error THUMBPRINT_UNKNOWN')});
  });

  test('reads as it was read last in its help', async () => {
    const {code, stdout} = await cscert(['revoke', '--help']);
    expect(code).toBe(0);
    expectGolden('help/revoke.txt', stdout);
  });
});
