// A plan of servers that the real PowerShell engine plays with CsContract, by ssh, beside the same engine answering as many
// frames that ask for nothing: what reading costs besides the start of a PowerShell, which is most of both.
import {spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {leaveOut} from '../parts.mjs';
import {makeForest} from './engine-world.mjs';
import {comparePlan, source, throughSlowWay} from './way.mjs';
import {connect} from './world.mjs';

const SAMPLE_MS = 100;

/** @returns a row, or none where a part is missing, which is said */
export async function measureEngines({work, node, cli, compare, count}) {
  if (count === 0) return [];
  const what = 'a plan of servers that PowerShell plays';
  const [{hasSshd}, {findEngine}] = await Promise.all(
    ['test/support/powershell/sshd-process.ts', 'test/support/powershell/find-engine.ts'].map(source),
  );
  if (!hasSshd()) return leaveOut(what, 'the OpenSSH server (sshd)');
  const engine = findEngine();
  if ('missing' in engine) return leaveOut(what, `the PowerShell engine of tests (${engine.missing})`);
  const place = name => join(work, 'engines', name);
  const folder = place('world');
  const {forest, servers} = await makeForest({folder, root: place('forest'), count});
  const environment = forest.environment();
  return throughSlowWay({place, node, engine: engine.found, environment}, async ({sshd, port, reach}) => {
    connect(folder, reach(servers));
    const plan = [node, cli, 'plan', '--config', folder];
    const engines = await weigh(plan, {pid: sshd.pid, state: place('.')});
    const compared = await comparePlan({place, node, compare, plan, servers, sshd, port});
    const each = engines && ` (${engines.most} of ${engines.megabytes} MB at once)`;
    return [{what: `plan by ssh, ${count} servers played by PowerShell${each ?? ''}`, ...compared, engines}];
  });
}

/**
 * How many engines there are at the same time while that runs, and what each takes; undefined where /proc does not tell.
 * Stops everything where there is something to do, or somebody was not reached.
 */
async function weigh([program, ...args], {pid, state}) {
  const {descendantsOf} = await source('test/support/powershell/process-tree.ts');
  const child = spawn(program, [...args, '--detailed-exitcode'], {
    stdio: 'ignore',
    env: {...process.env, XDG_STATE_HOME: state},
  });
  const ended = new Promise(resolve => child.once('exit', resolve));
  let most;
  while (child.exitCode === null && child.signalCode === null) {
    const weights = (await descendantsOf(pid)).map(weightOf).filter(Boolean);
    if (weights.length > 0 && weights.length >= (most?.length ?? 0)) most = weights;
    await Promise.race([ended, new Promise(resolve => setTimeout(resolve, SAMPLE_MS))]);
  }
  if (child.exitCode !== 0) throw new Error(`the plan of servers that PowerShell plays ended with ${child.exitCode}`);
  return most && {most: most.length, megabytes: Math.round(Math.max(...most))};
}

/** Its own share of the memory, in MB; undefined for what is no engine. */
function weightOf(pid) {
  try {
    if (!/powershell|pwsh/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0])) return undefined;
    const [, kilobytes] = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}
