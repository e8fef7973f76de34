/**
 * Servers that answer as none should, by each transport and with real processes: what can be understood is understood; the
 * rest is told in words that say what is wrong with the server. Nothing is lost, and a run on a server that is well again
 * ends as if nothing had happened.
 */
import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect} from '@jest/globals';
import {edit} from '../support/contoso-world.ts';
import type {Forest} from '../support/cs-contract.ts';
import {endedWith} from '../support/ended-with.ts';
import {type Transport, testByEachTransport} from '../support/powershell/by-each-transport.ts';
import {powershell} from '../support/powershell/engine.ts';
import {type PowerShellExample, powershellExampleBy} from '../support/powershell/powershell-example.ts';
import type {Reach} from '../support/powershell/powershell-rig.ts';
import {temporaryFolder} from '../support/program.ts';

const SE01 = 'se01.contoso.com';
const SLOW_MS = 300_000;
const HOSTILE = join(__dirname, '..', 'support', 'powershell', 'hostile.cjs');
const APPLY = ['apply', '--config', '.', '--auto-approve'] as const;
/** Longer than a busy machine takes; a server that says nothing is waited for no longer than it must be. */
const PATIENT = {read: '90 seconds', step: '90 seconds'};
const IMPATIENT = {read: '20 seconds', step: '20 seconds'};
const DAY_SECONDS = 86_400;
/** Of an apply: the server has done what the answer would say, and nobody hears of it. */
const IN_THE_MIDDLE = 7;

const folder = temporaryFolder();

/** A server, and what it may be told to do wrong. */
interface Hostile {
  readonly lab: PowerShellExample;
  misbehaving<T>(misbehaviour: object, work: () => Promise<T>): Promise<T>;
}

let labs = 0;

/** Has `work` done with a server of its own, by a transport. */
async function withServer({reach: byWay}: Transport, work: (server: Hostile) => Promise<void>): Promise<void> {
  labs += 1;
  const own = join(folder, String(labs));
  mkdirSync(own);
  const [mode, executable] = [join(own, 'mode.json'), join(own, 'powershell')];
  const command = [process.execPath, HOSTILE, powershell().executable, mode].map(word => `'${word}'`).join(' ');
  writeFileSync(executable, `#!/bin/sh\nexec ${command} "$@"\n`, {mode: 0o755});
  const reach = async (forest: Forest): Promise<Reach> => {
    const found = await byWay(forest);
    return {...found, settings: {...found.settings, executable, timeouts: PATIENT}};
  };
  const lab = await powershellExampleBy(reach, 'lab', join(own, 'world'));
  const misbehaving: Hostile['misbehaving'] = async (misbehaviour, done) => {
    writeFileSync(mode, JSON.stringify(misbehaviour));
    try {
      return await done();
    } finally {
      rmSync(mode);
    }
  };
  try {
    await work({lab, misbehaving});
  } finally {
    await lab.close();
  }
}

const byEachTransport = (title: string, work: (server: Hostile) => Promise<void>): void =>
  testByEachTransport(title, transport => withServer(transport, work), SLOW_MS);

describe('a server whose answers come twice, after warnings and progress, in UTF-16, or after banners, also in their own line', () => {
  byEachTransport('is understood', async ({lab, misbehaving}) => {
    const behind = ['behind a banner without an end', 'behind a mark of UTF-8'];
    for (const how of ['doubled', 'progress', 'talkative', ...behind, 'in UTF-16', 'banners']) {
      lab.forest.setFaults(SE01, how === 'banners' ? {module: 'banner'} : {});
      const {code, plan} = await misbehaving(how === 'banners' ? {} : {how}, () => lab.plan());
      expect({how, code, isComplete: plan.complete}).toEqual({how, code: 2, isComplete: true});
    }
  });
});

describe.each([
  ['cut off', /PowerShell ended|An answer was cut off/],
  ['changed on its way', /An answer was cut off or changed on its way/],
  ['flooding', /It writes without end: .*This cmdlet has been deprecated/],
  ['asking', /was not answered within \d+ seconds.*Run it anyway\?/],
])('a server whose answer is %s', (how, says) => {
  byEachTransport('is told what is wrong with it, and the next run brings everything to its end', async server => {
    const {lab, misbehaving} = server;
    const file = join(lab.cwd, 'cscert.yaml');
    const [patient, impatient] = [PATIENT, IMPATIENT].map(one => JSON.stringify(one));
    if (how === 'asking') edit(file, patient ?? '', impatient ?? '');
    const failed = await misbehaving({how, at: IN_THE_MIDDLE}, () => lab.run(...APPLY));
    if (how === 'asking') edit(file, impatient ?? '', patient ?? '');
    expect(failed.code).toBe(1);
    expect(failed.stderr.replaceAll(/\s+/g, ' ')).toMatch(says);
    expect(await lab.run(...APPLY)).toEqual(endedWith(0));
    const next = await lab.plan();
    expect({code: next.code, actions: next.plan.actions}).toEqual({code: 0, actions: []});
    expect(lab.forest.entries(SE01, 'REQUEST')).toEqual([]);
    expect(lab.forest.entries(SE01, 'My')).toHaveLength(2);
  });
});

describe('a server whose clock is off by a day', () => {
  byEachTransport(
    'is told which way, nothing is made there, and the next run brings everything to its end',
    async ({lab: {forest, run}}) => {
      const stored = () => (['My', 'REQUEST'] as const).map(store => forest.entries(SE01, store));
      for (const [clockOffsetSeconds, way] of [
        [-DAY_SECONDS, 'behind'],
        [DAY_SECONDS, 'ahead of'],
      ] as const) {
        forest.setFaults(SE01, {clockOffsetSeconds});
        const failed = await run(...APPLY);
        expect(failed.code).toBe(1);
        expect(failed.stderr.replaceAll(/\s+/g, ' ')).toContain(
          `The clock of ${SE01} is 24 hours ${way} that of the runner.`,
        );
        expect(stored()).toEqual([[], []]);
      }
      forest.setFaults(SE01, {});
      expect(await run(...APPLY)).toEqual(endedWith(0));
      const good = stored();
      expect(good.map(({length}) => length)).toEqual([2, 0]);
      // A clock that goes wrong later makes no certificate too old or too new: those are judged by the runner's.
      forest.setFaults(SE01, {clockOffsetSeconds: DAY_SECONDS});
      const later = await run('plan', '--config', '.', '--detailed-exitcode');
      expect({code: later.code, said: later.stderr.replaceAll(/\s+/g, ' ')}).toEqual({
        code: 0,
        said: expect.stringContaining(`The clock of ${SE01} is 24 hours ahead of that of the runner.`),
      });
      expect(stored()).toEqual(good);
    },
  );
});
