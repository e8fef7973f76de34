import type {Diagnostic} from '../../core/diagnostic.ts';
import {targetOf} from '../../core/diff/assignment.ts';
import type {SlotDifference} from '../../core/diff/diff.ts';
import {isKnown} from '../../core/diff/member.ts';
import {type Actual, STORES} from '../../core/model/actual.ts';
import type {ServerId} from '../../core/model/desired.ts';
import {fingerprint} from '../../core/policy/climb.ts';
import type {CertificateReport} from '../../report/certificate-report.ts';
import type {Found} from './place.ts';

/** Every certificate of every store that could be read, by server and store. */
export function certificatesIn({holders}: Actual): readonly Found[] {
  const servers = Object.entries(holders).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return servers.flatMap(([server, part]) => {
    if (!('ok' in part)) return [];
    const {stores} = part.ok;
    return STORES.flatMap(store => {
      const certificates = stores[store];
      if (!('ok' in certificates)) return [];
      return certificates.ok.map(certificate => ({server, store, certificate, holder: part.ok}));
    });
  });
}

/** What could not be read, so that nobody takes for absent what is only unknown. */
export function unreadIn({holders}: Actual): readonly Diagnostic[] {
  return Object.values(holders).flatMap(part => {
    if ('problem' in part) return [part.problem];
    const {stores, assigned} = part.ok;
    return [stores.My, stores.CA, stores.Root, assigned].flatMap(one => ('problem' in one ? [one.problem] : []));
  });
}

const SHA1_DIGITS = 40;

/** Certificates whose thumbprint begins so; more than 40 digits are those of a SHA-256 fingerprint. Digits are in upper case. */
export function withThumbprint(all: readonly Found[], digits: string): readonly Found[] {
  if (digits.length <= SHA1_DIGITS) return all.filter(({certificate}) => certificate.thumbprint.startsWith(digits));
  return all.filter(({certificate}) => fingerprint(certificate).toUpperCase().startsWith(digits));
}

export interface OfSlot {
  /** In use on most members first. */
  readonly thumbprints: readonly string[];
  readonly without: CertificateReport['without'];
}

/** What the members have assigned for a slot, or what lies ready for it. */
export function thumbprintsOf({members, remedy, findings}: SlotDifference, servers: ReadonlySet<ServerId>): OfSlot {
  const target = targetOf(remedy);
  const here = members.filter(isKnown).filter(({server}) => servers.has(server));
  const uses = new Map<string, number>();
  const without: CertificateReport['without'][number][] = [];
  for (const {server, assigned, store} of here) {
    const wanted = [...new Set([...Object.values(assigned), ...(target === undefined ? [] : [target])])];
    const there = wanted.filter(thumbprint => store.some(one => one.thumbprint === thumbprint));
    for (const thumbprint of there) uses.set(thumbprint, (uses.get(thumbprint) ?? 0) + 1);
    if (there.length === 0) without.push({server, findings: findings.get(server) ?? []});
  }
  const thumbprints = [...uses]
    .toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([thumbprint]) => thumbprint);
  return {thumbprints, without};
}
