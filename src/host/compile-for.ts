/**
 * When V8 compiles code for speed. Node 20 (V8 11) spends on a plan of 1,000 servers half as much of the processor on
 * compiling as on all the rest, and it is over before that pays; with 10,000 servers it does pay. Later versions have a
 * quicker compiler for what is hot for a short time, and no such flag.
 */
import {setFlagsFromString} from 'node:v8';

type SetFlags = (flags: string) => void;

const LATE = '--interrupt-budget=250000';
const AS_ALWAYS = '--interrupt-budget=135168';

/** Fewer are over before anything is compiled, whatever is set; more take some seconds. */
const FEW_SERVERS = 50;
const MANY_SERVERS = 3000;

/**
 * Has V8 wait twice as long as it would, unless there are so many servers that seconds of work are ahead.
 * `version` is `process.versions.v8`.
 */
export function compileFor(
  servers: number | 'not known yet',
  version: string,
  setFlags: SetFlags = setFlagsFromString,
): void {
  if (!version.startsWith('11.')) return;
  if (servers === 'not known yet') setFlags(LATE);
  else if (servers > FEW_SERVERS) setFlags(servers > MANY_SERVERS ? AS_ALWAYS : LATE);
}
