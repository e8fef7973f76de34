/**
 * Private files are private from their first instant: they come into being with their mode, whatever the umask is, and
 * nothing is made narrower afterwards. Seen in the system's own calls.
 */
import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join, relative} from 'node:path';
import {beforeAll, expect} from '@jest/globals';
import {Trial} from '../scenarios/secret-trial.ts';
import {type SecretWorld, secretWorld} from '../scenarios/secret-world.ts';
import {endedWith} from '../support/ended-with.ts';
import {temporaryFolder} from '../support/program.ts';
import {realPart} from '../support/real-parts.ts';
import {makeReadyKeys} from './support/ready-keys.ts';
import {hasStrace, whole} from './support/strace.ts';

const folder = temporaryFolder();
let fresh: SecretWorld;
let keys: Readonly<Record<string, string>>;

const real = realPart('strace', hasStrace());

beforeAll(async () => {
  keys = await makeReadyKeys(join(folder, 'keys'), {2048: 4, 3072: 4});
  fresh = await secretWorld(join(folder, 'fresh'));
}, 300_000);

const CALLS = 'openat,open,creat,mkdir,mkdirat,chmod,fchmod,fchmodat,rename,renameat,renameat2,link,linkat';

interface Made {
  readonly path: string;
  readonly mode: number;
}

interface Traced {
  readonly files: readonly Made[];
  readonly folders: readonly Made[];
  readonly changed: readonly Made[];
  /** By the name under which a file came into being: the name under which it stayed. */
  readonly names: ReadonlyMap<string, string>;
}

/** What a trace says of files and folders below a folder. */
function readCalls(trace: string, below: string): Traced {
  const files: Made[] = [];
  const folders: Made[] = [];
  const changed: Made[] = [];
  const names = new Map<string, string>();
  for (const line of whole(readFileSync(trace, 'utf8').split('\n'))) {
    const [, call = '', args = ''] = /^(\w+)\((.*)\) += \d/.exec(line) ?? [];
    const paths = [...args.replaceAll(/AT_FDCWD<[^>]*>/g, '').matchAll(/["<](\/[^">]*)[">]/g)].map(
      ([, path = '']) => path,
    );
    const [path = '', to] = paths.filter(one => one.startsWith(`${below}/`)).map(one => relative(below, one));
    if (path === '') continue;
    const mode = Number.parseInt(/, 0?([0-7]{3,4})$/.exec(args)?.[1] ?? '', 8);
    if (/^(open|creat)/.test(call) && /O_CREAT|^creat/.test(args)) files.push({path, mode});
    if (call.startsWith('mkdir')) folders.push({path, mode});
    if (/chmod/.test(call)) changed.push({path, mode});
    if (/^(rename|link)/.test(call) && to !== undefined) names.set(path, to);
  }
  return {files, folders, changed, names};
}

/** What only its owner may read. */
const PRIVATE = /\.key$|\.log$/;

/** Paths and modes of all that is on the disk; not what the test itself has put there. */
function onDisk(at: string, kind: 'isFile' | 'isDirectory'): readonly Made[] {
  return readdirSync(at, {recursive: true, encoding: 'utf8'})
    .filter(path => /^(home|world\/(servers|ca|public-ca))\//.test(path))
    .map(path => ({path, status: statSync(join(at, path))}))
    .filter(({status}) => status[kind]())
    .map(({path, status}) => ({path, mode: status.mode & 0o777}));
}

/** Those of another mode than they are to have. */
const others = (all: readonly Made[], wanted: number): readonly string[] =>
  all.filter(({mode}) => mode !== wanted).map(({path, mode}) => `${path} ${mode.toString(8)}`);

const traced = (umask: string, to: string): readonly string[] => [
  ...['sh', '-c', `umask ${umask} && exec "$@"`, 'sh'],
  ...['strace', '-f', '-qq', '-y', '-o', to, '-e', CALLS],
];

const title = 'under umask %s keys are for their owner alone from the first instant';

real.test.each(['0', '022', '077'])(title, async umask => {
  const at = join(folder, `umask-${umask}`);
  const trial = new Trial(at, fresh, keys);
  const trace = join(at, 'trace');
  const {code, stderr} = await trial.start(['apply', '--auto-approve'], {}, traced(umask, trace)).ended;
  expect({code, stderr}).toEqual(endedWith(0));
  const {files, folders, changed, names} = readCalls(trace, at);

  expect(folders.length).toBeGreaterThan(10);
  expect(others(folders, 0o700)).toEqual([]);
  // What the test's own hook writes is no business of ours.
  const ours = files.filter(({path}) => path !== 'told');
  expect(others(ours, 0o600)).toEqual([]);

  const kept = (path: string): string => names.get(path) ?? path;
  const keyFiles = new Set(ours.map(({path}) => kept(path)).filter(path => path.endsWith('.key')));
  expect(keyFiles.size).toBeGreaterThan(8);
  const modeChanges = changed.map(one => ({...one, path: kept(one.path)}));
  expect(modeChanges.filter(({path}) => path.endsWith('.key'))).toEqual([]);
  // A log may be written into a file that was there before, with any mode.
  const ofLogs = modeChanges.filter(({path}) => path.endsWith('.log'));
  expect(others(ofLogs, 0o600)).toEqual([]);

  const made = new Set(folders.map(({path}) => path));
  const foldersThere = onDisk(at, 'isDirectory').filter(({path}) => made.has(path));
  const filesThere = onDisk(at, 'isFile').filter(({path}) => PRIVATE.test(path));
  expect(others(foldersThere, 0o700)).toEqual([]);
  expect(others(filesThere, 0o600)).toEqual([]);
  expect(filesThere.length).toBeGreaterThan(8);
});
