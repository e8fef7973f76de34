import type {Diagnostic} from '../core/diagnostic.ts';
import type {StoreName} from '../core/model/actual.ts';
import type {CertificateFacts} from '../core/model/certificate.ts';
import type {Address, ServerId} from '../core/model/desired.ts';
import type {Finding} from '../core/model/finding.ts';
import type {Usage} from '../core/model/usage.ts';

/** What `cscert show-certificate` found, as data: what --json prints. */
export interface CertificateReport {
  readonly format: 1;
  /** ISO 8601 UTC: the moment against which times and chains were judged. */
  readonly now: string;
  /** What was asked for: an address, a thumbprint or a path. */
  readonly asked: string;
  readonly certificates: readonly ReportedCertificate[];
  /** Of an address: servers that have no certificate for it, with what a plan says of that. */
  readonly without: readonly {readonly server: ServerId; readonly findings: readonly Finding[]}[];
  /** What could not be read, and where more might have been found. */
  readonly unread: readonly Diagnostic[];
}

export interface ReportedCertificate extends Omit<CertificateFacts, 'der'> {
  /** SHA-256 of the DER, 64 lower-case hex digits. */
  readonly fingerprint: string;
  /** Sorted by server, then My, CA, Root. Empty for a file. */
  readonly places: readonly CertificatePlace[];
  readonly file?: CertificateInFile;
}

/** A certificate in one store of one server. */
export interface CertificatePlace {
  readonly server: ServerId;
  readonly store: StoreName;
  readonly hasPrivateKey: boolean;
  readonly exportable?: boolean;
  readonly provider?: string;
  /** Without our bracket. */
  readonly friendlyName?: string;
  /** What our mark says; absent where cscert did not request it. */
  readonly requested?: RequestedFor;
  readonly assigned: readonly Usage[];
  /** Usages that it is to be assigned to later, and those that it was assigned to before. */
  readonly staged: readonly {readonly usage: Usage; readonly at: string}[];
  readonly previous: readonly Usage[];
  readonly chain: ChainReport;
  /** What is wrong with it, certificate by certificate of the configuration that it serves or could serve. */
  readonly slots: readonly {readonly address: Address; readonly findings: readonly Finding[]}[];
}

export interface RequestedFor {
  /** Absent when nothing declared for this server fits to it any more. */
  readonly address?: Address;
  /** Whether that is declared now as it was then, as far as the CA sees it. */
  readonly asDeclared: boolean;
  /** The CA's number of the request. */
  readonly ticket?: string;
}

export type ChainReport =
  /** Subjects, from the issuer to the root. */
  | {readonly verdict: 'valid'; readonly path: readonly string[]}
  | {readonly verdict: 'invalid'; readonly code: string; readonly reason: string}
  | {readonly verdict: 'not-judged'; readonly reason: string};

export interface CertificateInFile {
  readonly path: string;
  readonly kind: 'der' | 'pem' | 'pkcs7';
  readonly chain: ChainReport;
  /** What else the file contains, in its order. */
  readonly beside: readonly {
    readonly subject: string;
    readonly thumbprint: string;
    readonly notAfter: string;
    readonly is: 'root' | 'ca' | 'certificate';
  }[];
}
