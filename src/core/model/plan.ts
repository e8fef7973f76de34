import type {Diagnostic} from '../diagnostic.ts';
import type {Wishes} from '../wishes.ts';
import type {Address, CertificateSpec, Place, PoolId, Scope, ServerId} from './desired.ts';
import type {Finding} from './finding.ts';
import type {Role} from './role.ts';
import type {Usage} from './usage.ts';
import type {Verb} from './verb.ts';

/**
 * The plan as data: what schemas/plan.schema.json describes, what every renderer and apply read, and nothing else.
 * There is no field in which a secret could stand.
 */
export interface Plan {
  readonly format: 1;
  /** Version of the cscert that made it. */
  readonly tool: string;
  /** ISO 8601 UTC: the moment against which times were judged. */
  readonly now: string;
  readonly deployment: string;
  readonly config: ConfigBasis;
  /** Present when --only or --exclude left something out. */
  readonly selection?: Selection;
  /** Present when --retry or --assign asked for something besides what is declared. */
  readonly wishes?: Wishes;
  /** Present when it was not judged from the servers as they are now: apply refuses it. */
  readonly rehearsal?: Rehearsal;
  /** False when a holder could not be read. */
  readonly complete: boolean;
  readonly holders: Readonly<Record<ServerId, HolderPlan>>;
  /** Sorted by address. */
  readonly slots: readonly SlotPlan[];
  /** In an order in which they can be done. */
  readonly actions: readonly Action[];
  readonly risks: readonly Risk[];
  readonly summary: Summary;
  /** `sha256:<64 hex>` over the actions and their arguments, never over times. */
  readonly digest: string;
}

export interface ConfigBasis {
  /** `sha256:<64 hex>` over the files' contents. */
  readonly digest: string;
  readonly files: readonly string[];
  /** As given with --config, so that whoever applies it can be told; absent when nothing was given. */
  readonly given?: readonly string[];
}

/** Patterns of --only and --exclude, as they were given. */
export interface Selection {
  readonly only: readonly string[];
  readonly exclude: readonly string[];
}

/** What a plan was judged from instead of the servers as they are now. */
export interface Rehearsal {
  /** File of a saved inspection, as it was given; absent when the servers were read. */
  readonly actual?: string;
  /** ISO 8601 UTC; absent when it was judged as of now. */
  readonly at?: string;
}

/** Digests of what the plan was made from, part by part, so that a stale plan can say what moved. */
export type Basis = Readonly<Record<'my' | 'ca' | 'root' | 'requests' | 'assigned', string>>;

export type HolderPlan = HolderIdentity & ({readonly unknown: Diagnostic} | KnownHolder);

export interface HolderIdentity {
  readonly pool: PoolId;
  readonly role: Role;
  readonly connection: string;
}

/** What is said of a server that could be read. */
export interface KnownHolder {
  readonly basis: Basis;
  /** What is wrong with the Root and CA stores: judged once per holder, cured by `trust` alone. */
  readonly trust: readonly Finding[];
  /** Certificates in My that nothing declared speaks of; reported, never touched. */
  readonly unmanaged: number;
}

/**
 * `ready`: everything is in place, and a person decides when it is assigned. `staged`: everything is in place, and takes
 * over at its moment.
 */
export type SlotState = 'in-sync' | 'ready' | 'staged' | 'changes' | 'waiting' | 'person' | 'unknown';

/** One slot as it was found, and the actions on it. */
export interface SlotPlan {
  readonly address: Address;
  readonly scope: Scope;
  readonly pool?: PoolId;
  readonly usages: readonly Usage[];
  readonly declaredAt: Place;
  readonly state: SlotState;
  readonly members: readonly MemberPlan[];
  /** What is wanted, for renderers and for apply; absent when the slot is in sync. */
  readonly wants?: Wanted;
  /** The certificate as it is and as it is to be, field by field; absent when it stays. */
  readonly change?: Change;
  /** Why it waits or needs a person, in sentences. */
  readonly blocked?: readonly string[];
  readonly actions: readonly string[];
}

