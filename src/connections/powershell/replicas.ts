/** Whether what is published, the OAuth certificate among it, comes to every server: as the management store says. */
import type {Diagnostic} from '../../core/diagnostic.ts';
import {few} from '../../core/few.ts';
import {isMapping} from '../../core/mapping.ts';
import {minute} from '../../core/moment.ts';
import {flagOf, objectsOf, optionalText, textOf} from './facts/shape.ts';
import {problem} from './problems.ts';
import type {StepContext} from './steps/context.ts';

/** So many servers are named; the rest is counted. */
const NAMED = 10;

/** The servers that what was last published has not reached, in words; undefined where it is everywhere. */
export function whoIsBehind(replicas: unknown): string | undefined {
  const behind = objectsOf(replicas, 'The replicas').filter(one => !flagOf(one['upToDate'], 'A replica'));
  if (behind.length === 0) return undefined;
  const names = behind.map(one => {
    const last = optionalText(one['lastReport'], 'The last report of a replica');
    return `${textOf(one['server'], 'The name of a replica')}${last === undefined ? '' : ` (last heard of ${minute(last)})`}`;
  });
  return few(names.toSorted(), NAMED);
}

/** One warning that names the servers which are behind; none where all have what is published, or nobody could ask. */
export function replicasBehind(store: unknown, {server}: StepContext): readonly Diagnostic[] {
  if (!isMapping(store) || store['replicas'] === undefined) return [];
  const behind = whoIsBehind(store['replicas']);
  if (behind === undefined) return [];
  const found = problem('REPLICAS_BEHIND', {
    severity: 'warning',
    detail: `Seen from ${server}, what was last published has not reached ${behind}. An OAuth certificate arrives there when it does.`,
    help: 'Look at Get-CsManagementStoreReplicationStatus and at the service REPLICA of those servers; Invoke-CsManagementStoreReplication asks for it anew.',
    address: server,
  });
  return [found];
}
