import type {Host} from '../engine/ports/host.ts';

/**
 * The same host, whose programs do not get the variables that the configuration takes secrets from (`env:NAME`,
 * wherever it stands): other programs and other users of the machine may read the environment of a process.
 */
export function withoutSecrets<H extends Host>(host: H, document: unknown): H {
  const hidden = Object.fromEntries([...variablesIn(document)].map(name => [name, undefined]));
  return {...host, spawn: call => host.spawn({...call, environment: {...call.environment, ...hidden}})};
}

function variablesIn(value: unknown): ReadonlySet<string> {
  if (typeof value === 'string') return new Set(value.startsWith('env:') ? [value.slice('env:'.length)] : []);
  if (typeof value !== 'object' || value === null) return new Set();
  return new Set(Object.values(value).flatMap(child => [...variablesIn(child)]));
}
