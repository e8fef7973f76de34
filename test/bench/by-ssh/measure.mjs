// A plan of 200 servers that are reached by ssh: on the other side of the way stands a program that answers at once (host.pl),
// for what PowerShell itself and a double of the product take is no figure of cscert's (engines.mjs has that).
import {spawnSync} from 'node:child_process';
import {copyFileSync, mkdirSync, readFileSync, rmSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {leaveOut, mustChangeNothing} from '../parts.mjs';
import {comparePlan, LATENCY_MS, source, throughSlowWay} from './way.mjs';
import {makeServers} from './world.mjs';

const here = dirname(fileURLToPath(import.meta.url));
/** A plan may take so many frames for each server, there and back. */
const MOST_FRAMES = 3;

/** @returns a row, or none where a part is missing, which is said */
export async function measureBySsh({work, node, cli, compare, count}) {
  if (count === 0) return [];
  const {hasSshd} = await source('test/support/powershell/sshd-process.ts');
  const what = 'a plan of servers by ssh';
  if (!hasSshd()) return leaveOut(what, 'the OpenSSH server (sshd)');
  if (spawnSync('perl', ['-MMIME::Base64', '-e', '1'], {stdio: 'ignore'}).status !== 0) return leaveOut(what, 'perl');
  const place = name => join(work, 'by-ssh', name);
  for (const name of ['bin', 'servers']) mkdirSync(place(name), {recursive: true});
  copyFileSync(join(here, 'host.pl'), place('bin/powershell.exe'));
  const engine = {executable: place('bin/powershell.exe'), folder: place('bin')};
  const environment = {CSCERT_BENCH_SERVERS: place('servers')};
  return throughSlowWay({place, node, engine, environment}, way => measure({...way, place, node, cli, compare, count}));
}

async function measure({place, node, cli, compare, count, sshd, port, reach}) {
  const folder = place('world');
  const servers = await makeServers({folder, answers: place('servers'), count, reach});
  const plan = [node, cli, 'plan', '--config', folder];
  mustChangeNothing(plan, place('.'));
  countFrames();
  mustChangeNothing(plan, place('.'));
  const roundTrips = countFrames();
  const compared = await comparePlan({place, node, compare, plan, servers, sshd, port});
  return [{what: `plan by ssh, nothing to do, ${count} servers, ${LATENCY_MS} ms away`, ...compared, roundTrips}];

  /** Of the server that took most, since it was last asked. */
  function countFrames() {
    const counted = new Map();
    const text = readFileSync(place('servers/frames'), {encoding: 'utf8', flag: 'a+'});
    for (const server of text.split('\n').filter(Boolean)) counted.set(server, (counted.get(server) ?? 0) + 1);
    rmSync(place('servers/frames'));
    const most = Math.max(0, ...counted.values());
    if (most > MOST_FRAMES) throw new Error(`a plan took ${most} round trips to a server; more than ${MOST_FRAMES}`);
    return most;
  }
}
