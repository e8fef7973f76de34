import {spawnSync} from 'node:child_process';
import {ManualClock} from '../../support/manual-clock.ts';
import {cscert} from '../../support/program.ts';
import {runProgram} from './launch.ts';

export interface AtTime {
  readonly cwd: string;
  /** ISO 8601 UTC. */
  readonly time: string;
  /** Of the machine, e.g. `Europe/Berlin`. */
  readonly zone?: string;
}

/** Node has several threads, and the library that is loaded without `-m` is made for programs of one. */
const FAKETIME = ['faketime', '-m'] as const;

export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Whether faketime is here and Node believes it. */
export function hasFaketime(): boolean {
  const [program, ...options] = FAKETIME;
  const year = ['2001-02-03 04:05:06', process.execPath, '-p', 'new Date().getFullYear()'];
  const {status, stdout} = spawnSync(program, [...options, ...year], {encoding: 'utf8'});
  return status === 0 && stdout.trim() === '2001';
}

/** Runs the built program on a machine whose clock is wrong; `time` is when it starts. */
export function runAt(argv: readonly string[], {cwd, time, zone = 'UTC'}: AtTime): Promise<Said> {
  const seconds = Math.floor(Date.parse(time) / 1000) - Math.floor(Date.now() / 1000);
  const under = [...FAKETIME, '-f', `${seconds < 0 ? '' : '+'}${seconds}s`];
  return runProgram(argv, {cwd, under, environment: {TZ: zone}});
}

/** The same in this process, with a clock that is given to it. */
export const runWithClock = (argv: readonly string[], {cwd, time}: AtTime): Promise<Said> =>
  cscert(argv, {cwd, clock: new ManualClock(time)});
