/**
 * When V8 compiles code for speed. Node 20 (V8 11) compiles so early that a plan of 1,000 servers spends half as much of the
 * processor on compiling as on all the rest, and is over before that pays; with 10,000 servers it just does. Later versions
 * have a quicker compiler for what is hot for a short time, and no such flag.
 */
import {setFlagsFromString} from 'node:v8';

type SetFlags = (flags: string) => void;

/** Has V8 wait half as long again as it would. `version` is `process.versions.v8`. */
export function compileLate(version: string, setFlags: SetFlags = setFlagsFromString): void {
  if (version.startsWith('11.')) setFlags('--interrupt-budget=200000');
}
