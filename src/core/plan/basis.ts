import type {Part} from '../diagnostic.ts';
import {canonicalJson, sha256Hex} from '../digest.ts';
import type {HolderState} from '../model/actual.ts';
import type {StoredCertificate} from '../model/certificate.ts';
import type {Basis} from '../model/plan.ts';
import {remember} from '../remember.ts';

const LENGTH = 12;

/** The CA certificates, and that no request is pending, are the same on most servers of a deployment. */
const shortDigest = remember(text => sha256Hex(text).slice(0, LENGTH), 100);

function digestPart<T>(part: Part<T>, project: (value: T) => unknown): string {
  return 'ok' in part ? shortDigest(canonicalJson(project(part.ok))) : 'unreadable';
}

const thumbprints = (certificates: readonly StoredCertificate[]): readonly string[] =>
  certificates.map(certificate => certificate.thumbprint).toSorted();

/** Everything in My that a check reads from the store and not from the certificate itself. */
const inMy = (certificates: readonly StoredCertificate[]): readonly unknown[] =>
  certificates
    .toSorted((a, b) => (a.thumbprint < b.thumbprint ? -1 : 1))
    .map(({thumbprint, hasPrivateKey, exportable, provider, friendlyName, mark}) => ({
      thumbprint,
      hasPrivateKey,
      exportable,
      provider,
      friendlyName,
      mark,
    }));

/** What a plan was made from, part by part and short, so that a stale plan can say which part of which server moved. */
export function basisOf(holder: HolderState): Basis {
  return {
    my: digestPart(holder.stores.My, inMy),
    ca: digestPart(holder.stores.CA, thumbprints),
    root: digestPart(holder.stores.Root, thumbprints),
    requests: digestPart(holder.requests, requests =>
      requests
        .toSorted((a, b) => (a.spki < b.spki ? -1 : 1))
        .map(({spki, specDigest, friendlyName, progress}) => ({spki, specDigest, friendlyName, progress})),
    ),
    assigned: digestPart(holder.assigned, assigned => assigned),
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
