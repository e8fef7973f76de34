import {fstatSync, statSync, writeSync} from 'node:fs';
import {devNull} from 'node:os';
import {codeOf} from '../core/system-error.ts';
import {type Output, outputOnceUsed, outputTo, READER_GONE, type TerminalWritable} from './streams.ts';

/** How standard output, or standard error, is reached. */
export interface OutputSource {
  readonly platform: NodeJS.Platform;
  /** The number of its descriptor. */
  readonly descriptor: number;
  /** Makes the stream that Node has for it. */
  readonly open: () => TerminalWritable;
}

/**
 * Standard output or error. To load what Node's stream for it needs takes as long as all that a short command does, so a file or a
 * pipe is written without it, and like it: at once. A terminal has the stream, and so has Windows, where nothing tells a
 * terminal without it, and where it does not wait for whoever reads a pipe.
 */
export function standardOutput({platform, descriptor, open}: OutputSource): Output {
  return platform === 'win32' || mayBeTerminal(descriptor) ? outputOnceUsed(open) : outputAtOnce(descriptor, open);
}

function outputAtOnce(descriptor: number, open: () => TerminalWritable): Output {
  let failure: unknown;
  // From when on the pipe was full, and somebody has it so that nobody waits for it.
  let later: Output | undefined;
  const writeNow = (text: string): void => {
    for (let rest = Buffer.from(text); rest.length > 0; ) {
      const written = writtenAtOnce(descriptor, rest);
      if (written === undefined) {
        const stream = open();
        later = outputTo(stream);
        stream.write(rest);
        return;
      }
      rest = rest.subarray(written);
    }
  };
  return {
    isTTY: false,
    columns: undefined,
    write(text) {
      if (later !== undefined) later.write(text);
      else if (failure === undefined) {
        try {
          writeNow(text);
        } catch (error) {
          failure = error;
        }
      }
    },
    async flush() {
      await later?.flush();
      if (failure !== undefined && !READER_GONE.has(codeOf(failure) ?? '')) throw failure;
    },
  };
}

/** The bytes written; undefined where none can be written now. */
function writtenAtOnce(descriptor: number, bytes: Uint8Array): number | undefined {
  try {
    return writeSync(descriptor, bytes);
  } catch (error) {
    if (codeOf(error) === 'EAGAIN') return undefined;
    throw error;
  }
}

/** Terminals are character devices, as is the one that forgets what is written to it; nor is it known of what cannot be asked. */
function mayBeTerminal(descriptor: number): boolean {
  try {
    const about = fstatSync(descriptor);
    return about.isCharacterDevice() && about.rdev !== statSync(devNull).rdev;
  } catch {
    return true;
  }
}
