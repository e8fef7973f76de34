/**
 * What happens to a deployment in its life, one misfortune or change at a time, on the Contoso example. Each time the
 * plan must name exactly the slots that are touched and why, apply must repair exactly those, and nothing must be left.
 */
import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import type {Plan} from '../../src/core/model/plan.ts';
import {
  APPLIED_AT,
  actionIds,
  appliedWorld,
  certificateOf,
  changedFiles,
  copyWorld,
  hashes,
  keyOf,
  touched,
} from '../support/contoso-world.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {cscert, mustRun, planOf, temporaryFolder} from '../support/program.ts';
import {FE, FE_SLOT, MED, SCENARIOS} from './contoso-scenarios.ts';

const DAY = 86_400_000;
const folder = temporaryFolder();
let world: string;

beforeAll(async () => {
  world = await appliedWorld('contoso', folder);
});

test('after an apply there is nothing to do, and both the text and the exit code say so', async () => {
  const {code, text, plan} = await planOf(world);
  expect(code).toBe(0);
  expect(text).toContain('No changes. 6 servers match the configuration.');
  expect(plan.actions).toEqual([]);
});

describe.each(SCENARIOS)('when $title', ({happens, days = 0, slots, trust = {}, actions, servers, restores}) => {
  test('the plan names what is touched and why, apply repairs just that, and the next plan is empty', async () => {
    const cwd = copyWorld(world);
    const clock = new ManualClock(APPLIED_AT);
    clock.advance(days * DAY);
    happens?.(cwd);

    const {plan, code} = await planOf(cwd, {clock});
    expect(touched(plan)).toEqual(slots);
    expect(untrusting(plan)).toEqual(trust);
    expect(actionIds(plan)).toEqual(actions);
    expect(code).toBe(2);

    const before = hashes(join(cwd, 'servers'));
    await mustRun(['apply', '--config', '.', '--auto-approve'], {cwd, clock});
    const after = hashes(join(cwd, 'servers'));
    expect(foldersOf(changedFiles(before, after))).toEqual(servers.toSorted());
    if (restores) expect(changedFiles(hashes(join(world, 'servers')), after)).toEqual([]);

    const again = await planOf(cwd, {clock});
    expect(again.text).toContain('No changes.');
    expect(again.code).toBe(0);
  });
});

/** By server: what is missing of its trust. */
function untrusting({holders}: Plan): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(holders).flatMap(([server, holder]) =>
      'trust' in holder && holder.trust.length > 0 ? [[server, holder.trust.map(({code}) => code)]] : [],
    ),
  );
}

const foldersOf = (paths: readonly string[]): readonly string[] =>
  [...new Set(paths.map(path => String(path.split('/')[0])))].toSorted();

describe('when a certificate file of a server is garbage', () => {
  const HURT = FE(1);

  async function garbled(): Promise<string> {
    const cwd = copyWorld(world);
    writeFileSync(certificateOf(cwd, HURT, 'Default'), 'not a certificate');
    rmSync(keyOf(certificateOf(cwd, FE(2), 'Default')));
    return cwd;
  }

  test('its slots are unknown, which is not absent: nothing is planned for them, and the rest goes on', async () => {
    const {plan, code} = await planOf(await garbled());
    // The OAuth certificate has to be on that server too, and whether it is cannot be told.
    expect(touched(plan)).toEqual({[FE_SLOT(1)]: [], [FE_SLOT(2)]: ['NO_PRIVATE_KEY'], 'global/oauth': []});
    expect(plan.slots.find(slot => slot.address === FE_SLOT(1))?.state).toBe('unknown');
    expect(plan.actions.filter(action => action.on === HURT)).toEqual([]);
    expect(plan.complete).toBe(false);
    expect(code).toBe(1);
  });

  test('apply repairs the others, leaves the server alone, and says with its exit code that something is unknown', async () => {
    const cwd = await garbled();
    const before = hashes(join(cwd, 'servers'));
    const {code, stdout} = await cscert(['apply', '--config', '.', '--auto-approve'], {cwd});
    expect(code).toBe(1);
    expect(stdout).toContain('Apply complete: 5 done, 0 already done, 0 waiting, 0 failed, 0 not run.');
    expect(foldersOf(changedFiles(before, hashes(join(cwd, 'servers'))))).toEqual([FE(2)]);
  });
});

test('a renewed certificate leaves its predecessor in the store', async () => {
  const cwd = copyWorld(world);
  const clock = new ManualClock(APPLIED_AT);
  clock.advance(250 * DAY);
  const old = certificateOf(cwd, MED(1), 'Default');
  await mustRun(['apply', '--config', '.', '--auto-approve', '--only', MED(1)], {cwd, clock});
  const file = readFileSync(old, 'utf8');
  expect(file).toContain('BEGIN CERTIFICATE');
  const assigned = JSON.parse(readFileSync(join(cwd, 'servers', MED(1), 'assigned.json'), 'utf8'));
  expect(assigned.usages.Default.previous).toBe(basename(old, '.pem'));
});