/** A slot on one of its members. */
export interface MemberPlan {
  readonly server: ServerId;
  /** Thumbprint per usage, where one is assigned. */
  readonly assigned: Readonly<Partial<Record<Usage, string>>>;
  /** End of the certificate that was judged, ISO 8601 UTC. */
  readonly notAfter?: string;
  /** End per usage, ISO 8601 UTC, as far as it is known; present where `notAfter` is not that of every assigned usage. */
  readonly ends?: Readonly<Partial<Record<Usage, string>>>;
  readonly findings: readonly Finding[];
}

/** The certificate that a slot is to have. */
export interface Wanted {
  readonly spec: CertificateSpec;
  readonly specDigest: string;
  readonly friendlyName: string;
}

/** Lines such as `{field: 'name', value: 'sip.contoso.com'}`; a field with several values has several lines. */
export interface FieldLine {
  readonly field: string;
  readonly value: string;
}

/** What becomes of a certificate, for a line diff. */
export interface Change {
  /** Empty when there was no certificate. */
  readonly before: readonly FieldLine[];
  readonly after: readonly FieldLine[];
}

/** In the order in which they are gone through. */
export type Phase = 'trust' | 'prepare' | 'switch' | 'clean';

interface ActionBase {
  readonly id: string;
  readonly on: ServerId;
  readonly phase: Phase;
  /** Ids of the actions that must be done before. */
  readonly needs: readonly string[];
  /** ISO 8601 UTC. */
  readonly notBefore?: string;
  /** Codes of the findings that it cures. */
  readonly because: readonly string[];
  /** The public key of the request, made before, that it goes on with: it was approved with that one. */
  readonly continues?: string;
}

export interface TrustAction extends ActionBase {
  readonly verb: 'trust';
  readonly args: {
    readonly authority: string;
    readonly store: 'Root' | 'CA';
    /** Null: known after apply, because the authority is made on first use. */
    readonly certificate: {readonly thumbprint: string; readonly subject: string} | null;
  };
}

/** An action on the certificate of one slot. */
interface SlotAction extends ActionBase {
  readonly slot: Address;
}

export interface RequestAction extends SlotAction {
  readonly verb: 'request';
  readonly args: {
    readonly authority: string;
    readonly specDigest: string;
    /** The public key of a denied request that this one takes the place of. */
    readonly discard?: string;
  };
}

export interface ImportAction extends SlotAction {
  readonly verb: 'import';
  readonly args:
    | {readonly source: 'request'}
    | {readonly source: 'pending'; readonly spki: string}
    /** A PFX file that the configuration names; path relative to it. */
    | {readonly source: 'pfx'; readonly file: string; readonly thumbprint: string}
    /** The certificate is there; its friendly name and our mark are written anew. */
    | {readonly source: 'store'; readonly thumbprint: string; readonly friendlyName: string};
}

export interface CopyAction extends SlotAction {
  readonly verb: 'copy';
  readonly args: {readonly from: ServerId; readonly thumbprint: string | null};
}

export interface AssignAction extends SlotAction {
  readonly verb: 'assign';
  /** The moment at which the certificate takes over, ISO 8601 UTC; absent: at once. */
  readonly effective?: string;
  /** Thumbprint null: known after apply. */
  readonly args: {readonly usage: Usage; readonly thumbprint: string | null};
}

export interface RestartAction extends ActionBase {
  readonly verb: 'restart';
  readonly args: {readonly services: readonly string[]};
}

export interface RetireAction extends SlotAction {
  readonly verb: 'retire';
  readonly args: {
    readonly thumbprint: string;
    /** Usages that remember it as the one before, and forget it. */
    readonly previousOf: readonly Usage[];
    /** Whether the certificate is removed with its key. */
    readonly removed: boolean;
  };
}

/** One step of a plan; its arguments are all that apply needs to know beside the slot. */
export type Action =
  | TrustAction
  | RequestAction
  | ImportAction
  | CopyAction
  | AssignAction
  | RestartAction
  | RetireAction;

/** A change that deserves a second look before it is approved. */
export interface Risk {
  readonly code: string;
  readonly message: string;
  readonly address?: Address;
}

/** Counts for the summary line. An assign counts once per usage; the rest count slots or servers. */
export type Summary = Readonly<Record<Verb | 'waiting' | 'unknown' | 'person' | 'unchanged', number>>;
