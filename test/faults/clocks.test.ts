/** Clocks that are wrong, jump, or keep local customs: nothing is issued again and again, and people are told in words. */
import {cpSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {copyWorld} from '../support/contoso-world.ts';
import {endedWith} from '../support/ended-with.ts';
import {temporaryFolder} from '../support/program.ts';
import {realPart} from '../support/real-parts.ts';
import {hasFaketime, runAt, runWithClock, type Said} from './support/at-time.ts';
import {freshWorld} from './support/scenes.ts';
import {issuedIn} from './support/world-state.ts';

const folder = temporaryFolder();
const APPLY = ['apply', '--auto-approve', '--log', '/dev/null'];
const PLAN = ['plan', '--detailed-exitcode'];
const ONCE = {'CN=contoso.com': 1, 'CN=se01.contoso.com': 1};
const TWICE = {'CN=contoso.com': 2, 'CN=se01.contoso.com': 2};
const NOON = '2026-06-01T12:00:00Z';

let fresh: string;

beforeAll(async () => {
  fresh = await freshWorld('lab', folder);
});

type Run = typeof runAt;

/** What holds whatever the clock is made of. */
function describeClocks(run: Run): void {
  const at = (cwd: string, time: string) => ({
    apply: () => run(APPLY, {cwd, time}),
    plan: () => run(PLAN, {cwd, time}),
  });

  const applied = async (time: string): Promise<string> => {
    const world = copyWorld(fresh);
    expect(await at(world, time).apply()).toEqual(endedWith(0));
    return world;
  };

  test('a clock that was set back finds certificates of the future: it waits, says so, and asks for none', async () => {
    const world = await applied(NOON);
    const yesterday = at(world, '2026-05-31T12:00:00Z');
    const planned = await yesterday.plan();
    expect(planned.code).toBe(3);
    expect(words(planned)).toMatch(
      /valid only from 2026-06-01 11:5\d:\d\d UTC; this machine's clock says 2026-05-31 12:0/,
    );
    expect((await yesterday.apply()).code).toBe(3);
    expect(issuedIn(world)).toEqual({register: ONCE, stored: ONCE, waiting: 0});
    expect((await at(world, '2026-06-01T12:01:00Z').plan()).code).toBe(0);
  });

  test('a clock a few minutes behind that of the CA is not even noticed', async () => {
    const world = await applied(NOON);
    expect((await at(world, '2026-06-01T11:56:00Z').plan()).code).toBe(0);
  });

  test('a clock that is behind the whole CA leads to no certificate but to words about the clock', async () => {
    const world = await applied(NOON);
    const earlier = copyWorld(fresh);
    cpSync(join(world, 'ca'), join(earlier, 'ca'), {recursive: true});
    const ended = await at(earlier, '2026-05-01T12:00:00Z').apply();
    expect(ended.code).toBe(1);
    expect(words(ended)).toMatch(/the issuing CA is valid from 2026-06-01T11:5\d:\d\dZ to 2036/);
    expect(words(ended)).toContain('Check the clock');
    expect(issuedIn(earlier)).toEqual({register: ONCE, stored: {}, waiting: 0});
    expect((await at(earlier, NOON).apply()).code).toBe(0);
    expect(issuedIn(earlier)).toEqual({register: TWICE, stored: ONCE, waiting: 0});
  });

  test('a clock that jumps to and fro renews once and goes back to what works, but issues no more', async () => {
    const world = await applied(NOON);
    for (const time of ['2027-05-01T12:00:00Z', NOON, '2027-05-01T12:00:00Z', NOON]) {
      const now = at(world, time);
      expect((await now.apply()).code).toBe(0);
      expect((await now.plan()).code).toBe(0);
      expect(issuedIn(world)).toEqual({register: TWICE, stored: TWICE, waiting: 0});
    }
  });

  test('a saved plan that is of the future is not applied, and nothing is issued', async () => {
    const world = copyWorld(fresh);
    expect((await run([...PLAN, '--out', 'plan.json'], {cwd: world, time: NOON})).code).toBe(2);
    const ended = await run(['apply', 'plan.json', '--log', '/dev/null'], {cwd: world, time: '2026-06-01T09:00:00Z'});
    expect(ended.code).toBe(1);
    expect(words(ended)).toContain("which this machine's clock has not reached yet");
    expect(issuedIn(world)).toEqual({register: {}, stored: {}, waiting: 0});
  });

  test('a saved plan is applied by a machine whose clock is a little behind', async () => {
    const world = copyWorld(fresh);
    expect((await run([...PLAN, '--out', 'plan.json'], {cwd: world, time: NOON})).code).toBe(2);
    const apply = ['apply', 'plan.json', '--log', '/dev/null'];
    expect(await run(apply, {cwd: world, time: '2026-06-01T11:57:00Z'})).toEqual(endedWith(0));
    expect(issuedIn(world)).toEqual({register: ONCE, stored: ONCE, waiting: 0});
  });

  test('a leap day is a day like others', async () => {
    const world = await applied('2028-02-29T12:00:00Z');
    for (const time of ['2028-02-29T23:59:59Z', '2028-03-01T00:00:01Z', '2028-10-20T12:00:00Z'])
      expect(await at(world, time).plan()).toEqual(endedWith(0));
    const renewal = at(world, '2029-02-28T10:30:00Z');
    expect(words(await renewal.plan())).toContain('EXPIRES_SOON expires 2029-02-28, in 1 hour');
    expect((await renewal.apply()).code).toBe(0);
    expect((await renewal.plan()).code).toBe(0);
  });
}

const words = ({stdout, stderr}: Said): string => `${stdout}${stderr}`.replaceAll(/\s+/g, ' ');

describe('with a clock that is given to the program', () => describeClocks(runWithClock));

const faked = realPart('faketime', hasFaketime());

faked.describe('on a machine whose clock is wrong', () => {
  describeClocks(runAt);

  test.each([
    ['spring', '2026-03-29T00:59:50Z', '2026-03-29T01:00:10Z'],
    ['autumn', '2026-10-25T00:59:50Z', '2026-10-25T01:00:10Z'],
  ])('the change of the clock in %s moves nothing', async (_season, before, after) => {
    const world = copyWorld(fresh);
    const zone = 'Europe/Berlin';
    expect(await runAt(APPLY, {cwd: world, time: before, zone})).toEqual(endedWith(0));
    expect(await runAt(PLAN, {cwd: world, time: after, zone})).toEqual(endedWith(0));
    const elsewhere = await runAt(PLAN, {cwd: world, time: after, zone: 'Pacific/Auckland'});
    expect(elsewhere).toEqual(endedWith(0));
    expect(issuedIn(world)).toEqual({register: ONCE, stored: ONCE, waiting: 0});
  });
});
