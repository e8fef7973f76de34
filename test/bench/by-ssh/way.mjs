// What every measurement by ssh has: a real sshd behind a way that makes each round trip 2 ms longer, and a plan of servers
// there with nothing to do, beside a program that asks the same servers for nothing (floor.mjs).
import {spawn} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {register} from 'node:module';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

register('../../../.tools/typescript-hooks.mjs', import.meta.url);

const here = dirname(fileURLToPath(import.meta.url));
export const LATENCY_MS = 2;
/** What cscert has at the same time when nothing is said, and so the floor has too. */
const AT_ONCE = 10;
/** As many sessions as a connection of cscert keeps open (session/pool.ts). */
const MOST_OPEN = 32;

/** The module of that path from the root of the project. */
export const source = path => import(new URL(`../../../${path}`, import.meta.url));

/** Starts what servers are reached by, has `work` done with it, and ends it. */
export async function throughSlowWay({place, node, engine, environment}, work) {
  mkdirSync(place('sshd'), {recursive: true});
  const {startSshdOf} = await source('test/support/powershell/sshd-process.ts');
  const sshd = await startSshdOf({
    folder: place('sshd'),
    engine,
    environment,
    // Each real server has a limit of its own for those who are about to log in; here one server stands for all.
    settings: ['MaxStartups 500'],
  });
  const way = spawn(node, [join(here, 'slow-way.mjs'), String(sshd.port), String(LATENCY_MS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const port = await new Promise(resolve => way.stdout.once('data', text => resolve(Number(text))));
    return await work({sshd, port, reach: servers => reachOf(servers, {sshd, port})});
  } finally {
    way.kill();
    await sshd.stop();
  }
}

/** What a configuration says of the connection to these servers. */
const reachOf = (servers, {sshd, port}) => ({
  addresses: Object.fromEntries(servers.map(server => [server, `127.0.0.1:${port}`])),
  ssh: {
    user: sshd.user,
    identity: sshd.key,
    hostKeys: Object.fromEntries(servers.map(server => [server, sshd.fingerprint])),
  },
});

/** The plan and the floor, in turn; a row without its name. */
export async function comparePlan({place, node, compare, plan, servers, sshd, port}) {
  const {commandFor} = await source('src/connections/powershell/transports/ssh/command.ts');
  const limits = {atOnce: AT_ONCE, mostOpen: MOST_OPEN};
  const said = {command: commandFor('powershell.exe'), firstFrame: await firstFrame()};
  const setup = {port, user: sshd.user, key: sshd.key, servers, ...limits, ...said};
  writeFileSync(place('setup.json'), JSON.stringify(setup));
  const {floor, plan: ours} = compare({floor: [node, join(here, 'floor.mjs'), place('setup.json')], plan});
  return {
    ...ours,
    floor: floor.median,
    ratio: ours.median / floor.median,
    processorRatio: ours.processor / floor.processor,
  };
}

/** As that of cscert: its scripts are most of it. */
async function firstFrame() {
  const {sentScripts} = await source('src/connections/powershell/session/bootstrap.ts');
  const hello = {server: 'SERVER', product: 'sfbse', module: 'SkypeForBusiness', edge: false};
  return JSON.stringify({id: 1, nonce: '0123456789abcdef', hello, scripts: sentScripts()});
}
