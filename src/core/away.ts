/**
 * A CA that is made on its first use looks the same before it as when its folder is not here: a fresh checkout, a runner
 * without its disk, a path with a slip. Taken for the first, everything would be requested anew of a second CA that
 * nobody trusts. What tells them apart is on the servers: certificates that were asked for of this very authority.
 */
import type {Diagnostic, Part} from './diagnostic.ts';
import {specDigest} from './digest.ts';
import {few} from './few.ts';
import type {Actual, AuthorityState, HolderState, PendingRequest} from './model/actual.ts';
import type {Desired, Slot} from './model/desired.ts';

type Holders = Actual['holders'];

/** Authorities of which nothing is known but that their first use would make them. */
export function unmadeOf({authorities}: Pick<Actual, 'authorities'>): readonly string[] {
  return Object.keys(authorities).filter(name => isUnmade(authorities[name]));
}

/** Whether an authority is one that its first use makes, and has not been used. */
export const isUnmade = (state: AuthorityState | undefined): boolean =>
  state !== undefined && 'ok' in state.chain && state.chain.ok === 'made on first use';

/**
 * The same world, in which an authority that has issued is not new: what there is of it could not be read. `elsewhere` are
 * servers that were read for this question alone.
 */
export function withAwayAuthorities(desired: Desired, actual: Actual, elsewhere: Holders = {}): Actual {
  const unmade = unmadeOf(actual);
  if (unmade.length === 0) return actual;
  const holders = {...elsewhere, ...actual.holders};
  const away = unmade.flatMap((name): readonly (readonly [string, AuthorityState])[] => {
    const issued = desired.slots.filter(slot => slot.spec.authority === name && hasAnswered(slot, holders));
    return issued.length === 0 ? [] : [[name, {chain: {problem: awayProblem(name, issued)}}]];
  });
  return away.length === 0 ? actual : {...actual, authorities: {...actual.authorities, ...Object.fromEntries(away)}};
}

/** Whether a member has a certificate that was asked for just as the slot is declared, or a request that was received. */
function hasAnswered(slot: Slot, holders: Holders): boolean {
  if (slot.use !== undefined) return false;
  const digest = specDigest(slot.spec);
  return slot.members.some(server => knows(holders[server], {digest, authority: slot.spec.authority}));
}

function knows(
  part: Part<HolderState> | undefined,
  {digest, authority}: {readonly digest: string; readonly authority: string},
): boolean {
  if (part === undefined || 'problem' in part) return false;
  const {requests, stores} = part.ok;
  const marked = 'ok' in stores.My && stores.My.ok.some(({mark}) => mark !== undefined && digest.startsWith(mark.spec));
  return marked || ('ok' in requests && requests.ok.some(one => one.authority === authority && wasReceived(one)));
}

/** Nobody who has no CA says that a request waits, is denied, or brought something that had to be refused. */
const wasReceived = ({progress: {state}}: PendingRequest): boolean => state !== 'created' && state !== 'sent';

function awayProblem(name: string, issued: readonly Slot[]): Diagnostic {
  const slots = few(
    issued.map(({address}) => address),
    3,
  );
  return {
    severity: 'error',
    code: 'AUTHORITY_AWAY',
    summary: "The authority's CA is not here",
    detail: `The authority "${name}" has no CA where it is declared, but it has answered requests for ${slots}.`,
    help: `Bring its folder back, or run this where the folder is. For a new CA, of which everything is then requested anew: cscert ca create --authority ${name}`,
  };
}
