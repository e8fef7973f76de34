/** Servers that were declared with settings of their own and are in another pool now: these hold below their pool alone. */
import type {Diagnostic} from '../../core/diagnostic.ts';
import type {Document} from '../generated/document.ts';
import {poolsOf} from '../resolve/pools.ts';
import {topologyProblem} from './problem.ts';

/** Warnings of settings that are not carried over: a certificate of one pool may be none of the other's. */
export function movedServers(
  before: Document,
  {pools, source}: {readonly pools: NonNullable<Document['pools']>; readonly source: string},
): readonly Diagnostic[] {
  const poolOf = new Map(poolsOf({pools}).flatMap(({fqdn, servers}) => servers.map(one => [one.fqdn, fqdn] as const)));
  return poolsOf(before).flatMap(({fqdn, servers}) =>
    servers.flatMap(({fqdn: server, settings}) => {
      const now = poolOf.get(server);
      const written = Object.keys(settings);
      return now === undefined || now === fqdn || written.length === 0
        ? []
        : [moved({server, from: fqdn, now, written, source})];
    }),
  );
}

function moved(of: {
  readonly server: string;
  readonly from: string;
  readonly now: string;
  readonly written: readonly string[];
  readonly source: string;
}): Diagnostic {
  const {server, from, now, written, source} = of;
  return topologyProblem(
    'TOPOLOGY_INCOMPLETE',
    {
      detail: `What the configuration says of ${server} in ${from} was left out (${written.join(', ')}): ${source} has it in ${now}.`,
      help: `Write below ${now} what still holds for the server.`,
    },
    'warning',
  );
}
