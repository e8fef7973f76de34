import type {Eku, KeyUsage} from './certificate.ts';
import type {Product} from './product.ts';
import type {Role} from './role.ts';
import type {Upkeep} from './upkeep.ts';
import type {Usage} from './usage.ts';

/** Lower-case fully qualified domain names. */
export type ServerId = string;
export type PoolId = string;

/** `pool/server/certificate`, `pool/certificate` or `global/certificate`. */
export type Address = string;

/** Where something was written; line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A name that a certificate must carry, and every reason for it in a half sentence. */
export interface RequiredName {
  readonly value: string;
  readonly reasons: readonly string[];
}

export interface SubjectSpec {
  readonly commonName: string;
  readonly organization?: string;
  readonly organizationalUnit?: string;
  readonly city?: string;
  readonly state?: string;
  readonly country?: string;
}

export interface KeySpec {
  readonly algorithm: 'rsa';
  readonly size: number;
  readonly exportable: boolean;
}

/** How long before its end a certificate is renewed: a share of its lifetime, or a fixed time. */
export type RenewBefore = {readonly percent: number} | {readonly milliseconds: number};

export type SignatureHash = 'sha256' | 'sha384' | 'sha512';

/** Everything that a certificate must be. Only what the CA sees is in its digest (see core/digest.ts). */
export interface CertificateSpec {
  readonly subject: SubjectSpec;
  /** Common name first, no doubles, lower case. */
  readonly names: readonly RequiredName[];
  readonly key: KeySpec;
  readonly eku: readonly Eku[];
  readonly keyUsage: readonly KeyUsage[];
  readonly signature: SignatureHash;
  /** Name of the authority in the configuration. */
  readonly authority: string;
  readonly template: string;
  readonly renewBefore: RenewBefore;
}

/** `server`: each server its own. `pool`: one key, copied to all members. `global`: one, replicated by the product. */
export type Scope = 'server' | 'pool' | 'global';

/** Which certificate is used instead of a requested one: one of the store by its thumbprint, or a PFX file. */
export type ExistingCertificate =
  | {readonly thumbprint: string}
  /** Path relative to the configuration; the password by reference (`env:NAME`, `file:PATH`), never itself. */
  | {readonly pfx: string; readonly password?: string};

/** The command of a server that makes a key and its request, where that is not `certreq`: the product's own. */
export type ProductCommand = 'Request-CsCertificate';

/** One declared certificate with its members. */
export interface Slot {
  readonly address: Address;
  readonly certificate: string;
  readonly scope: Scope;
  /** Absent for a global slot. */
  readonly pool?: PoolId;
  /** Sorted. Where the certificate must be in place. */
  readonly members: readonly ServerId[];
  /** Of a global slot: the member that makes it and assigns it for all, where one is named; absent: whichever is best. */
  readonly via?: ServerId;
  /** How a member comes by its key: makes its own, gets a copy, or the product brings it. */
  readonly delivery: 'own' | 'copy' | 'product';
  /** In the order of assignment. */
  readonly usages: readonly Usage[];
  readonly friendlyName: string;
  /** `manual`: issued and stored, but assigned only when a person asks for it. */
  readonly assign: 'auto' | 'manual';
  /** A person wants a denied request made anew. */
  readonly retry?: true;
  /** A certificate that exists already: nothing is ever requested for this slot. */
  readonly use?: ExistingCertificate;
  readonly upkeep: Upkeep;
  /** Keys and requests are made by this command; absent: by `certreq`. */
  readonly requestWith?: ProductCommand;
  /** The account as which that command asks the CA, `DOMAIN\\user`; absent: the CA is asked afterwards, in another way. */
  readonly enrollAccount?: string;
  readonly spec: CertificateSpec;
  /** What asked for it: the certificate's own entry, else the pool's. */
  readonly declaredAt: Place;
}

/** A server of the deployment and how it is reached. */
export interface Holder {
  readonly server: ServerId;
  readonly pool: PoolId;
  readonly role: Role;
  /** Name of the connection in the configuration. */
  readonly connection: string;
  readonly declaredAt: Place;
}

export interface Deployment {
  readonly name: string;
  readonly product: Product;
  /** The first is the default SIP domain. */
  readonly sipDomains: readonly string[];
}

/** The resolved configuration: nothing is optional that a later stage would have to fill in. */
export interface Desired {
  readonly deployment: Deployment;
  /** Sorted by pool, then server. */
  readonly holders: readonly Holder[];
  /** Sorted by address. */
  readonly slots: readonly Slot[];
}
