import type {Ledger, LocalAuthority} from '../authorities/local/index.ts';
import type {Part} from '../core/diagnostic.ts';
import type {Secret} from '../core/secret.ts';
import {guardAuthority} from '../engine/guard/guard-authority.ts';
import {hideInErrors, hideInPart, hideInProblem} from '../engine/guard/hide.ts';

/** As `guardAuthority`, with what people decide on. */
export function guardLocalAuthority(authority: LocalAuthority, secrets: readonly Secret[]): LocalAuthority {
  const guarded = <T>(work: () => Promise<Part<T>>): Promise<Part<T>> =>
    hideInErrors(async () => hideInPart(await work(), secrets), secrets);
  return {
    ...guardAuthority(authority, secrets),
    pending: () => guarded(() => authority.pending()),
    ledger: () => guarded(async () => hideInLedger(await authority.ledger(), secrets)),
    approve: ticket => guarded(() => authority.approve(ticket)),
    deny: (ticket, reason) => guarded(() => authority.deny(ticket, reason)),
  };
}

function hideInLedger(ledger: Part<Ledger>, secrets: readonly Secret[]): Part<Ledger> {
  if ('problem' in ledger) return ledger;
  const {lost, damaged} = ledger.ok;
  const quiet = (all: Ledger['lost']): Ledger['lost'] => all.map(one => hideInProblem(one, secrets));
  return {ok: {...ledger.ok, lost: quiet(lost), damaged: quiet(damaged)}};
}
