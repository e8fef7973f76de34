// A plan of servers that are reached by ssh, with nothing to do, beside a program that asks the same servers for nothing
// (floor.mjs): a real sshd, a way that makes each round trip 2 ms longer, and on the other side of it a program that
// answers at once (host.pl), for what PowerShell itself and a double of the product take is no figure of cscert's.
import {spawn, spawnSync} from 'node:child_process';
import {copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {register} from 'node:module';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {makeServers} from './world.mjs';

register('../../../.tools/typescript-hooks.mjs', import.meta.url);

const here = dirname(fileURLToPath(import.meta.url));
const LATENCY_MS = 2;
/** A plan may take so many frames for each server, there and back. */
const MOST_FRAMES = 3;
/** What cscert has at the same time when nothing is said, and so the floor has too. */
const AT_ONCE = 10;

/** @returns a row, or none where a part is missing, which is said */
export async function measureBySsh({work, node, cli, compare, count}) {
  if (count === 0) return [];
  const {hasSshd, startSshdOf} = await import(new URL('../../support/powershell/sshd-process.ts', import.meta.url));
  if (!hasSshd()) return skip('the OpenSSH server (sshd)');
  if (spawnSync('perl', ['-MMIME::Base64', '-e', '1'], {stdio: 'ignore'}).status !== 0) return skip('perl');
  const place = name => join(work, 'by-ssh', name);
  for (const name of ['bin', 'sshd', 'servers']) mkdirSync(place(name), {recursive: true});
  copyFileSync(join(here, 'host.pl'), place('bin/powershell.exe'));
  const sshd = await startSshdOf({
    folder: place('sshd'),
    engine: {executable: place('bin/powershell.exe'), folder: place('bin')},
    environment: {CSCERT_BENCH_SERVERS: place('servers')},
    // Each real server has a limit of its own for those who are about to log in; here one server stands for all.
    settings: ['MaxStartups 500'],
  });
  const way = spawn(node, [join(here, 'slow-way.mjs'), String(sshd.port), String(LATENCY_MS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const port = await new Promise(resolve => way.stdout.once('data', text => resolve(Number(text))));
    return [await measure({place, node, cli, compare, count, sshd, port})];
  } finally {
    way.kill();
    await sshd.stop();
  }
}

function skip(part) {
  process.stderr.write(`LEFT OUT: a plan of servers by ssh needs ${part}, which is not installed here.\n`);
  return [];
}

async function measure({place, node, cli, compare, count, sshd, port}) {
  const folder = place('world');
  const reach = servers => ({
    addresses: Object.fromEntries(servers.map(server => [server, `127.0.0.1:${port}`])),
    ssh: {
      user: sshd.user,
      identity: sshd.key,
      hostKeys: Object.fromEntries(servers.map(server => [server, sshd.fingerprint])),
    },
  });
  const servers = await makeServers({folder, answers: place('servers'), count, reach});
  const plan = [node, cli, 'plan', '--config', folder];
  mustChangeNothing(plan, place('.'));
  const setup = {port, user: sshd.user, key: sshd.key, atOnce: AT_ONCE, servers, firstFrame: await firstFrame()};
  writeFileSync(place('setup.json'), JSON.stringify(setup));
  countFrames();
  mustChangeNothing(plan, place('.'));
  const frames = countFrames();
  const {floor, plan: ours} = compare({floor: [node, join(here, 'floor.mjs'), place('setup.json')], plan});
  return {
    what: `plan by ssh, nothing to do, ${count} servers, ${LATENCY_MS} ms away`,
    ...ours,
    floor: floor.median,
    ratio: ours.median / floor.median,
    processorRatio: ours.processor / floor.processor,
    roundTrips: frames,
  };

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

function mustChangeNothing([program, ...args], work) {
  const {status, stdout, stderr} = spawnSync(program, [...args, '--detailed-exitcode'], {
    encoding: 'utf8',
    env: {...process.env, XDG_STATE_HOME: work},
  });
  if (status !== 0) throw new Error(`the plan by ssh ended with ${status}: ${stdout}${stderr}`);
}

/** As that of cscert: its scripts are most of it. */
async function firstFrame() {
  const {sentScripts} = await import(
    new URL('../../../src/connections/powershell/session/bootstrap.ts', import.meta.url)
  );
  const hello = {server: 'SERVER', product: 'sfbse', module: 'SkypeForBusiness', edge: false};
  return JSON.stringify({id: 1, nonce: '0123456789abcdef', hello, scripts: sentScripts()});
}
