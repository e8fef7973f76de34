import type {Diagnostic} from '../diagnostic.ts';
import type {Actual, AuthorityState, PendingRequest} from '../model/actual.ts';
import type {CertificateFacts} from '../model/certificate.ts';
import type {ServerId, Slot} from '../model/desired.ts';
import type {Judged} from './candidates.ts';
import type {MemberView} from './member.ts';

/** What would put a slot right. `home` is the member where the certificate is made, published or copied from. */
export type Remedy =
  | {readonly kind: 'use'; readonly home: ServerId; readonly certificate: Judged}
  /** `answered`: the authority, where it can be asked, says that there is an answer. */
  | {readonly kind: 'collect'; readonly home: ServerId; readonly pending: PendingRequest; readonly answered: boolean}
  /** `discard`: the key of a denied request that a person wants made anew. */
  | {readonly kind: 'request'; readonly home: ServerId; readonly discard?: string}
  /** A PFX file that the configuration names is to be imported. */
  | {readonly kind: 'offer'; readonly home: ServerId; readonly certificate: Judged}
  | {readonly kind: 'wait' | 'person'; readonly home: ServerId; readonly why: readonly string[]}
  | {readonly kind: 'unknown'; readonly problem: Diagnostic};

/** Everything that the choice of a remedy depends on. */
export interface Case {
  readonly slot: Slot;
  readonly members: readonly MemberView[];
  readonly authority: AuthorityState | undefined;
  /** What an authority says of a request that waits, by public key. */
  readonly answers: NonNullable<Actual['answers']>;
  /** The certificate of the PFX file that the slot names, if it names one. */
  readonly offered: Judged | Diagnostic | undefined;
  readonly holders: Actual['holders'];
  /** What a server could build a chain from; undefined where that could not be read. */
  readonly issuersOn: (server: ServerId) => readonly CertificateFacts[] | undefined;
  readonly now: Date;
}
