import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import {ManualClock} from '../../support/manual-clock.ts';
import {cscert} from '../../support/program.ts';
import {workingUsages} from './server-view.ts';
import {
  answeredRequests,
  brokenFiles,
  type Issued,
  issuedIn,
  keylessCertificates,
  orphanedRequests,
} from './world-state.ts';

/** A lease that was not given back is over by then. */
const LEASE_MS = 61_000;

export interface Expected {
  /** Exit code of a run that nothing happens to. */
  readonly unharmed: 0 | 3;
  /** Exit code of the next apply, and of a plan after it: 0, or 3 where something still waits. */
  readonly apply: 0 | 3;
  /** What a CA and those who wait for it have, once everything is as it should be. */
  readonly issued: Issued;
}

/** The servers of a world that have a folder. */
export const serversOf = (world: string): readonly string[] =>
  readdirSync(join(world, 'servers')).filter(name => !name.startsWith('.') && name !== 'global');

/** Every server's usages that work now, as `server usage`. */
export function allWorking(world: string): readonly string[] {
  const now = new Date();
  return serversOf(world).flatMap(server =>
    [...workingUsages(join(world, 'servers', server), now).keys()].map(usage => `${server} ${usage}`),
  );
}

/** What is wrong in a world right after a run was broken off; `before` worked when the run began. */
export function damage(world: string, before: readonly string[]): readonly string[] {
  const working = new Set(allWorking(world));
  return [
    ...brokenFiles(world),
    ...serversOf(world).flatMap(server =>
      orphanedRequests(join(world, 'servers', server)).map(name => `${server}: ${name} lacks its CSR or its key`),
    ),
    // What the product replicates has a store of its own.
    ...[...serversOf(world), 'global'].flatMap(server =>
      keylessCertificates(join(world, 'servers', server)).map(name => `${server}: ${name} lacks its key`),
    ),
    ...before.filter(usage => !working.has(usage)).map(usage => `${usage} has no working certificate any more`),
  ];
}

/** Applies again, once the locks have run out, and says what is not as it would be without the fault. */
export async function shortcomings(world: string, expected: Expected): Promise<readonly string[]> {
  const clock = new ManualClock(new Date(Date.now() + LEASE_MS).toISOString());
  const applied = await cscert(['apply', '--config', '.', '--auto-approve'], {cwd: world, clock});
  const planned = await cscert(['plan', '--config', '.', '--detailed-exitcode'], {cwd: world, clock});
  const issued = issuedIn(world);
  return [
    ...(applied.code === expected.apply ? [] : [`apply ended with ${applied.code}: ${applied.stderr}`]),
    ...(planned.code === expected.apply ? [] : [`plan ended with ${planned.code}: ${planned.stdout}`]),
    ...serversOf(world).flatMap(server =>
      answeredRequests(join(world, 'servers', server)).map(
        name => `${server}: ${name} was answered and is still there`,
      ),
    ),
    ...(isDeepStrictEqual(issued, expected.issued) ? [] : [`issued: ${JSON.stringify(issued)}`]),
  ];
}
