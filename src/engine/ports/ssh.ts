/** SSH as an interface: what the transport ssh is given. The real one is src/host/ssh.ts. */
import type {Secret} from '../../core/secret.ts';
import type {Program} from './host.ts';

/** A connection to an SSH server that is to be made. */
export interface SshCall {
  /** A name or an IP address. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** A private key (OpenSSH, PEM or PuTTY), or the socket of an agent that has one. */
  readonly identity: SshIdentity;
  /** Kinds of host keys as SSH names them, e.g. `ssh-ed25519`: these are asked for before all others. */
  readonly hostKeyTypes?: readonly string[];
  /** Decides about the key of the server, which has proved that it owns it. The key as it is on the wire (RFC 4253, 6.6). */
  readonly accepts: (hostKey: Buffer) => boolean;
  /** From the first packet until the log-in is done. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

export type SshIdentity =
  | {readonly privateKey: Buffer; readonly passphrase: Secret | undefined}
  | {readonly agent: string};

/**
 * How far it came. `lost`: the server took the connection and gave it up before it introduced itself, as one does that
 * has too many who are not yet logged in.
 */
export type SshStage =
  | 'identity'
  | 'connect'
  | 'lost'
  | 'handshake'
  | 'hostKey'
  | 'login'
  | 'agent'
  | 'time'
  | 'stopped';

export interface SshFailure {
  readonly stage: SshStage;
  /** The system's code, e.g. `ENOTFOUND`. */
  readonly code?: string | undefined;
  /** In English, for people who know SSH. */
  readonly text: string;
}

/** Somebody is logged in. */
export interface SshLink {
  /** Gives a command to the user's shell on the server. */
  start(command: string): Promise<{readonly ok: Program} | {readonly failed: SshFailure}>;
  hasEnded(): boolean;
  close(): void;
}

export type ConnectSsh = (call: SshCall) => Promise<{readonly ok: SshLink} | {readonly failed: SshFailure}>;
