/**
 * Stores that somebody has spoiled, read by the built program: it ends, says which file of which server it is, plans
 * (or, with keys opened, inspects) the others as usual, and takes no more memory than for stores that nobody touched, whatever sizes and lengths claim.
 */
import {execFileSync} from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import type {Actual} from '../../src/core/model/actual.ts';
import type {Plan} from '../../src/core/model/plan.ts';
import {copyWorld, editAssigned, onlyFileIn} from '../support/contoso-world.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {copyExample, mustRun, temporaryFolder} from '../support/program.ts';
import {type Spawned, spawnProgram} from '../support/spawn.ts';
import {PROGRAM} from './support/launch.ts';
import {crowd, pem, slowKey, wrapped} from './support/spoiled-files.ts';

const HURT = 'fe01.contoso.com';
const PEAK = join(__dirname, '..', 'bench', 'peak.cjs');
const GIB = 2 ** 30;
/** What is read of spoiled stores at most (16 MiB each) is in it; what they claim is a thousand times as much. */
const MOST_MEMORY = 2.5;

const folder = temporaryFolder();
let world: string;
let peak: number;
/** What a deep look finds on the servers that nobody hurts. */
let others: ReturnType<typeof othersOf>;

interface Ran extends Spawned {
  /** MB at the peak. */
  readonly megabytes: number;
}

async function cscert(cwd: string, ...argv: readonly string[]): Promise<Ran> {
  const noted = join(cwd, '..', 'peak.json');
  const all = ['--require', PEAK, PROGRAM, ...argv, '--config', '.'];
  const ran = await spawnProgram(process.execPath, all, {cwd, environment: {CSCERT_BENCH_PEAK: noted, HOME: cwd}});
  if (ran.signal !== null) throw new Error(`it was still running after a minute:\n${ran.stdout}${ran.stderr}`);
  return {...ran, megabytes: JSON.parse(readFileSync(noted, 'utf8')).megabytes};
}

beforeAll(async () => {
  world = copyExample('contoso', folder);
  const options = {cwd: world, clock: new ManualClock(new Date().toISOString())};
  await mustRun(['init', '--config', '.'], options);
  await mustRun(['apply', '--config', '.', '--auto-approve'], options);
  const unharmed = await cscert(world, 'inspect', '--deep', '--out', '../read.json');
  expect(unharmed).toMatchObject({code: 0, stderr: ''});
  peak = unharmed.megabytes;
  others = othersOf(readBeside(world));
  expect(Object.keys(others).length).toBeGreaterThanOrEqual(4);
}, 180_000);

/** A file of the store that the applied world has there. */
const inStore = (home: string, store: string): string => onlyFileIn(join(home, store));

/** The key of its own certificate; that of OAuth is the same on all servers. */
function ownKey(home: string): string {
  const name = readdirSync(join(home, 'Keys')).find(one => !one.includes('exportable'));
  return join(home, 'Keys', String(name));
}

const big = (path: string): void => {
  writeFileSync(path, '');
  truncateSync(path, GIB);
};

const replaced = (path: string, text: string | Buffer): void => writeFileSync(path, text);

const folderAt = (path: string): void => {
  rmSync(path, {recursive: true});
  mkdirSync(path);
};

const pipeAt = (path: string): void => {
  rmSync(path, {recursive: true, force: true});
  execFileSync('mkfifo', [path]);
};

const linkAt = (path: string, to: string): void => {
  rmSync(path, {recursive: true, force: true});
  symlinkSync(to, path);
};

interface Misfortune {
  readonly title: string;
  readonly spoil: (home: string) => void;
  /** What is said of it. */
  readonly says: RegExp;
  /** Only where keys are opened is it seen. */
  readonly deep?: true;
}

const THUMBPRINT = 'AB'.repeat(20);

