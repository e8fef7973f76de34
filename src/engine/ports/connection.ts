import type {Diagnostic, Part} from '../../core/diagnostic.ts';
import type {HolderState, Progress} from '../../core/model/actual.ts';
import type {CertificateSpec, ProductCommand, ServerId} from '../../core/model/desired.ts';
import type {ToldTopology} from '../../core/model/published.ts';
import type {Usage} from '../../core/model/usage.ts';
import type {Secret} from '../../core/secret.ts';
import type {CheckAsk, Obstacle} from './check.ts';
import type {CallContext} from './context.ts';

/**
 * How a holder is reached: one read and one perform, each one round trip.
 * A connection reports raw facts and does what it is told; it never judges.
 */
export interface Connection {
  readonly can: ConnectionCapabilities;
  /** The problem says why the holder could not be reached; a part that could not be read says so itself. */
  read(server: ServerId, ask: Ask, cx: CallContext): Promise<Part<HolderState>>;
  /**
   * Does the steps in order and stops at the first failure. Each step checks, acts and verifies:
   * already true is `already-done`; not true afterwards is `failed`. The results are as many as were tried.
   *
   * The performs of one holder come one after the other, save for one: a lock is had for longer (`lock` with `again`, alone)
   * also while another perform is running. It may not wait for that one to end, which may take longer than the lease.
   */
  perform(server: ServerId, steps: readonly Step[], cx: CallContext): Promise<readonly StepResult[]>;
  /** Who holds the lock of a holder; undefined when nobody does. Rejects where that cannot be known. */
  lockOf(server: ServerId, cx: CallContext): Promise<LockInfo | undefined>;
  /** The topology that the product has published. Absent where the other side is no server of the product; never rejects. */
  tellTopology?(server: ServerId, cx: CallContext): Promise<Part<ToldTopology>>;
  /**
   * What would stand in the way of an apply, besides what a read tells; nothing is changed. Absent where nothing but
   * files is needed.
   */
  check?(server: ServerId, ask: CheckAsk, cx: CallContext): Promise<readonly Obstacle[]>;
  /** Gives back what it keeps open to servers, where a command ends. Absent where nothing is kept; never rejects. */
  close?(): Promise<void>;
}

/** Data that drives validation at plan time, the shared contract suite and the documentation. */
export interface ConnectionCapabilities {
  readonly steps: readonly Step['do'][];
  /** What it can point to a certificate: the product's own means know the product's usages alone (PRODUCT_USAGES). */
  readonly usages: readonly Usage[];
  readonly keySizes: readonly number[];
  readonly signatures: readonly string[];
  /** Commands of the product that make keys and requests there; absent: none. */
  readonly productCommands?: readonly ProductCommand[];
}

export interface Ask {
  /** Also open every key and prove that it belongs to its certificate. */
  readonly deep: boolean;
}

/** Who possesses a lock and until when. */
export interface LockInfo {
  readonly id: string;
  readonly operation: string;
  /** `user@host`. */
  readonly owner: string;
  /** Number of its process. */
  readonly run: string;
  /** Which table of processes that number is of; absent where it can't be told. */
  readonly table?: string;
  readonly version: string;
  readonly since: string;
  /** ISO 8601 UTC. After this moment the lock may be taken over. */
  readonly lease: string;
}

