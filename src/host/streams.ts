import type {Readable, Writable} from 'node:stream';
import {codeOf} from '../core/system-error.ts';

/** Standard output or error. */
export interface Output {
  readonly isTTY: boolean;
  /** Of the terminal, now; undefined where there is none. */
  readonly columns: number | undefined;
  write(text: string): void;
  /** Resolves when everything has left the process; rejects when something was lost, except to a reader who has gone. */
  flush(): Promise<void>;
}

export interface Input {
  readonly isTTY: boolean;
  /** Everything up to the end. Rejects with `EFBIG` beyond `limit` bytes. */
  readAll(limit: number): Promise<Buffer>;
}

export type TerminalWritable = Writable & {readonly isTTY?: boolean; readonly columns?: number};
export type TerminalReadable = Readable & {readonly isTTY?: boolean};

/** What a reader who has seen enough (`| head`) looks like from here. */
const READER_GONE = new Set(['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END']);

/** Wraps a stream so that a closed pipe ends the output quietly instead of the process loudly. */
export function outputTo(stream: TerminalWritable): Output {
  let failure: Error | undefined;
  stream.on('error', error => {
    failure ??= error;
  });
  return {
    isTTY: stream.isTTY === true,
    get columns() {
      return stream.columns;
    },
    write(text) {
      if (failure === undefined) stream.write(text);
    },
    async flush() {
      if (failure === undefined) await drained(stream);
      if (failure !== undefined && !READER_GONE.has(codeOf(failure) ?? '')) throw failure;
    },
  };
}

/** The same for a stream that most commands never write to: it is made with its first use, which takes a while. */
export function outputOnceUsed(open: () => TerminalWritable): Output {
  let made: Output | undefined;
  const output = (): Output => {
    made ??= outputTo(open());
    return made;
  };
  return {
    get isTTY() {
      return output().isTTY;
    },
    get columns() {
      return output().columns;
    },
    write: text => output().write(text),
    flush: async () => made?.flush(),
  };
}

/** The callback of an empty write comes after those of all writes before it, also when they failed. */
function drained(stream: Writable): Promise<void> {
  return new Promise(resolve => {
    stream.write('', () => setImmediate(resolve));
  });
}

/** Standard input, which is opened with its first use: to make the stream takes a while, and few commands read it. */
export function inputFrom(open: () => TerminalReadable): Input {
  return {
    get isTTY() {
      return open().isTTY === true;
    },
    async readAll(limit) {
      const parts: Buffer[] = [];
      let total = 0;
      for await (const part of open()) {
        const bytes = Buffer.from(part);
        total += bytes.length;
        if (total > limit) {
          throw Object.assign(new Error(`EFBIG: standard input is larger than ${limit} bytes`), {code: 'EFBIG'});
        }
        parts.push(bytes);
      }
      return Buffer.concat(parts);
    },
  };
}
