/**
 * The life of an Edge pool whose members share their certificates: one issue stands in the register for each, both
 * members hold the same key, and who loses it gets a copy and never a certificate of its own.
 */
import {readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {keyMaterial} from '../support/certificate-files.ts';
import {APPLIED_AT, actionIds, changedFiles, copyWorld, hashes, keyOf, touched} from '../support/contoso-world.ts';
import {
  apply,
  declare,
  dividedEdge,
  EDGE,
  EXTERNAL,
  inUse,
  issued,
  preparedEdge,
  publicKeyOf,
  sharedOf,
} from '../support/edge-world.ts';
import type {FakeHost} from '../support/fake-host.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {cscert, type Ended, mustRun, planOf, temporaryFolder} from '../support/program.ts';
import {EDGE_SCENARIOS} from './edge-scenarios.ts';

const DAY = 86_400_000;
const APPLY = ['apply', '--config', '.', '--auto-approve'];
const folder = temporaryFolder();
let world: string;

beforeAll(async () => {
  world = await preparedEdge(folder);
  await apply(world);
});

const clockAfter = (days: number): ManualClock => {
  const clock = new ManualClock(APPLIED_AT);
  clock.advance(days * DAY);
  return clock;
};

test('one issue stands in each register, and both members hold and use the same key', async () => {
  expect([issued(world, 'public-ca').length, issued(world, 'ca').length]).toEqual([1, 1]);
  expect(publicKeyOf(world, EDGE(1))).toBe(publicKeyOf(world, EDGE(2)));
  expect(inUse(world, EDGE(1))).toEqual(inUse(world, EDGE(2)));
  expect(keyOf(sharedOf(world, EDGE(2)))).toContain('.exportable.key');
  const {code, text} = await planOf(world, {clock: clockAfter(0)});
  expect({code, text}).toEqual({code: 0, text: expect.stringContaining('No changes. 2 servers match')});
});

describe.each(EDGE_SCENARIOS)('when $title', ({happens, days = 0, slots, actions, members = [1], ...expected}) => {
  test('the plan says so, apply does just that, and nothing is left to do', async () => {
    const cwd = copyWorld(world);
    const clock = clockAfter(days);
    happens?.(cwd);
    const {plan} = await planOf(cwd, {clock});
    expect(touched(plan)).toEqual(slots);
    expect(actionIds(plan).filter(id => !id.startsWith('trust:'))).toEqual(actions);
    const before = issued(cwd);
    await apply(cwd, {clock});
    expect(issued(cwd).length - before.length).toBe(expected.issued);
    const keys = [2, ...members].map(n => publicKeyOf(cwd, EDGE(n)));
    expect(new Set(keys).size).toBe(1);
    const again = await planOf(cwd, {clock});
    expect({code: again.code, actions: again.plan.actions}).toEqual({code: 0, actions: []});
  });
});

test('a saved plan is stale when the server that it copies from has changed', async () => {
  const cwd = copyWorld(world);
  rmSync(join(cwd, 'servers', EDGE(2)), {recursive: true});
  const file = join(cwd, '..', 'approved.json');
  const options = {cwd, clock: clockAfter(0)};
  await mustRun(['plan', '--config', '.', '--out', file], options);
  const key = keyOf(sharedOf(cwd, EDGE(1)));
  renameSync(key, key.replace('.exportable', ''));
  const {code, stderr} = await cscert(['apply', file, '--config', '.'], options);
  expect(code).toBe(1);
  expect(stderr).toContain(`${EDGE(1)} has changed since the plan was made: the certificates in My`);
});

describe('two members with a good certificate each', () => {
  let divided: string;
  beforeAll(async () => {
    divided = await dividedEdge(world);
  });

  test('settle on the one that is valid longer, and that is said', async () => {
    const cwd = copyWorld(divided);
    const [winner] = inUse(cwd, EDGE(2));
    const {plan} = await planOf(cwd, {clock: clockAfter(1)});
    expect(touched(plan)[EXTERNAL]).toEqual(['NOT_ASSIGNED', 'POOL_DIFFERS']);
    expect(plan.summary).toMatchObject({request: 0, copy: 2});
    await apply(cwd, {clock: clockAfter(1)});
    expect([inUse(cwd, EDGE(1)), inUse(cwd, EDGE(2))]).toEqual([[winner], [winner]]);
    expect((await planOf(cwd, {clock: clockAfter(1)})).code).toBe(0);
  });

  test('settle on the one that most members use, however long it is valid', async () => {
    const cwd = copyWorld(world);
    declare(cwd, {servers: 3});
    await apply(cwd);
    const [used] = inUse(cwd, EDGE(1));
    rmSync(join(cwd, 'servers', EDGE(2)), {recursive: true});
    renameSync(join(copyWorld(divided), 'servers', EDGE(2)), join(cwd, 'servers', EDGE(2)));
    expect(inUse(cwd, EDGE(2))).not.toEqual([used]);
    await apply(cwd, {clock: clockAfter(1)});
    expect([1, 2, 3].map(n => inUse(cwd, EDGE(n)))).toEqual([[used], [used], [used]]);
  });
});

describe('a key that may not leave', () => {
  test('made for one server alone, leads to one new request when a second one joins', async () => {
    const alone = await preparedEdge(join(folder, 'alone'), {
      servers: 1,
      certificates: `      external:
        usages: [AccessEdgeExternal, DataEdgeExternal, AudioVideoAuthentication]
        scope: server
        key: {exportable: false}
      internal: {usages: [Internal]}
`,
    });
    await apply(alone);
    expect(keyOf(sharedOf(alone, EDGE(1)))).not.toContain('exportable');
    declare(alone, {servers: 2});
    await apply(alone);
    expect(issued(alone)).toHaveLength(2);
    expect(publicKeyOf(alone, EDGE(1))).toBe(publicKeyOf(alone, EDGE(2)));
  });

  test('everywhere, though we asked for another, needs a person: the next one would be no other', async () => {
    const cwd = copyWorld(world);
    for (const n of [1, 2]) {
      const key = keyOf(sharedOf(cwd, EDGE(n)));
      renameSync(key, key.replace('.exportable', ''));
    }
    const {plan, text} = await planOf(cwd, {clock: clockAfter(0)});
    expect(plan.actions).toEqual([]);
    expect(text.replaceAll(/\s+/g, ' ')).toContain('The key is not exportable; declared is exportable');
  });
});

describe('a member that cannot be read', () => {
  async function without(n: number, also: (at: string) => void = () => undefined) {
    const cwd = copyWorld(world);
    rmSync(join(cwd, 'servers', EDGE(n)), {recursive: true});
    writeFileSync(join(cwd, 'servers', EDGE(n)), 'no folder');
    also(cwd);
    return {cwd, ...(await planOf(cwd, {clock: clockAfter(0)}))};
  }

  test('leaves the others as they are, and the plan says that something is unknown', async () => {
    const {plan, code} = await without(2);
    expect([plan.actions, code, plan.complete]).toEqual([[], 1, false]);
  });

  test('never leads to a request, not even when all that is known has lost its key', async () => {
    const {cwd, plan} = await without(2, at => rmSync(keyOf(sharedOf(at, EDGE(1)))));
    expect(plan.actions).toEqual([]);
    const {code} = await cscert(APPLY, {cwd, clock: clockAfter(0)});
    expect(code).toBe(1);
    expect(issued(cwd)).toHaveLength(1);
  });
});

describe('a member on which something fails', () => {
  /** Every write to a file whose path ends so is refused by the system. */
  const refusing =
    (end: string) =>
    (host: FakeHost): FakeHost => ({
      ...host,
      files: {
        ...host.files,
        write: async (path, data, options) => {
          if (path.endsWith(end)) throw Object.assign(new Error('ENOSPC: no space left on device'), {code: 'ENOSPC'});
          await host.files.write(path, data, options);
        },
      },
    });

  test('to switch stops its pool: the next member stays as it was, and the next run goes on without a new issue', async () => {
    const cwd = copyWorld(world);
    const clock = clockAfter(250);
    const before = readFileSync(join(cwd, 'servers', EDGE(2), 'assigned.json'), 'utf8');
    const prepare = refusing(join(EDGE(1), 'assigned.json'));
    const {code, stdout} = await cscert(APPLY, {cwd, clock, prepare});
    expect(code).toBe(1);
    expect(stdout).toContain(`the switch of ${EDGE(1)} failed; its pool goes no further`);
    expect(readFileSync(join(cwd, 'servers', EDGE(2), 'assigned.json'), 'utf8')).toBe(before);
    expect(issued(cwd)).toHaveLength(2);
    await apply(cwd, {clock});
    expect(issued(cwd)).toHaveLength(2);
    expect(inUse(cwd, EDGE(1))).toEqual(inUse(cwd, EDGE(2)));
  });

  test('to store the copy leaves both as they were: none switches before all are prepared', async () => {
    const cwd = copyWorld(world);
    const clock = clockAfter(250);
    const assigned = [1, 2].map(n => readFileSync(join(cwd, 'servers', EDGE(n), 'assigned.json'), 'utf8'));
    const {code} = await cscert(APPLY, {cwd, clock, prepare: host => failingKeys(host)});
    expect(code).toBe(1);
    expect([1, 2].map(n => readFileSync(join(cwd, 'servers', EDGE(n), 'assigned.json'), 'utf8'))).toEqual(assigned);
    await apply(cwd, {clock});
    expect(issued(cwd)).toHaveLength(2);
    expect((await planOf(cwd, {clock})).code).toBe(0);
  });

  const failingKeys = (host: FakeHost): FakeHost => {
    const {files} = refusing('.exportable.key')(host);
    const isCopy = (path: string): boolean => path.includes(EDGE(2));
    return {
      ...host,
      files: {
        ...host.files,
        write: (path, data, options) => (isCopy(path) ? files : host.files).write(path, data, options),
      },
    };
  };

  test('to give its key away is told as the failure of the copy', async () => {
    const cwd = copyWorld(world);
    const key = keyOf(sharedOf(cwd, EDGE(1)));
    writeFileSync(key, readFileSync(keyOf(sharedOf(cwd, EDGE(1), 'internal'))));
    rmSync(join(cwd, 'servers', EDGE(2)), {recursive: true});
    const before = hashes(join(cwd, 'servers', EDGE(1)));
    const {code, stdout} = await cscert([...APPLY, '--only', EXTERNAL], {cwd, clock: clockAfter(0)});
    expect(code).toBe(1);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('the key in it is another than its name says');
    expect(changedFiles(before, hashes(join(cwd, 'servers', EDGE(1))))).toEqual([]);
  });
});

describe('nothing of a key or of the one-time password', () => {
  const said = ({stdout, stderr, log}: Ended): string => stdout + stderr + log;

  test('is seen in output, log, events or plan, nor lies in a file that is not a key', async () => {
    const cwd = await preparedEdge(join(folder, 'secret'));
    const random: Buffer[] = [];
    const prepare = (host: FakeHost): FakeHost => ({
      ...host,
      random: bytes => {
        const made = host.random(bytes);
        random.push(made);
        return made;
      },
    });
    const clock = clockAfter(0);
    const {text} = await planOf(cwd, {clock});
    const first = await cscert(APPLY, {cwd, clock, prepare});
    rmSync(join(cwd, 'servers', EDGE(2)), {recursive: true});
    const second = await cscert([...APPLY, '--json'], {cwd, clock, prepare});
    const inspected = await cscert(['inspect', '--config', '.'], {cwd, clock});
    expect([first.code, second.code]).toEqual([0, 0]);
    const passwords = random.filter(({length}) => length === 24).map(bytes => bytes.toString('base64'));
    expect(passwords).toHaveLength(4);
    const canaries = [...passwords, ...keyMaterial(cwd), 'PRIVATE KEY'];
    expect(canaries.length).toBeGreaterThan(50);
    const everything = [text, said(first), said(second), said(inspected), ...plainFiles(cwd)].join('\n');
    expect(canaries.filter(canary => everything.includes(canary))).toEqual([]);
  });

  function plainFiles(at: string): readonly string[] {
    return [...hashes(at).keys()]
      .filter(name => !name.endsWith('.key'))
      .map(name => readFileSync(join(at, name), 'utf8'));
  }
});
