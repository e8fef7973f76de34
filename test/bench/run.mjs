// npm run bench [-- --sizes 10,100,1000,10000 --rounds 5 --keys 200 --servers 200 --engines 8]: whole processes, interleaved, medians with
// their spread, and the ratio to a floor that is measured in the same run: of the time that passes, and of the processor's,
// which a busy machine disturbs less. Figures go to bench/results.json. Nothing here fails on a figure of time.
import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {cpus, tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {measureEngines} from './by-ssh/engines.mjs';
import {measureBySsh} from './by-ssh/measure.mjs';
import {makeWorld} from './make-world.mjs';
import {measureApply} from './new-keys.mjs';
import {compareOthers, NOT_OF_THIS_RUN} from './others.mjs';
import {mustChangeNothing} from './parts.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const cli = join(root, 'bin', 'cscert.cjs');
const {values} = parseArgs({
  options: {
    sizes: {type: 'string', default: '10,100,1000,10000'},
    rounds: {type: 'string', default: '5'},
    keys: {type: 'string', default: '200'},
    servers: {type: 'string', default: '200'},
    engines: {type: 'string', default: '8'},
  },
});
const rounds = Number(values.rounds);
/** So many servers are planned in a second or two, and oftener: chance is a larger part of that. */
const QUICK = 1000;

// Where it is set, Node 20 reads every root certificate of that file before any program begins: 80 ms on the machine where
// this was seen, of the floor as of what is measured. That is the machine's choice and no work of either.
const withoutExtraRoots = process.env.NODE_EXTRA_CA_CERTS !== undefined;
delete process.env.NODE_EXTRA_CA_CERTS;

// All that is written stays until the end: where many files were deleted in the last minutes, ext4 takes long to make one.
const work = mkdtempSync(join(tmpdir(), 'cscert-bench-'));

/**
 * One whole process: seconds and, unless it is `alone`, those of the processor and its peak memory in MB, as it says
 * itself at its end. What makes it say so takes longer to load than some commands do.
 */
function measure([program, ...args], alone) {
  const note = join(work, 'peak');
  const ofNode = program === process.execPath && !alone;
  const start = process.hrtime.bigint();
  const {status, stderr} = spawnSync(program, ofNode ? ['--require', join(here, 'peak.cjs'), ...args] : args, {
    encoding: 'utf8',
    env: {...process.env, CSCERT_BENCH_PEAK: note, XDG_STATE_HOME: work},
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr}`);
  return {seconds, ...(ofNode && JSON.parse(readFileSync(note, 'utf8')))};
}

/**
 * Several commands in turn, A B A B …, so that a machine whose speed drifts treats them alike. What is over in a moment
 * beside one that takes minutes is run `often` in each round: chance is as large for both, but not beside what they take.
 */
function compare(commands, {times = rounds, alone = false, often = {}} = {}) {
  const runs = Object.fromEntries(Object.keys(commands).map(name => [name, []]));
  for (let round = 0; round < times; round++) {
    for (const [name, args] of Object.entries(commands)) {
      for (let run = 0; run < (often[name] ?? 1); run++) runs[name].push(measure(args, alone));
    }
  }
  return Object.fromEntries(Object.entries(runs).map(([name, all]) => [name, summarise(all)]));
}

const inOrder = figures => figures.toSorted((a, b) => a - b);
const medianOf = figures => inOrder(figures)[Math.floor(figures.length / 2)];

function summarise(all) {
  const sorted = inOrder(all.map(({seconds}) => seconds));
  const told = all.filter(({megabytes}) => megabytes !== undefined);
  return {
    median: medianOf(sorted),
    least: sorted[0],
    most: sorted.at(-1),
    ...(told.length > 0 && {
      processor: medianOf(told.map(({processor}) => processor)),
      megabytes: Math.max(...told.map(({megabytes}) => megabytes)),
    }),
  };
}

const rows = [];
const add = (what, one, floor) =>
  rows.push({
    what,
    ...one,
    ...(floor && {floor: floor.median, ratio: one.median / floor.median, over: one.median - floor.median}),
    ...(floor?.processor && {processorRatio: one.processor / floor.processor}),
    ...(floor?.megabytes && {floorMegabytes: floor.megabytes}),
  });
const node = process.execPath;

/** How many times as long ten times the servers take: more than 11 would mean that something is quadratic. */
function addGrowth(all) {
  const taken = new Map(all.map(({servers, median, floor}) => [servers, {median, floor}]));
  const [less, more] = [taken.get(1000), taken.get(10_000)];
  if (less === undefined || more === undefined) return;
  const [ours, theirs] = [more.median / less.median, more.floor / less.floor];
  all.push({
    what: `growth from 1,000 to 10,000 servers: ${ours.toFixed(1)} times; of the floor ${theirs.toFixed(1)}`,
    growth: ours,
  });
}

try {
  const start = compare(
    {
      floor: [node, '-e', '0'],
      help: [node, cli, '--help'],
      validate: [node, cli, 'validate', '-C', join(root, 'examples', 'lab')],
    },
    {times: 10 * rounds, alone: true},
  );
  add('cscert --help, against node -e 0', start.help, start.floor);
  add('cscert validate examples/lab, against node -e 0', start.validate, start.floor);
  for (const size of values.sizes.split(',').map(Number)) {
    const folder = await makeWorld(join(work, `world-${size}`), size);
    const plan = [node, cli, 'plan', '--config', folder];
    mustChangeNothing(plan, work);
    const both = {floor: [node, join(here, 'floor.mjs'), folder], plan};
    // Not counted: the deployment was just written, and some of it is still on its way to the disk.
    compare(both, {times: 1});
    const {floor, plan: ours} = compare(both, {times: size > QUICK ? rounds : 3 * rounds});
    add(`plan, nothing to do, ${size} servers`, {...ours, servers: size}, floor);
  }
  addGrowth(rows);
  for (const {what, ours, theirs} of await compareOthers({work, node, cli, compare, rounds})) {
    add(`${what}: ${(theirs.median / ours.median).toFixed(0)} times as fast`, ours, theirs);
  }
  rows.push(...(await measureBySsh({work, node, cli, compare, count: Number(values.servers)})));
  rows.push(...(await measureEngines({work, node, cli, compare, count: Number(values.engines)})));
  const keys = Number(values.keys);
  // How long a key takes is chance, and the median of a few rounds of them with it.
  if (keys > 0) rows.push(...measureApply({work, node, cli, keys, rounds: 2 * rounds, summarise}));
} finally {
  rmSync(work, {recursive: true, force: true});
}

const COLUMNS = [
  ['median s', 'median', 3],
  ['least', 'least', 3],
  ['most', 'most', 3],
  ['floor s', 'floor', 3],
  ['more s', 'over', 3],
  ['ratio', 'ratio', 3],
  ['of cpu', 'processorRatio', 2],
  ['MB', 'megabytes', 0],
  ['floor MB', 'floorMegabytes', 0],
  ['trips', 'roundTrips', 0],
];
const WIDTH = 68;
const cells = texts => texts.map(text => text.padStart(9)).join('');
process.stdout.write(`${'what'.padEnd(WIDTH)}${cells(COLUMNS.map(([title]) => title))}\n`);
for (const row of rows) {
  const figures = COLUMNS.map(([, key, digits]) => row[key]?.toFixed(digits) ?? '');
  process.stdout.write(`${row.what.padEnd(WIDTH)}${cells(figures)}\n`);
}
const machine = {
  node: process.version,
  // How long a key takes is its affair.
  openssl: process.versions.openssl,
  processors: cpus().length,
  model: cpus()[0]?.model,
  withoutExtraRoots,
};
process.stdout.write(
  `Node ${machine.node} with OpenSSL ${machine.openssl}, ${machine.processors} processors (${machine.model ?? 'unknown'}).\n`,
);
process.stdout.write(`${NOT_OF_THIS_RUN}\n`);
if (withoutExtraRoots) process.stdout.write('NODE_EXTRA_CA_CERTS is set here; all was measured without it.\n');
mkdirSync(join(root, 'bench'), {recursive: true});
writeFileSync(join(root, 'bench', 'results.json'), `${JSON.stringify({machine, rounds, rows}, null, 2)}\n`);
