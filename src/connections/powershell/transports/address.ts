import type {ServerId} from '../../../core/model/desired.ts';

/** Where a server is reached. */
export interface Address {
  /** A name or an IP address, without brackets. */
  readonly host: string;
  readonly port: number;
}

/** Its own name, or what `addresses` says instead; the schema has checked the form. */
export function addressOf(
  server: ServerId,
  addresses: Readonly<Record<string, string>> | undefined,
  port: number,
): Address {
  const declared = addresses?.[server];
  if (declared === undefined) return {host: server, port};
  const [, bracketed, plain = '', ownPort] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(declared) ?? [];
  return {host: bracketed ?? plain, port: ownPort === undefined ? port : Number(ownPort)};
}
