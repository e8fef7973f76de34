/**
 * What holds by each transport, tried by all of them at the same time: a test of one server mostly waits for one process,
 * and the next processor is free meanwhile.
 */
import type {Forest} from '../cs-contract.ts';
import {hasPowerShell, powershellPart} from './engine.ts';
import {type Reach, reachHere} from './powershell-rig.ts';
import {reachByRemoting, reachBySsh} from './reach.ts';
import {sshdPart} from './sshd.ts';
import {hasSshd} from './sshd-process.ts';

/** How the servers of a forest are reached. */
export interface Transport {
  readonly name: 'local' | 'ssh' | 'remoting';
  readonly reach: (forest: Forest) => Promise<Reach>;
}

const HERE = hasPowerShell();
/** All of them, each with `test` for what needs it. */
export const TRANSPORTS = [
  {name: 'local', reach: async () => reachHere(), part: powershellPart, isThere: HERE},
  {name: 'ssh', reach: reachBySsh, part: sshdPart, isThere: HERE && hasSshd()},
  {name: 'remoting', reach: reachByRemoting, part: sshdPart, isThere: HERE && hasSshd()},
] as const;

/**
 * A test for each transport. The first of them has all the work done, and the others tell what came of theirs: between two
 * tests jest lets nothing be imported, as a command of cscert does when it runs.
 */
export function testByEachTransport(title: string, work: (by: Transport) => Promise<void>, limitMs: number): void {
  let all: Promise<ReadonlyMap<string, unknown>> | undefined;
  const doAll = async () => {
    const there = TRANSPORTS.filter(({isThere}) => isThere);
    const ends = there.map(async ({name, reach}) => [name, await endOf(work({name, reach}))] as const);
    return new Map(await Promise.all(ends));
  };
  for (const {part, name} of TRANSPORTS)
    part.test(
      `${title} (by ${name})`,
      async () => {
        all ??= doAll();
        const error = (await all).get(name);
        if (error !== undefined) throw error;
      },
      limitMs,
    );
}

/** What it failed with, or undefined. */
async function endOf(work: Promise<void>): Promise<unknown> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error ?? new Error('it failed and did not say why');
  }
}
