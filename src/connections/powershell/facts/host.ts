import {isMapping} from '../../../core/mapping.ts';
import {nonsense} from '../problems.ts';
import {textOf} from './shape.ts';

/** What a server says of itself. */
export interface HostFacts {
  /** Lower case. */
  readonly fqdn: string;
  /** Version of Windows, as `6.3.9600.0`. */
  readonly os: string;
  /** Version of PowerShell. */
  readonly powershell: string;
  /** The account that it works as. */
  readonly user: string;
  /** Whether that account is an administrator here, with its rights in force. */
  readonly elevated: boolean;
  /** Its clock, ISO 8601 UTC. */
  readonly utcNow: string;
}

/** Throws StepTrouble when it is not what a server says of itself. */
export function parseHost(value: unknown): HostFacts {
  if (!isMapping(value)) throw nonsense('It does not say who it is.');
  const text = (name: string): string => textOf(value[name], `"${name}" of the server`);
  const utcNow = text('utcNow');
  if (Number.isNaN(Date.parse(utcNow))) throw nonsense(`Its clock says ${JSON.stringify(utcNow.slice(0, 40))}.`);
  return {
    fqdn: text('fqdn').toLowerCase(),
    os: text('os'),
    powershell: text('powershell'),
    user: typeof value['user'] === 'string' ? value['user'] : '',
    elevated: value['elevated'] === true,
    utcNow,
  };
}
