import type {Part} from '../diagnostic.ts';
import type {CertificateFacts, DistinguishedName, StoredCertificate} from './certificate.ts';
import type {Address, ServerId} from './desired.ts';
import type {Usage} from './usage.ts';

/** The stores of a holder that hold certificates, as Windows names them. */
export const STORES = ['My', 'CA', 'Root'] as const;

export type StoreName = (typeof STORES)[number];

/** How far a request got. It is durable on the holder before every step that cannot be repeated. */
export type Progress =
  | {readonly state: 'created'}
  | {readonly state: 'sent'; readonly at: string}
  | {readonly state: 'waiting'; readonly ticket: string; readonly since: string}
  | {readonly state: 'denied'; readonly reason: string; readonly at: string}
  | {readonly state: 'refused'; readonly why: string; readonly at: string};

/** A key and its request on a holder, whose certificate is not yet in My. */
export interface PendingRequest {
  /** SHA-256 of the SubjectPublicKeyInfo, 64 lower-case hex digits. */
  readonly spki: string;
  /** PKCS#10, base64 of the DER. */
  readonly csr: string;
  readonly specDigest: string;
  /** The friendly name that its certificate is to have, without our bracket. */
  readonly friendlyName: string;
  readonly authority: string;
  readonly createdAt: string;
  readonly progress: Progress;
}

/** What a usage points to on a holder. Thumbprints are upper-case hex. */
export interface Assignment {
  readonly current: string;
  readonly staged?: {readonly thumbprint: string; readonly at: string};
  readonly previous?: string;
  /** When the usage was pointed to `current`, ISO 8601 UTC; absent where the holder does not know. */
  readonly since?: string;
  /** True when it came by the product's replication. */
  readonly replicated?: boolean;
}

export type Assignments = Readonly<Partial<Record<Usage, Assignment>>>;

/** Raw facts of one server. A part that could not be read blocks only the checks that read it. */
export interface HolderState {
  /** When it was read, ISO 8601 UTC. */
  readonly at: string;
  readonly stores: Readonly<Record<StoreName, Part<readonly StoredCertificate[]>>>;
  readonly requests: Part<readonly PendingRequest[]>;
  readonly assigned: Part<Assignments>;
  /** Since when its services should have been restarted, ISO 8601 UTC; absent where nothing is owed. */
  readonly restartOwed?: string;
}

/** Base64 DER of an authority's own certificates, as the authority gives them. */
export interface AuthorityChain {
  readonly roots: readonly string[];
  readonly intermediates: readonly string[];
  /** Roots that are declared by fingerprint alone: SHA-256, 64 lower-case hex digits. They arrive with a response. */
  readonly pinned?: readonly string[];
  /** Whatever root a response brings is trusted: a named risk (`roots: fromResponse`). */
  readonly fromResponse?: boolean;
  /** Serial numbers that it took back, as far as it can tell; lower-case hex. */
  readonly revoked?: readonly string[];
}

/** The same, read. */
export interface AuthorityFacts {
  readonly roots: readonly CertificateFacts[];
  readonly intermediates: readonly CertificateFacts[];
  readonly pinned?: readonly string[];
  readonly fromResponse?: boolean;
  readonly revoked?: readonly string[];
}

/** What an authority says of its own chain. Some do not exist before their first use. */
export interface AuthorityState {
  readonly chain: Part<AuthorityFacts | 'made on first use'>;
  /** The subject that it is made with, where it is not made yet. */
  readonly madeAs?: DistinguishedName;
}

/** The certificate of a PFX file, whose key is beside it. */
export interface OfferedCertificate extends CertificateFacts {
  /** What the file brings of its issuers; roots are not imported from a file. */
  readonly chain?: readonly CertificateFacts[];
}

/** The world as it was found. */
export interface Actual {
  readonly holders: Readonly<Record<ServerId, Part<HolderState>>>;
  readonly authorities: Readonly<Record<string, AuthorityState>>;
  /** By public key: what an authority that can be asked says of a request that waits. Absent: nothing yet. */
  readonly answers?: Readonly<Record<string, 'issued' | 'denied'>>;
  /** By address: the certificates of PFX files that the configuration names. */
  readonly offered?: Readonly<Record<Address, Part<OfferedCertificate>>>;
}