/** Everything that a holder may be told to do; which of it a connection can do is in its capabilities. */
export type Step =
  /** `again` has it for longer, and only where it still is this one's: otherwise it fails with LOCK_LOST. */
  | {readonly do: 'lock'; readonly lock: LockInfo; readonly again?: true}
  | {readonly do: 'unlock'; readonly id: string}
  /** Puts a CA's certificate (base64 DER) into Root or CA. */
  | {readonly do: 'trust'; readonly store: 'Root' | 'CA'; readonly der: string}
  /** Makes a key and its PKCS#10 on the holder; both are durable when it returns. */
  | {
      readonly do: 'createRequest';
      readonly spec: CertificateSpec;
      readonly specDigest: string;
      readonly friendlyName: string;
      /** The product's own command makes it, for these usages; absent: whatever the connection has for it. */
      readonly product?: {readonly command: ProductCommand; readonly usages: readonly Usage[]};
    }
  | {readonly do: 'note'; readonly spki: string; readonly progress: Progress}
  /** Has the holder ask a CA about a request of its own: a CA that only the holder reaches, or only under its account. */
  | {readonly do: 'relay'; readonly spki: string; readonly call: RelayCall}
  /**
   * Has the product's own command ask the CA as another account, for the same as the request `spki` asks for. The
   * command makes a key of its own, asks, and puts what is issued into My: the request stands for it until then. What was
   * asked for already is looked for first, and never asked for again. What came of it is nobody's yet: it is called
   * neither ours nor by its name before `takeEnrolled`.
   */
  | {
      readonly do: 'enroll';
      readonly spki: string;
      readonly spec: CertificateSpec;
      readonly usages: readonly Usage[];
      /** `host\\CA name`. */
      readonly ca: string;
      /** `DOMAIN\\user`. */
      readonly account: string;
      readonly password: Secret;
    }
  /** Looks for what came of an `enroll`, without asking the CA. For the number of one that waits, usages are given. */
  | {readonly do: 'findEnrolled'; readonly spki: string; readonly usages?: readonly Usage[]}
  /** What was enrolled and verified gets its name and our mark; the request that stood for it goes, with its key. */
  | {readonly do: 'takeEnrolled'; readonly spki: string; readonly leaf: string; readonly chain: readonly string[]}
  /** Joins an issued leaf with the key of its request, into My; intermediates go into CA, roots never anywhere. */
  | {readonly do: 'install'; readonly spki: string; readonly leaf: string; readonly chain: readonly string[]}
  /** Writes the friendly name and our mark of a certificate in My anew. */
  | {readonly do: 'mark'; readonly thumbprint: string; readonly friendlyName: string; readonly specDigest: string}
  /** Proves that the private key belongs to the certificate, then points the usage to it. */
  | {readonly do: 'assign'; readonly usage: Usage; readonly thumbprint: string; readonly at?: string}
  | {readonly do: 'dropPrevious'; readonly usage: Usage}
  | {readonly do: 'discardRequest'; readonly spki: string}
  | {readonly do: 'remove'; readonly thumbprint: string}
  /** Writes down that the services should be restarted; durable when it returns, and gone after a `restart`. */
  | {readonly do: 'oweRestart'}
  /** Stops and starts services, all of the product where none is named. */
  | {readonly do: 'restart'; readonly services: readonly string[]}
  | {
      readonly do: 'exportShared';
      readonly thumbprint: string;
      readonly profile: 'windows-legacy' | 'modern';
      readonly password: Secret;
    }
  | {
      readonly do: 'importShared';
      /** Base64. */
      readonly pfx: Secret;
      /** Whether the key may leave this server again. */
      readonly exportable: boolean;
      readonly password: Secret;
      readonly friendlyName: string;
      readonly specDigest: string;
    };

/** What came of an `enroll`, as far as it can be seen on the holder; nothing of it is judged yet. */
export interface Enrolled {
  /** The certificate that is in My under the name that was given to the command, base64 DER. */
  readonly certificate?: string;
  /** What the store CA has above it. */
  readonly chain?: readonly string[];
  /** The key waits in REQUEST. */
  readonly waits: boolean;
  /** The CA's number of the request, where it can be told. */
  readonly ticket?: string;
  /** The product lists no request that could be the one whose key waits. */
  readonly unlisted?: true;
  /** The status that the command told, e.g. `Pending`; absent where it was not run. */
  readonly status?: string;
  /** The error that ended the command: its words, and the numbers of Windows in it. */
  readonly error?: {readonly said: string; readonly numbers: readonly number[]};
}

/** What a holder asks an enterprise CA, or of its forest. */
export type RelayCall =
  | ({
      /** `host\\CA name`. */
      readonly ca: string;
      /** Whose account asks: that of the computer, or that of the session. */
      readonly as: 'computer' | 'session';
    } & (
      | {
          readonly ask: 'submit';
          /** `Name:value`, as the CA's policy reads them. */
          readonly attributes: readonly string[];
        }
      | {readonly ask: 'retrieve'; readonly ticket: string}
    ))
  /** Which CAs the forest publishes, and which templates each issues. */
  | {readonly ask: 'cas'};

/** What the program said that asked, and what it left behind; nothing of it is judged yet. */
export interface RelayAnswer {
  readonly exitCode: number;
  /** In the language of the server. */
  readonly output: string;
  /** The file of the certificate, base64, where there is one: DER or PEM. */
  readonly certificate?: string;
  /** The file of its chain, base64, where there is one: PKCS#7. */
  readonly chain?: string;
  /** The CAs of the forest; the templates of one that did not tell them are absent. */
  readonly cas?: readonly {readonly ca: string; readonly templates?: readonly string[]}[];
}

/** What became of a step. */
export type StepResult =
  | {readonly outcome: 'done' | 'already-done'; readonly after: StepFacts; readonly warning?: Diagnostic}
  | {readonly outcome: 'failed'; readonly problem: Diagnostic};

/** What a step found or made; only what its kind has to say is present. */
export interface StepFacts {
  readonly spki?: string;
  /** PKCS#10, base64 DER. */
  readonly csr?: string;
  readonly thumbprint?: string;
  /** Of a relay. */
  readonly relay?: RelayAnswer;
  /** Of an `enroll` or `findEnrolled`. */
  readonly enrolled?: Enrolled;
  /** Of an export: the encrypted PFX, base64. */
  readonly pfx?: Secret;
  /** On a lock that is another's: who has it. */
  readonly lock?: LockInfo;
}
