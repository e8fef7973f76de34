import type {Actual} from '../model/actual.ts';
import type {CertificateFacts} from '../model/certificate.ts';
import type {ServerId, Slot} from '../model/desired.ts';
import {issuersOf} from '../policy/climb.ts';
import {anchorsOf} from './holder-view.ts';

/**
 * The authorities whose chains the members of a slot must trust: the one that issues for it. Of a certificate that
 * exists already nobody is asked; whichever of the declared authorities issued it, what a server lacks of its chain is
 * given to it. An authority that is not made yet has issued nothing.
 */
export function authoritiesOf(slot: Slot, actual: Actual): readonly string[] {
  if (slot.use === undefined) return [slot.spec.authority];
  const found = named(slot, actual);
  return Object.keys(actual.authorities)
    .toSorted()
    .filter(name => {
      const own = new Set(chainOf(name, actual).map(one => one.thumbprint));
      return found.some(({certificate, known}) =>
        issuersOf(certificate, [...chainOf(name, actual), ...known]).some(one => own.has(one.thumbprint)),
      );
    });
}

/** What is known of an authority's own certificates. */
function chainOf(name: string, {authorities}: Actual): readonly CertificateFacts[] {
  const chain = authorities[name]?.chain;
  if (chain === undefined || !('ok' in chain) || chain.ok === 'made on first use') return [];
  return [...chain.ok.intermediates, ...chain.ok.roots];
}

interface Named {
  readonly certificate: CertificateFacts;
  /** What there is of its issuers beside it. */
  readonly known: readonly CertificateFacts[];
}

/** The certificate that a slot names with `use`, as far as it was found: in the file, or wherever it lies. */
function named({use, address, members}: Slot, {offered, holders}: Actual): readonly Named[] {
  const file = offered?.[address];
  if (file !== undefined && 'ok' in file) return [{certificate: file.ok, known: file.ok.chain ?? []}];
  if (use === undefined || !('thumbprint' in use)) return [];
  return members.flatMap(server => {
    const part = holders[server];
    if (part === undefined || !('ok' in part) || !('ok' in part.ok.stores.My)) return [];
    const certificate = part.ok.stores.My.ok.find(({thumbprint}) => thumbprint === use.thumbprint);
    return certificate === undefined ? [] : [{certificate, known: anchorsOf(part.ok) ?? []}];
  });
}

/** What the members are to be given of these chains for a certificate that exists already. */
export const givenTo = ({use}: Slot, authorities: readonly string[], actual: Actual): readonly CertificateFacts[] =>
  use === undefined ? NOTHING : authorities.flatMap(name => chainOf(name, actual));

const NOTHING: readonly CertificateFacts[] = [];

/** By server: the authorities of all certificates that it is to have. */
export function authoritiesByServer(
  slots: readonly {readonly slot: Slot; readonly authorities: readonly string[]}[],
): ReadonlyMap<ServerId, ReadonlySet<string>> {
  const names = new Map<ServerId, Set<string>>();
  for (const {slot, authorities} of slots) {
    for (const server of slot.members) {
      const known = names.get(server);
      if (known === undefined) names.set(server, new Set(authorities));
      else for (const authority of authorities) known.add(authority);
    }
  }
  return names;
}
