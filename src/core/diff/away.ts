/**
 * A CA that is made on its first use looks the same before it as when its folder is not here: a fresh checkout, a runner
 * without its disk, a path with a slip. Taken for the first, everything would be requested anew of a second CA that
 * nobody trusts. What tells them apart is on the servers: what an earlier use has issued names this very CA as its issuer,
 * or was asked for just as it is declared now. Where a server cannot be read, nothing can be told: unknown is not absent.
 */
import type {Diagnostic} from '../diagnostic.ts';
import {few} from '../few.ts';
import {isMarkedFor} from '../mark.ts';
import type {Actual, AuthorityState, HolderState, PendingRequest} from '../model/actual.ts';
import type {DistinguishedName} from '../model/certificate.ts';
import type {Desired, ServerId, Slot} from '../model/desired.ts';
import {describeName} from '../policy/names.ts';
import {slotsByServer} from '../slots-by-server.ts';

type Holders = Actual['holders'];

/** Authorities of which nothing is known but that their first use would make them. */
export function unmadeOf({authorities}: Pick<Actual, 'authorities'>): readonly string[] {
  return Object.keys(authorities).filter(name => isUnmade(authorities[name]));
}

/** Whether an authority is one that its first use makes, and has not been used. */
export const isUnmade = (state: AuthorityState | undefined): boolean =>
  state !== undefined && 'ok' in state.chain && state.chain.ok === 'made on first use';

/**
 * The same world, in which an authority that has issued, or may have, is not new: what there is of it could not be read.
 * `elsewhere` are servers that were read for this question alone.
 */
export function withAwayAuthorities(desired: Desired, actual: Actual, elsewhere: Holders = {}): Actual {
  const holders = {...elsewhere, ...actual.holders};
  const away = unmadeOf(actual).flatMap((name): readonly (readonly [string, AuthorityState])[] => {
    const slots = desired.slots.filter(slot => slot.use === undefined && slot.spec.authority === name);
    const problem = whyNotNew(name, slots, {holders, madeAs: actual.authorities[name]?.madeAs});
    return problem === undefined ? [] : [[name, {chain: {problem}}]];
  });
  return away.length === 0 ? actual : {...actual, authorities: {...actual.authorities, ...Object.fromEntries(away)}};
}

interface Evidence {
  readonly holders: Holders;
  readonly madeAs: DistinguishedName | undefined;
}

function whyNotNew(name: string, slots: readonly Slot[], evidence: Evidence): Diagnostic | undefined {
  const byServer = slotsByServer(slots);
  const servers = [...byServer.keys()].sort();
  const witnesses = servers.filter(server => hasSomethingOf(server, byServer.get(server) ?? [], evidence));
  if (witnesses.length > 0)
    return away(name, `but ${few(witnesses, 3)} ${witnesses.length === 1 ? 'has' : 'have'} certificates of it`);
  const unread = servers.filter(server => !isRead(evidence.holders[server]));
  if (unread.length === 0) return undefined;
  return away(name, `and whether it had one before cannot be told while ${few(unread, 3)} cannot be read`);
}

function isRead(part: Holders[ServerId] | undefined): boolean {
  return part !== undefined && 'ok' in part && 'ok' in part.ok.stores.My && 'ok' in part.ok.requests;
}

function hasSomethingOf(server: ServerId, own: readonly Slot[], {holders, madeAs}: Evidence): boolean {
  const part = holders[server];
  if (part === undefined || 'problem' in part) return false;
  return hasIssuer(part.ok, madeAs) || own.some(slot => wasAnswered(part.ok, slot));
}

/** Also of what is no longer declared, or was asked for otherwise. */
function hasIssuer({stores: {My}}: HolderState, madeAs: DistinguishedName | undefined): boolean {
  if (madeAs === undefined || 'problem' in My) return false;
  const name = describeName(madeAs);
  return My.ok.some(({issuer}) => describeName(issuer) === name);
}

/** Whether there is a certificate that was asked for just as the slot is declared, or a request that was received. */
function wasAnswered({requests, stores: {My}}: HolderState, {spec}: Slot): boolean {
  const isMarked = 'ok' in My && My.ok.some(({mark}) => isMarkedFor(mark, spec));
  return (
    isMarked || ('ok' in requests && requests.ok.some(one => one.authority === spec.authority && wasReceived(one)))
  );
}

/** Nobody who has no CA says that a request waits, is denied, or brought something that had to be refused. */
const wasReceived = ({progress: {state}}: PendingRequest): boolean => state !== 'created' && state !== 'sent';

function away(name: string, why: string): Diagnostic {
  return {
    severity: 'error',
    code: 'AUTHORITY_AWAY',
    summary: "The authority's CA is not here",
    detail: `The authority "${name}" has no CA where it is declared, ${why}.`,
    help: `Bring its folder back, or run this where the folder is. If there never was one, or another one is wanted, of which everything is requested anew: cscert ca create --authority ${name}`,
  };
}
