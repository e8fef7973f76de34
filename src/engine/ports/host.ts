/**
 * The outside, as interfaces: what connections, authorities and commands are given instead of reaching for it.
 * The real ones are in src/host; tests have others.
 */

import type {ConnectSsh} from './ssh.ts';

/** Files. Every path is absolute. A missing file is undefined; everything else that goes wrong rejects with the system's error. */
export interface Files {
  /**
   * Refuses (rejects with code `EINVAL`) what is not a regular file, and with `EFBIG` what is larger than `limit` bytes.
   * A symbolic link is followed, or refused with `ELOOP`, also one that leads nowhere.
   */
  read(path: string, limit: number, options?: ReadOptions): Promise<Buffer | undefined>;
  /** Names in a folder, sorted; undefined when it does not exist. */
  list(path: string): Promise<readonly FolderEntry[] | undefined>;
  /** What is at a path, as `list` of the folder above would say; undefined when there is nothing. */
  look(path: string): Promise<FolderEntry | undefined>;
  /**
   * Whether every account of this system can get at what is there, by its mode and those of all folders above: read a
   * file, go through a folder. False on Windows, where modes say nothing.
   */
  isExposed(path: string): Promise<boolean>;
  /** Old or new, never half: temporary file in the same folder, fsync, rename, fsync of the folder. */
  write(path: string, data: string | Uint8Array, options: {readonly mode: number}): Promise<void>;
  /** As `write`, but false (and nothing changed) when the path exists already. */
  create(path: string, data: string | Uint8Array, options: {readonly mode: number}): Promise<boolean>;
  /** With its parents, mode 0700 for what it makes. True when it was made now. */
  makeFolder(path: string): Promise<boolean>;
  /** Moves a file or folder; durable. */
  rename(from: string, to: string): Promise<void>;
  /** False when there was nothing. */
  remove(path: string): Promise<boolean>;
  /**
   * Removes what writes that were killed before that moment left half done in a folder, which no listing shows. Only
   * where nobody else writes there. Never rejects.
   */
  removeLeftovers(folder: string, before: Date): Promise<void>;
}

export interface ReadOptions {
  readonly links?: 'follow' | 'refuse';
}

/** One name in a folder and what lies under it. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
  /** The entry itself is a symbolic link; `kind` is that of what it leads to, and `other` when that cannot be told. */
  readonly link?: true;
}

/** The time, and waiting for it. */
export interface Clock {
  now(): Date;
  /** Resolves after the time or rejects at once when the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** Fresh random bytes from the system. */
export type Random = (bytes: number) => Buffer;

/** A process as a lock names it. */
export interface ProcessName {
  /** Its number. */
  readonly run: string;
  /** Which table of processes the number is of: that of one boot of one machine or container. */
  readonly table?: string;
}

/** A program that is to run. It is started as it is and never through a shell, so that no value is read as a command. */
export interface ProgramCall {
  /** A path, or a name that is looked up where the system looks for programs. */
  readonly program: string;
  /** Handed over as they are. Other users of the machine may see them: never a secret. */
  readonly args: readonly string[];
  /** Changes of the environment of cscert, which it gets otherwise; undefined takes a variable away. Never a secret. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** How a program ended: with an exit code, by a signal, or not even begun (the system's code, e.g. `ENOENT`). */
export type ProgramEnd = {readonly code: number} | {readonly signal: string} | {readonly failed: string};

/** A program that runs, in a group of processes of its own: Ctrl-C in the terminal does not reach it. */
export interface Program {
  /** What it writes on standard output; read once. It waits when nobody reads. */
  readonly output: AsyncIterable<Buffer>;
  /** The end of what it wrote on standard error, so far. */
  errors(): string;
  /** Resolves when it can be given more; rejects with the system's error when it takes no more. */
  write(data: string): Promise<void>;
  /** Ends its standard input. */
  endInput(): void;
  /** Never rejects. */
  readonly ended: Promise<ProgramEnd>;
  /**
   * Asks it and everything that it started to end, forces them after five seconds, and resolves when it has ended, or
   * five seconds later. Nothing more is read then, even if something that it left behind still writes.
   */
  kill(): Promise<void>;
}

/** What a connection or an authority may touch. */
export interface Host {
  readonly files: Files;
  readonly clock: Clock;
  readonly random: Random;
  /** Environment variables by name; undefined where one is not set. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether a process is known to have ended; false where that cannot be told from here. */
  readonly hasEnded: (one: ProcessName) => boolean;
  /** Starts a program. Never throws: what cannot be started has `ended` at once. */
  readonly spawn: (call: ProgramCall) => Program;
  /** Connects to an SSH server. Never rejects. */
  readonly connectSsh: ConnectSsh;
}
