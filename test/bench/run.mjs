// npm run bench [-- --sizes 10,100,1000 --rounds 5]: whole processes, interleaved, medians with their spread, and the
// ratio to a floor that is measured in the same run. Figures go to bench/results.json. Nothing here fails on a figure.
import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {cpus, tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {makeWorld} from './make-world.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const cli = join(root, 'bin', 'cscert.js');
const {values} = parseArgs({
  options: {sizes: {type: 'string', default: '10,100,1000'}, rounds: {type: 'string', default: '5'}},
});
const rounds = Number(values.rounds);
const work = mkdtempSync(join(tmpdir(), 'cscert-bench-'));

/** One whole process: seconds, and its peak memory in MB as it says itself at its end. */
function measure(args) {
  const note = join(work, 'peak');
  const start = process.hrtime.bigint();
  const {status, stderr} = spawnSync(process.execPath, ['--import', join(here, 'peak.mjs'), ...args], {
    encoding: 'utf8',
    env: {...process.env, CSCERT_BENCH_PEAK: note, XDG_STATE_HOME: work},
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return {seconds, megabytes: Number(readFileSync(note, 'utf8'))};
}

/** Several commands in turn, A B A B …, so that a machine whose speed drifts treats them alike. */
function compare(commands) {
  const runs = Object.fromEntries(Object.keys(commands).map(name => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, args] of Object.entries(commands)) runs[name].push(measure(args));
  }
  return Object.fromEntries(Object.entries(runs).map(([name, all]) => [name, summarise(all)]));
}

function summarise(all) {
  const sorted = all.map(({seconds}) => seconds).sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  return {median, least: sorted[0], most: sorted.at(-1), megabytes: Math.max(...all.map(({megabytes}) => megabytes))};
}

const rows = [];
const add = (what, one, floor) =>
  rows.push({what, ...one, ...(floor && {floor: floor.median, ratio: one.median / floor.median})});

try {
  const start = compare({
    floor: ['-e', '0'],
    help: [cli, '--help'],
    validate: [cli, 'validate', '-C', join(root, 'examples', 'lab')],
  });
  add('cscert --help, against node -e 0', start.help, start.floor);
  add('cscert validate examples/lab, against node -e 0', start.validate, start.floor);
  for (const size of values.sizes.split(',').map(Number)) {
    const folder = await makeWorld(join(work, `world-${size}`), size, new URL('../../dist/', import.meta.url));
    const {floor, plan} = compare({floor: [join(here, 'floor.mjs'), folder], plan: [cli, 'plan', '--config', folder]});
    add(`plan, nothing to do, ${size} servers`, plan, floor);
    rmSync(folder, {recursive: true, force: true});
  }
} finally {
  rmSync(work, {recursive: true, force: true});
}

const number = (value, digits) => (value === undefined ? '' : value.toFixed(digits));
process.stdout.write(`${'what'.padEnd(50)} median s   least    most   floor s  ratio     MB\n`);
for (const {what, median, least, most, floor, ratio, megabytes} of rows) {
  const figures = [
    number(median, 3),
    number(least, 3),
    number(most, 3),
    number(floor, 3),
    number(ratio, 2),
    number(megabytes, 0),
  ];
  process.stdout.write(
    `${what.padEnd(50)} ${figures.map((text, at) => text.padStart([8, 7, 7, 9, 6, 6][at])).join(' ')}\n`,
  );
}
mkdirSync(join(root, 'bench'), {recursive: true});
const machine = {node: process.version, processors: cpus().length, model: cpus()[0]?.model};
writeFileSync(join(root, 'bench', 'results.json'), `${JSON.stringify({machine, rounds, rows}, null, 2)}\n`);
