import type {Part} from '../diagnostic.ts';
import {canonicalJson, sha256Hex} from '../digest.ts';
import type {Assignment, Assignments, HolderState, PendingRequest} from '../model/actual.ts';
import type {StoredCertificate} from '../model/certificate.ts';
import type {Basis} from '../model/plan.ts';
import {USAGES, type Usage} from '../model/usage.ts';
import {remember} from '../remember.ts';

const LENGTH = 12;

const shortDigest = (text: string): string => sha256Hex(text).slice(0, LENGTH);

/** The CA certificates, and that no request is pending, are the same on most servers of a deployment. */
const commonDigest = remember(shortDigest, 100);

const digestPart = <T>(part: Part<T>, digest: (value: T) => string): string =>
  'ok' in part ? digest(part.ok) : 'unreadable';

const ofThumbprints = (certificates: readonly StoredCertificate[]): string =>
  commonDigest(JSON.stringify(certificates.map(certificate => certificate.thumbprint).toSorted()));

// Rows of fields in a fixed order are canonical as plain JSON is, which is written in a tenth of the time.

/** Everything in My that a check reads from the store and not from the certificate itself. */
function ofMy(certificates: readonly StoredCertificate[]): string {
  const sorted = certificates.toSorted((a, b) => (a.thumbprint < b.thumbprint ? -1 : 1));
  return shortDigest(
    JSON.stringify(
      sorted.map(({thumbprint, hasPrivateKey, exportable, provider, friendlyName, mark}) => [
        thumbprint,
        hasPrivateKey,
        exportable,
        provider,
        friendlyName,
        mark && [mark.spki, mark.spec, mark.ticket],
      ]),
    ),
  );
}

function ofAssigned(assigned: Assignments): string {
  const rows: (readonly unknown[])[] = [];
  for (const usage of USAGES) {
    const assignment = assigned[usage];
    if (assignment !== undefined) rows.push(rowOf(usage, assignment));
  }
  return shortDigest(JSON.stringify(rows));
}

function rowOf(usage: Usage, {current, staged, previous, since, replicated}: Assignment): readonly unknown[] {
  return [usage, current, staged?.thumbprint, staged?.at, previous, since, replicated];
}

/** A field that is added to assignments has to be added to the row. */
type FieldOfRow = 'current' | 'staged' | 'previous' | 'since' | 'replicated';
true satisfies Exclude<keyof Assignment, FieldOfRow> extends never ? true : false;

function ofRequests(requests: readonly PendingRequest[]): string {
  if (requests.length === 0) return commonDigest('[]');
  const sorted = requests.toSorted((a, b) => (a.spki < b.spki ? -1 : 1));
  return shortDigest(
    canonicalJson(
      sorted.map(({spki, specDigest, friendlyName, progress}) => ({spki, specDigest, friendlyName, progress})),
    ),
  );
}

/** What a plan was made from, part by part and short, so that a stale plan can say which part of which server moved. */
export function basisOf({stores, requests, assigned}: HolderState): Basis {
  return {
    my: digestPart(stores.My, ofMy),
    ca: digestPart(stores.CA, ofThumbprints),
    root: digestPart(stores.Root, ofThumbprints),
    requests: digestPart(requests, ofRequests),
    assigned: digestPart(assigned, ofAssigned),
  };
}

const PART_NAMES: Readonly<Record<keyof Basis, string>> = {
  my: 'the certificates in My',
  ca: 'the intermediates in CA',
  root: 'the roots in Root',
  requests: 'the pending requests',
  assigned: 'the assignments',
};

/** The parts in which two readings of a server differ, in words. */
export function movedParts(then: Basis, now: Basis): readonly string[] {
  const parts = Object.keys(PART_NAMES) as (keyof Basis)[];
  return parts.filter(part => then[part] !== now[part]).map(part => PART_NAMES[part]);
}
