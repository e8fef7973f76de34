import type {Diagnostic, Part} from '../../core/diagnostic.ts';
import type {AuthorityChain, Progress} from '../../core/model/actual.ts';
import type {CertificateFacts, DistinguishedName} from '../../core/model/certificate.ts';
import type {Address, CertificateSpec, ServerId} from '../../core/model/desired.ts';
import type {RevocationReason, Revoked} from '../../core/model/revocation.ts';
import type {Secret} from '../../core/secret.ts';
import type {AskedCa} from './check.ts';
import type {Enrolled, RelayAnswer, RelayCall} from './connection.ts';
import type {CallContext} from './context.ts';

/** Who issues. Key and request are durable on the holder before an authority hears of them. */
export interface Authority {
  readonly can: AuthorityCapabilities;
  /** The CA that servers ask for themselves, and under which account. Absent where the runner asks. */
  readonly asked?: Omit<AskedCa, 'templates'>;
  /** The subject of what will sign, where the first use makes it: what an earlier use has issued names it as its issuer. */
  readonly madeAs?: DistinguishedName;
  /** Its own roots and intermediates. Never writes, unless `create` is true and it is made on first use. */
  chain(options: {readonly create: boolean}, cx: CallContext): Promise<Part<AuthorityChain | 'made on first use'>>;
  /** Hands the order in. Awaits `note` before every step that can't be repeated. */
  submit(order: Order, note: Note, cx: CallContext): Promise<Answer>;
  /** Goes on from `order.progress`. */
  resume(order: Order, note: Note, cx: CallContext): Promise<Answer>;
  /** Asks by public key, for a crash between sending and noting. Only where `can.find`. */
  find?(spki: string, cx: CallContext): Promise<Answer | 'none'>;
  /** Base64 DER of what it knows to have issued whose thumbprint begins so; upper-case hex. Absent where it keeps no list. */
  listIssued?(thumbprint: string, cx: CallContext): Promise<Part<readonly string[]>>;
  /**
   * Takes back what it issued, durable when it returns; doing it again keeps what was said first. Where `can.revoke` is
   * not, the problem says where a person does it; absent where not even that is known.
   */
  revoke?(certificate: CertificateFacts, reason: RevocationReason, cx: CallContext): Promise<Part<Revoked>>;
}

/** Data that drives validation at plan time, the shared contract suite and the documentation. */
export interface AuthorityCapabilities {
  readonly where: 'runner' | 'holder';
  readonly find: boolean;
  readonly chainKnownAtPlan: boolean;
  /** The same CSR is answered with the same certificate, so that sending again is harmless. */
  readonly idempotent: boolean;
  /** Answers are put there by people, who may put a better one in place of a wrong one. */
  readonly replaceable?: true;
  /** It revokes when it is told to; absent where a person does that at its own place. */
  readonly revoke?: true;
}

/** A request as an authority is given it. */
export interface Order {
  /** PKCS#10, base64 DER. */
  readonly csr: string;
  readonly spki: string;
  readonly spec: CertificateSpec;
  readonly server: ServerId;
  /** Address of the slot, for what people are to read. */
  readonly slot: Address;
  readonly progress: Progress;
  /** Asks a CA from the holder. A problem says why it could not. */
  readonly relay?: (call: RelayCall) => Promise<Part<RelayAnswer>>;
  /** Has the product's own command of the holder ask a CA, or looks for what came of that. As `relay`. */
  readonly enroll?: (call: EnrollCall) => Promise<Part<Enrolled>>;
}

export type EnrollCall =
  | {readonly ask: 'new'; readonly ca: string; readonly account: string; readonly password: Secret}
  /** `numbered`: the number of one that waits is wanted, for which the product's list is read. */
  | {readonly ask: 'find'; readonly numbered: boolean};

/** Makes progress durable on the holder. Rejects when it could not: then nothing must be sent. */
export type Note = (progress: Progress) => Promise<void>;

/** What an authority says to an order. `failed` with `repeatable` may be tried again; without, never the same again. */
export type Answer =
  /** Base64 DER; the chain runs from the leaf's issuer upwards and may or may not end with the root. */
  | {
      readonly state: 'issued';
      readonly leaf: string;
      readonly chain: readonly string[];
      /** By `enroll`: the holder has it already, or its key, which is another than that of the order. */
      readonly enrolled?: true;
      /** Where people find it, e.g. the file that they have put there. */
      readonly where?: string;
      /** What people should know of it, e.g. that it was taken among several. */
      readonly remarks?: readonly Diagnostic[];
    }
  | {
      readonly state: 'waiting';
      readonly progress: Progress;
      /** For whom it waits and what that one has to do, in half a sentence. */
      readonly who: string;
      readonly retryAfterMs?: number;
      /** What was found that is no answer to this order, for people. */
      readonly remarks?: readonly Diagnostic[];
    }
  | {readonly state: 'denied'; readonly reason: string}
  | {readonly state: 'failed'; readonly problem: Diagnostic; readonly repeatable: boolean};
