import {setFlagsFromString} from 'node:v8';

/**
 * Has Node 20 compile code for speed only when it has run three times as long as V8 would wait: commands are over before
 * most of that pays, and for a plan of 1,000 servers it took half as much of the processor as the whole rest. Later
 * versions have a quicker compiler for what is hot for a short time, and no such flag.
 */
export function compileLate(v8: string, setFlags = setFlagsFromString): void {
  if (v8.startsWith('11.')) setFlags('--interrupt-budget=400000');
}