const MISFORTUNES: readonly Misfortune[] = [
  {
    title: 'a certificate of 1 GiB',
    spoil: home => big(join(home, 'CA', `${THUMBPRINT}.pem`)),
    says: /larger than 256 KiB/,
  },
  {
    title: 'assignments of 1 GiB',
    spoil: home => big(join(home, 'assigned.json')),
    says: /assigned.json is larger than/,
  },
  {title: 'a key of 1 GiB', spoil: home => big(ownKey(home)), says: /larger than 256 KiB/, deep: true},
  {
    title: 'a request of 1 GiB',
    spoil: home => {
      const [spki = ''] = /[0-9a-f]{64}/.exec(ownKey(home)) ?? [];
      big(join(home, 'Request', `${spki}.json`));
    },
    says: /\.json is larger than/,
  },
  {title: 'a folder where a certificate was', spoil: home => folderAt(inStore(home, 'CA')), says: /not a regular file/},
  {
    title: 'a folder where the assignments were',
    spoil: home => folderAt(join(home, 'assigned.json')),
    says: /not a regular file/,
  },
  {
    title: 'a file where a store was',
    spoil: home => {
      rmSync(join(home, 'My'), {recursive: true});
      replaced(join(home, 'My'), 'x');
    },
    says: /My is not a folder/,
  },
  {
    title: 'a file where the server was',
    spoil: home => {
      rmSync(home, {recursive: true});
      replaced(home, 'x');
    },
    says: /fe01.contoso.com is not a folder/,
  },
  {title: 'a FIFO as a certificate', spoil: home => pipeAt(inStore(home, 'Root')), says: /not a regular file/},
  {title: 'a FIFO as the assignments', spoil: home => pipeAt(join(home, 'assigned.json')), says: /not a regular file/},
  {title: 'a FIFO as a key', spoil: home => pipeAt(ownKey(home)), says: /not a regular file/, deep: true},
  {
    title: 'a key that OpenSSL would read for hours',
    spoil: home => replaced(ownKey(home), slowKey()),
    says: /of a kind that is not supported/,
    deep: true,
  },
  {
    title: 'a link to a device as a certificate',
    spoil: home => linkAt(inStore(home, 'Root'), '/dev/zero'),
    says: /is a link/,
  },
  {
    title: 'a link that leads to itself',
    spoil: home => linkAt(join(home, 'CA', 'loop.pem'), 'loop.pem'),
    says: /is a link/,
  },
  {
    title: 'a link that leads to itself as a store',
    spoil: home => linkAt(join(home, 'CA'), 'CA'),
    says: /CA is a link/,
  },
  {
    title: 'a link out of the stores as a store',
    spoil: home => linkAt(join(home, 'Root'), '/etc'),
    says: /Root is a link/,
  },
  {
    title: "a link to another server's store",
    spoil: home => linkAt(join(home, 'My'), '../fe02.contoso.com/My'),
    says: /My is a link/,
  },
  {
    title: 'a link as a key',
    spoil: home => linkAt(ownKey(home), '/etc/passwd'),
    says: /is a link/,
    deep: true,
  },
  {title: 'a link as the server', spoil: home => linkAt(home, 'fe02.contoso.com'), says: /fe01.contoso.com is a link/},
  {
    title: 'a link that leads to itself as the server',
    spoil: home => linkAt(home, HURT),
    says: /fe01.contoso.com is a link/,
  },
  {
    title: 'a store under another name',
    spoil: home => renameSync(join(home, 'My'), join(home, 'my')),
    says: /should be called My/,
  },
  {
    title: 'a certificate under the thumbprint of another',
    spoil: home => renameSync(inStore(home, 'CA'), join(home, 'CA', `${THUMBPRINT}.pem`)),
    says: /which its name does not say/,
  },
  {
    title: 'a key under the hash of another',
    spoil: home => replaced(ownKey(home), readFileSync(ownKey(join(home, '..', 'fe02.contoso.com')))),
    says: /the key in it is another than its name says/,
    deep: true,
  },
  {
    title: 'a certificate of 24,000 values',
    spoil: home => replaced(inStore(home, 'CA'), pem(wrapped(Buffer.from('0500'.repeat(24_000), 'hex')))),
    says: /more than 10000 ASN.1 values/,
  },
  {
    title: 'a certificate that is longer than 4 GiB by its own account',
    spoil: home => replaced(inStore(home, 'CA'), pem(Buffer.from('3084ffffffff30840fffffff', 'hex'))),
    says: /longer than what contains it/,
  },
  {
    title: 'a certificate without end',
    spoil: home => replaced(inStore(home, 'CA'), pem(Buffer.from('3080'.repeat(20_000), 'hex'))),
    says: /nested more than 64 deep/,
  },
  {
    title: 'assignments that are nested without end',
    spoil: home => replaced(join(home, 'assigned.json'), '['.repeat(60_000)),
    says: /not a JSON object/,
  },
  {
    title: 'assignments that would be those of every object',
    spoil: home => replaced(join(home, 'replicated.json'), '{"__proto__":{"format":1,"usages":{}}}'),
    says: /not of format 1/,
  },
  {
    title: '3,000 files in a store',
    spoil: home => {
      for (let number = 0; number < 3000; number++) replaced(join(home, 'CA', `${number}.pem`), '');
    },
    says: /holds 3001 files; more than 2000 are not looked at/,
  },
  {
    title: 'a store that is too large as a whole',
    spoil: home => crowd(join(home, 'CA'), {count: 600, padding: 40_000}),
    says: /more than 16 MiB lie in it/,
  },
];

