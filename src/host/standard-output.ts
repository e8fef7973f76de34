import {fstatSync, statSync, writeFileSync} from 'node:fs';
import {devNull} from 'node:os';
import {type Output, outputOnceUsed, type TerminalWritable} from './streams.ts';

/**
 * Standard output or error. To load what Node's stream for it needs takes as long as all that a short command does, so a
 * file is written without it, and like it: at once. All else has the stream, which `open` makes. A pipe whose reader does
 * not read must hold up nobody, least of all a run that has to show that it still holds its locks; and only the stream
 * knows a terminal.
 */
export function standardOutput(descriptor: number, open: () => TerminalWritable): Output {
  return isNeverWaitedFor(descriptor) ? outputAtOnce(descriptor) : outputOnceUsed(open);
}

function outputAtOnce(descriptor: number): Output {
  let failure: unknown;
  return {
    isTTY: false,
    columns: undefined,
    write(text) {
      if (failure !== undefined) return;
      try {
        // All of it, where one call of the system writes a part; from where the file is, and not over what it holds.
        writeFileSync(descriptor, text);
      } catch (error) {
        failure = error;
      }
    },
    async flush() {
      if (failure !== undefined) throw failure;
    },
  };
}

/** A file, or the device that forgets what is written to it. What cannot be asked is neither. */
function isNeverWaitedFor(descriptor: number): boolean {
  try {
    const about = fstatSync(descriptor);
    return about.isFile() || (about.isCharacterDevice() && about.rdev === statSync(devNull).rdev);
  } catch {
    return false;
  }
}
