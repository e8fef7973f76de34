import {EventEmitter} from 'node:events';
import {Readable} from 'node:stream';
import type {Files} from '../../src/engine/ports/host.ts';
import {files} from '../../src/host/files.ts';
import type {LogFile} from '../../src/host/log-file.ts';
import type {ProcessHost} from '../../src/host/process-host.ts';
import {signalsFrom} from '../../src/host/signals.ts';
import {inputFrom, type Output} from '../../src/host/streams.ts';
import {connectNowhere, spawnNothing} from './fake-programs.ts';

export interface FakeHostOptions {
  readonly argv?: readonly string[];
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly files?: Files;
  /** The moment at which the clock begins. It moves only by `sleep` and `advance`. */
  readonly now?: string;
  readonly stdin?: string | Uint8Array;
  /** What is answered to questions, in order; when they are used up, input is at its end. */
  readonly answers?: readonly string[];
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface FakeHost extends ProcessHost {
  /** What was written so far. */
  readonly written: {readonly stdout: string; readonly stderr: string; readonly log: string};
  readonly questions: readonly string[];
  advance(milliseconds: number): void;
  interrupt(signal: 'SIGINT' | 'SIGTERM'): void;
}

/** A world for the program to run in: captured output, a clock that stands still, random bytes that repeat. */
export function fakeHost(options: FakeHostOptions = {}): FakeHost {
  const written = {stdout: '', stderr: '', log: ''};
  const questions: string[] = [];
  const answers = [...(options.answers ?? [])];
  const process = new EventEmitter();
  let time = Date.parse(options.now ?? '2026-08-22T10:00:00Z');
  let counter = 0;

  const output = (name: 'stdout' | 'stderr'): Output => ({
    isTTY: options.isTTY ?? false,
    columns: options.isTTY ? (options.columns ?? 80) : undefined,
    write(text) {
      written[name] += text;
    },
    flush: async () => undefined,
  });
  const log: LogFile = {
    path: '/state/cscert/logs/apply.log',
    append(text) {
      written.log += text;
    },
    close: () => undefined,
  };

  return {
    files: options.files ?? files,
    clock: {
      now: () => new Date(time),
      async sleep(milliseconds, signal) {
        signal.throwIfAborted();
        time += milliseconds;
      },
    },
    random: bytes => Buffer.alloc(bytes, ++counter % 256),
    environment: options.environment ?? {},
    hasEnded: () => false,
    spawn: spawnNothing,
    connectSsh: connectNowhere,
    argv: options.argv ?? [],
    cwd: options.cwd ?? '/repo',
    platform: 'linux',
    stdin: {...inputFrom(() => Readable.from(options.stdin ? [options.stdin] : [])), isTTY: options.isTTY ?? false},
    stdout: output('stdout'),
    stderr: output('stderr'),
    identity: {owner: 'admin@runner', pid: 4711, version: '0.1.0', node: 'v20.20.0'},
    signals: signalsFrom(process),
    stateFolder: '/state/cscert',
    aboutMany: work => work(),
    async ask(question) {
      questions.push(question);
      return answers.shift();
    },
    openLog: async ({path}) => (path === undefined ? log : {...log, path}),
    written,
    questions,
    advance(milliseconds) {
      time += milliseconds;
    },
    interrupt(signal) {
      process.emit(signal);
    },
  };
}

/** A host on which one file is there and may not be read. */
export const ofAnotherAccount =
  (file: string) =>
  (host: FakeHost): FakeHost => ({
    ...host,
    files: {
      ...host.files,
      async read(path, ...rest) {
        if (path === file)
          throw Object.assign(new Error(`EACCES: permission denied, open '${path}'`), {code: 'EACCES'});
        return host.files.read(path, ...rest);
      },
    },
  });
