/**
 * Trust is judged once per holder, not per certificate, and cured by `trust` alone: a missing root or intermediate
 * never leads to a request (the wizard's note: "make sure that the CA root certificate has been installed in the
 * server's Trusted Root CA store").
 */
import type {AuthorityState, HolderState, StoreName} from '../model/actual.ts';
import type {CertificateFacts} from '../model/certificate.ts';
import type {Finding} from '../model/finding.ts';
import {drift, warning} from './check.ts';
import {describeName} from './names.ts';

/** A CA certificate that is to be in a store; null: the authority's whole chain, which its first use will make. */
export interface TrustNeed {
  readonly authority: string;
  readonly store: 'Root' | 'CA';
  readonly certificate: CertificateFacts | null;
  readonly finding: Finding;
}

const STORE_TITLES: Readonly<Record<'Root' | 'CA', string>> = {
  Root: 'Trusted Root Certification Authorities',
  CA: 'Intermediate Certification Authorities',
};

function thumbprintsIn(holder: HolderState, store: StoreName): ReadonlySet<string> | undefined {
  const part = holder.stores[store];
  return 'ok' in part ? new Set(part.ok.map(certificate => certificate.thumbprint)) : undefined;
}

function missing(authority: string, store: 'Root' | 'CA', certificate: CertificateFacts): TrustNeed {
  const name = describeName(certificate.subject);
  const finding = drift(store === 'Root' ? 'ROOT_MISSING' : 'INTERMEDIATE_MISSING', 'trust', {
    expected: `${name} in ${store}`,
    actual: 'not there',
    message: `${name} (${certificate.thumbprint.slice(0, 8)}) is missing from ${STORE_TITLES[store]}`,
  });
  return {authority, store, certificate, finding};
}

/** What is missing of one authority's chain. A store that cannot be read is not judged: unknown is not absent. */
export function trustNeeds(holder: HolderState, authority: string, state: AuthorityState): readonly TrustNeed[] {
  if (!('ok' in state.chain)) return [];
  const chain = state.chain.ok;
  if (chain === 'made on first use') return [firstUse(authority)];
  const need = (store: 'Root' | 'CA', wanted: readonly CertificateFacts[]): readonly TrustNeed[] => {
    const present = thumbprintsIn(holder, store);
    if (present === undefined) return [];
    return wanted.filter(one => !present.has(one.thumbprint)).map(one => missing(authority, store, one));
  };
  return [...need('Root', chain.roots), ...need('CA', chain.intermediates)];
}

function firstUse(authority: string): TrustNeed {
  const finding = drift('ROOT_MISSING', 'trust', {
    expected: `the chain of ${authority} in Root and CA`,
    actual: 'not there',
    message: `the authority "${authority}" is made on its first use; its chain is not trusted yet`,
  });
  return {authority, store: 'Root', certificate: null, finding};
}

/**
 * A certificate in Root that is not self-issued makes Schannel refuse client certificates on Windows Server 2012
 * and later (KB2795828; events 32042, 30998, 61029). cscert did not put it there, so a person moves it.
 */
export function misplacedInRoot(holder: HolderState): readonly Finding[] {
  const root = holder.stores.Root;
  if (!('ok' in root)) return [];
  const inCa = thumbprintsIn(holder, 'CA') ?? new Set();
  return root.ok
    .filter(certificate => !certificate.selfIssued)
    .toSorted((a, b) => (a.thumbprint < b.thumbprint ? -1 : 1))
    .map(certificate => {
      const name = describeName(certificate.subject);
      const what = inCa.has(certificate.thumbprint) ? 'CA has it as well, so remove it from Root' : 'move it to CA';
      return warning('INTERMEDIATE_IN_ROOT', 'person', {
        expected: 'only self-issued certificates in Root',
        actual: name,
        message: `${name} (${certificate.thumbprint.slice(0, 8)}) is in Root but not self-issued; ${what}`,
      });
    });
}
