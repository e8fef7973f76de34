/**
 * When V8 compiles code for speed. Node 20 (V8 11) spends on a plan of 1,000 servers half as much of the processor on
 * compiling as on all the rest, and most commands are over before it pays; with 10,000 servers it does pay. Later versions
 * have a quicker compiler for what is hot for a short time, and no such flag.
 */
import {setFlagsFromString} from 'node:v8';

type SetFlags = (flags: string) => void;

/** Waits three times as long as V8 would: for a command that is over soon. */
export function compileLate(v8: string, setFlags: SetFlags = setFlagsFromString): void {
  if (isEleven(v8)) setFlags('--interrupt-budget=400000');
}

/** Waits as long as V8 does of its own accord: for a command with seconds of work ahead. */
export function compileInTime(v8: string, setFlags: SetFlags = setFlagsFromString): void {
  if (isEleven(v8)) setFlags('--interrupt-budget=135168');
}

const isEleven = (v8: string): boolean => v8.startsWith('11.');