describe.each(MISFORTUNES)('$title', ({spoil, says, deep}) => {
  test('is told of that server, the others are as usual, and no more memory is taken', async () => {
    const cwd = copyWorld(world);
    spoil(join(cwd, 'servers', HURT));
    const ran = await cscert(cwd, ...(deep ? ['inspect', '--deep'] : ['plan']), '--out', '../read.json');
    const said = `${ran.stdout}${ran.stderr}`.replaceAll(/\s+/g, ' ');
    expect(said).toMatch(says);
    expect(said).toContain(HURT);
    expect(said).not.toMatch(/ at .*\.js:\d+|INTERNAL|Unexpected/);
    expect(ran.code).toBe(1);
    expect(ran.megabytes / peak).toBeLessThan(MOST_MEMORY);
    if (deep) expect(othersOf(readBeside(cwd))).toEqual(others);
    else expect(untouched(readBeside(cwd))).toEqual([]);
  });
});

/** What the program has written beside a world: a plan or an inspection. */
const readBeside = <T extends Plan | Actual>(cwd: string): T =>
  JSON.parse(readFileSync(join(cwd, '..', 'read.json'), 'utf8'));

/** What was inspected of the other servers, whenever that was. */
function othersOf({holders}: Actual): Readonly<Record<string, unknown>> {
  const found = Object.entries(holders).filter(([server]) => server !== HURT);
  return Object.fromEntries(
    found.map(([server, holder]) => [server, 'ok' in holder ? {...holder.ok, at: undefined} : holder]),
  );
}

/** What is not as it should be in the plan of a world where one server is hurt. */
function untouched({actions, slots, holders}: Plan): readonly string[] {
  const elsewhere = slots.filter(({address}) => !address.includes(HURT) && !address.startsWith('global/'));
  const lost = Object.entries(holders).filter(([server, holder]) => server !== HURT && 'unknown' in holder);
  return [
    ...actions.map(({id}) => `${id} is planned`),
    ...elsewhere.filter(({state}) => state !== 'in-sync').map(({address, state}) => `${address} is ${state}`),
    ...lost.map(([server]) => `${server} is unknown`),
  ];
}

describe('what looks strange and does no harm', () => {
  test('2,000 CAs that name each other are read and climbed, and the plan is as before', async () => {
    const cwd = copyWorld(world);
    const home = join(cwd, 'servers', HURT);
    crowd(join(home, 'CA'), {count: 1900});
    crowd(join(home, 'My'), {count: 1900, marked: true});
    const ran = await cscert(cwd, 'plan', '--out', '../plan.json');
    expect(ran).toMatchObject({code: 0, stdout: expect.stringContaining('No changes.')});
    expect(ran.megabytes / peak).toBeLessThan(MOST_MEMORY);
  });

  test('a link in a circle that is called like nothing of ours', async () => {
    const cwd = copyWorld(world);
    symlinkSync('notes.txt', join(cwd, 'servers', HURT, 'notes.txt'));
    symlinkSync('README', join(cwd, 'servers', HURT, 'My', 'README'));
    symlinkSync('away', join(cwd, 'servers', 'away'));
    expect(await cscert(cwd, 'plan')).toMatchObject({code: 0, stdout: expect.stringContaining('No changes.')});
  });
});

const LOCKS: readonly (readonly [string, (path: string) => void, RegExp])[] = [
  ['a FIFO', pipeAt, /lock.json is not a regular file/],
  ['a folder', path => mkdirSync(path), /lock.json is not a regular file/],
  ['of 1 GiB', big, /lock.json is larger than 256 KiB/],
  ['a link that leads to itself', path => linkAt(path, 'lock.json'), /lock.json is a link/],
  [
    'nested without end',
    path => replaced(path, '{"id":'.repeat(9000)),
    /unknown holds it for unknown .*unlock unreadable/,
  ],
  [
    'that of every object',
    path => replaced(path, '{"__proto__":{"id":"x"}}'),
    /unknown holds it for unknown .*unlock unreadable/,
  ],
];

describe.each(LOCKS)('a lock that is %s', (_title, spoil, says) => {
  test('keeps that server as it is, and the others get what they lack', async () => {
    const cwd = copyWorld(world);
    const others = ['fe02.contoso.com', 'med01.contoso.com'];
    for (const server of [HURT, ...others]) editAssigned(cwd, server, usages => delete usages['Default']);
    spoil(join(cwd, 'servers', HURT, 'lock.json'));
    const ran = await cscert(cwd, 'apply', '--auto-approve', '--log', '/dev/null');
    expect(`${ran.stdout}${ran.stderr}`.replaceAll(/\s+/g, ' ')).toMatch(says);
    expect(ran.code).toBe(1);
    expect(ran.megabytes / peak).toBeLessThan(MOST_MEMORY);
    const assigned = [HURT, ...others].map(server =>
      readFileSync(join(cwd, 'servers', server, 'assigned.json'), 'utf8'),
    );
    expect(assigned.map(text => 'Default' in JSON.parse(text).usages)).toEqual([false, true, true]);
  });
});
