/**
 * When V8 compiles code for speed. Node 20 (V8 11) compiles so early that a plan of 1,000 servers spends half as much of the
 * processor on compiling as on all the rest, and is over before that pays; with 10,000 servers it just does. Later versions
 * have a quicker compiler for what is hot for a short time, and no such flag.
 *
 * Only around the work itself: what was compiled ahead, of the program's parts (bin/cscert.cjs) as of Node's own modules, is
 * of no use to V8 while its flags differ from those under which that was done.
 */
import {setFlagsFromString} from 'node:v8';

type SetFlags = (flags: string) => void;

/** Bytes of bytecode that a function runs before it is looked at. The usual is what V8 11 itself says: exactly this resets it. */
const [LATE, USUAL] = [200_000, 67_584];

/** Has V8 wait three times as long as it would, while `work` is done. `version` is `process.versions.v8`. */
export async function compileLate<T>(
  version: string,
  work: () => Promise<T>,
  setFlags: SetFlags = setFlagsFromString,
): Promise<T> {
  if (!version.startsWith('11.')) return work();
  const wait = (budget: number): void => setFlags(`--interrupt-budget=${budget}`);
  wait(LATE);
  try {
    return await work();
  } finally {
    wait(USUAL);
  }
}
