/**
 * What holds by each transport, tried by all of them at the same time: a test of one server mostly waits for one process,
 * and the next processor is free meanwhile.
 */
import {afterAll, beforeAll} from '@jest/globals';
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
const TRANSPORTS = [
  {name: 'local', reach: async () => reachHere(), part: powershellPart, isThere: HERE},
  {name: 'ssh', reach: reachBySsh, part: sshdPart, isThere: HERE && hasSshd()},
  {name: 'remoting', reach: reachByRemoting, part: sshdPart, isThere: HERE && hasSshd()},
] as const;

/** A test for each transport; the work of all begins with the first. Stands in a `describe` of its own. */
export function testByEachTransport(title: string, work: (by: Transport) => Promise<void>, limitMs: number): void {
  const begun = new Map<string, Promise<unknown>>();
  beforeAll(() => {
    for (const {isThere, name, reach} of TRANSPORTS) if (isThere) begun.set(name, endOf(work({name, reach})));
  });
  // Whoever runs one test alone leaves none of the others behind.
  afterAll(async () => void (await Promise.all(begun.values())), limitMs);
  for (const {part, name} of TRANSPORTS)
    part.test(
      `${title} (by ${name})`,
      async () => {
        const error = await begun.get(name);
        if (error !== undefined) throw error;
      },
      limitMs,
    );
}

/** Who fails is told by the test that waits for it: what it was refused with, or undefined. */
async function endOf(work: Promise<void>): Promise<unknown> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error ?? new Error('it failed and did not say why');
  }
}
