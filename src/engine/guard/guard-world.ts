import type {Secret} from '../../core/secret.ts';
import type {World} from '../world.ts';
import {guardAuthority} from './guard-authority.ts';
import {guardConnection} from './guard-connection.ts';

/** The secrets of each connection and authority, by its name. */
export interface SecretsOf {
  readonly connections: ReadonlyMap<string, readonly Secret[]>;
  readonly authorities: ReadonlyMap<string, readonly Secret[]>;
}

/** The same world, in which nobody repeats a secret that he was given. */
export function guardWorld({connections, authorities}: World, secrets: SecretsOf): World {
  const guarded = <T>(
    all: ReadonlyMap<string, T>,
    own: ReadonlyMap<string, readonly Secret[]>,
    guard: (one: T, secrets: readonly Secret[]) => T,
  ): ReadonlyMap<string, T> => new Map([...all].map(([name, one]) => [name, guard(one, own.get(name) ?? [])]));
  return {
    connections: guarded(connections, secrets.connections, guardConnection),
    authorities: guarded(authorities, secrets.authorities, guardAuthority),
  };
}
