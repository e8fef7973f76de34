/**
 * Whether a run that left a lock is dead. A process is known by its number only within one boot of one machine and,
 * on Linux, within one container: two of them may well have one host name and share a disk. So a lock says of which
 * table of processes its number is, and where the tables differ nothing is concluded.
 */

import {readFileSync, readlinkSync} from 'node:fs';
import {hostname} from 'node:os';
import {codeOf} from '../core/system-error.ts';
import type {ProcessName} from '../engine/ports/host.ts';

/** Undefined when the system does not tell. */
export function processTable(platform: NodeJS.Platform): string | undefined {
  if (platform !== 'linux') return hostname();
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}

/** Sends a process nothing, to learn whether it is there; `process.kill` is given. */
export type Probe = (pid: number, signal: 0) => unknown;

/** See `Host.hasEnded`. A number that another process has got since counts as alive: then the lease decides. */
export function hasEnded({run, table}: ProcessName, own: string | undefined, probe: Probe): boolean {
  if (table === undefined || table !== own || !/^[1-9]\d{0,9}$/.test(run)) return false;
  try {
    probe(Number(run), 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}
