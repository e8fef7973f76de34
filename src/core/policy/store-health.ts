/**
 * What is wrong with a server's stores whatever is declared: the outages that Windows and the product are known for.
 * Everything here is a warning, once per server and kind, for nothing of it is cscert's to change.
 */
import {compare} from '../compare.ts';
import {few} from '../few.ts';
import {groupBy} from '../group.ts';
import type {HolderState, StoreName} from '../model/actual.ts';
import type {CertificateFacts, DistinguishedName, StoredCertificate} from '../model/certificate.ts';
import type {Finding} from '../model/finding.ts';
import {warning} from './check.ts';
import {describeName} from './names.ts';

/** More roots make the list of trusted issuers too long for a handshake (Schannel event 36885, KB2464556). */
const MOST_ROOTS = 100;
/** Bytes of the list of issuers that Schannel sends (0x4000). */
const LONGEST_LIST = 16_384;
/** So many are named; the rest is counted. */
const NAMED = 3;

/** Every warning about the stores of one server. A store that could not be read is not judged. */
export function storeHealth(holder: HolderState, now: Date): readonly Finding[] {
  const roots = readable(holder, 'Root');
  return [
    ...expiredRoots(roots, now),
    ...doubleRoots(roots),
    ...tooManyRoots(roots),
    ...rootsElsewhere(holder),
    ...sharedNames(readable(holder, 'My')),
  ];
}

function readable({stores}: HolderState, store: StoreName): readonly StoredCertificate[] {
  const part = stores[store];
  return 'ok' in part ? part.ok : [];
}

function expiredRoots(roots: readonly StoredCertificate[], now: Date): readonly Finding[] {
  const expired = roots.filter(({notAfter}) => Date.parse(notAfter) <= now.getTime());
  return naming(expired, names =>
    warning('ROOT_EXPIRED', 'person', {
      expected: 'roots that are valid',
      actual: names,
      message: `Root holds ${names}, which ${expired.length === 1 ? 'has' : 'have'} expired`,
    }),
  );
}

/** Two certificates of one root: which of them a chain ends in is left to chance. */
function doubleRoots(roots: readonly StoredCertificate[]): readonly Finding[] {
  const sameKey = [...groupBy(roots, ({spki}) => spki).values()].filter(all => all.length > 1);
  const alike = sameKey.flatMap(all => [...groupBy(all, ({subject}) => describeName(subject)).values()]);
  const doubles = alike.flatMap(all => (all.length > 1 ? all.toSorted(byThumbprint).slice(0, 1) : []));
  return naming(doubles, names =>
    warning('ROOT_TWICE', 'person', {
      expected: 'each root once',
      actual: names,
      message: `Root holds more than one certificate of ${names}, with the same key`,
    }),
  );
}

function tooManyRoots(roots: readonly StoredCertificate[]): readonly Finding[] {
  const bytes = roots.reduce((sum, {subject}) => sum + bytesOf(subject), 0);
  if (roots.length <= MOST_ROOTS && bytes <= LONGEST_LIST) return [];
  const actual = `${roots.length} roots, whose names take about ${bytes} bytes`;
  const finding = warning('ROOTS_TOO_MANY', 'person', {
    expected: `at most ${MOST_ROOTS} roots and ${LONGEST_LIST} bytes`,
    actual,
    message: `Root holds ${actual}; beyond ${MOST_ROOTS} roots or ${LONGEST_LIST} bytes clients that show a certificate are turned away (Schannel event 36885)`,
  });
  return [finding];
}

/** What a name takes in the list: its encoding (RFC 5280 section 4.1.2.4) and two bytes for its length. */
function bytesOf(name: DistinguishedName): number {
  return name.reduce((sum, {value}) => sum + 11 + Buffer.byteLength(value), 4);
}

/** A root in CA or My is trusted by nobody and confuses whoever builds a chain. */
function rootsElsewhere(holder: HolderState): readonly Finding[] {
  return (['CA', 'My'] as const).flatMap(store => {
    const roots = readable(holder, store).filter(({selfIssued, ca}) => selfIssued && ca);
    return naming(roots, names =>
      warning('ROOT_MISPLACED', 'person', {
        expected: 'roots in Root alone',
        actual: names,
        message: `${store} holds the root ${names}; roots belong into Root`,
      }),
    );
  });
}

/** The product and its wizard find certificates by friendly name, which must be unique in the store. */
function sharedNames(certificates: readonly StoredCertificate[]): readonly Finding[] {
  const named = certificates.filter(({friendlyName, mark}) => mark === undefined && friendlyName !== undefined);
  const alike = groupBy(named, ({friendlyName}) => friendlyName ?? '');
  const doubles = [...alike]
    .filter(([name, all]) => name !== '' && all.length > 1)
    .toSorted(([a], [b]) => compare(a, b));
  return doubles.map(([name, all]) =>
    warning('FRIENDLY_NAME_TWICE', 'person', {
      expected: 'each friendly name once',
      actual: `${all.length} times`,
      message: `My holds ${all.length} certificates with the friendly name "${name}"; the product tells them apart by it`,
    }),
  );
}

/** So that the order in a store is no news. */
const byThumbprint = (a: CertificateFacts, b: CertificateFacts): number => compare(a.thumbprint, b.thumbprint);

/** One finding that names the first few of what was found; none where nothing was. */
function naming(found: readonly CertificateFacts[], tell: (names: string) => Finding): readonly Finding[] {
  if (found.length === 0) return [];
  const names = found.map(({subject, thumbprint}) => `${describeName(subject)} (${thumbprint.slice(0, 8)})`).toSorted();
  return [tell(few(names, NAMED, '; '))];
}
