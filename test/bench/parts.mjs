// What every measurement holds itself to: it measures what it says, and says what it leaves out.
import {spawnSync} from 'node:child_process';

/** What is left out for want of a part is said, and no rows come of it. Where every part is required, it is a failure. */
export function leaveOut(what, part) {
  const why = `${what} needs ${part}, which is not installed here`;
  if (process.env.CSCERT_REQUIRE_RIGS === '1') throw new Error(why);
  process.stderr.write(`LEFT OUT: ${why}.\n`);
  return [];
}

/** Stops everything where there is something to do, or somebody was not reached. `state` is a folder for its events. */
export function mustChangeNothing([program, ...args], state) {
  const {status, stdout, stderr} = spawnSync(program, [...args, '--detailed-exitcode'], {
    encoding: 'utf8',
    env: {...process.env, XDG_STATE_HOME: state},
  });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stdout}${stderr}`);
}
