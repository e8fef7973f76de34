import type {Diagnostic} from '../core/diagnostic.ts';
import {messageOf, systemCodeOf} from '../core/system-error.ts';
import type {CommandContext} from './command.ts';
import {problem} from './problem.ts';
import {whyNotOver} from './replacing.ts';

/**
 * Writes a file that a flag asked for: whole or not at all, readable by its owner, and over nothing precious unless that is
 * what it replaces. False when it could not be; why has been said.
 */
export async function writeProduct(
  cx: CommandContext,
  path: string,
  text: string,
  options: WriteOptions = {},
): Promise<boolean> {
  const failure = await tryToWrite(cx, path, text, options);
  if (failure !== undefined) cx.output.diagnose([failure]);
  return failure === undefined;
}

export interface WriteOptions {
  /** Writes over whatever is there. */
  readonly over?: boolean;
  /** Whether the text of a file is of the kind that is written now, and may be replaced whatever the name. */
  readonly replaces?: (text: string) => boolean;
}

/** The same for those who have something to say before the problem. */
export async function tryToWrite(
  {host}: Pick<CommandContext, 'host'>,
  path: string,
  text: string,
  {over = false, replaces}: WriteOptions = {},
): Promise<Diagnostic | undefined> {
  const why = over ? undefined : await whyNotOver(host, path, replaces);
  if (why !== undefined) return notWritten(`${path}: ${why}`);
  return tryAt(path, () => host.files.write(path, text, {mode: 0o600}));
}

/** Does what only the system can prevent, with the file or folder of a path. Why it did, else undefined. A bug is thrown. */
export async function tryAt(path: string, work: () => Promise<unknown>): Promise<Diagnostic | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    const code = systemCodeOf(error);
    const help = 'Look at the folder, its permissions and the space that is left.';
    return notWritten(`${path}: ${code === 'ENOENT' ? 'its folder does not exist.' : messageOf(error)}`, help);
  }
}

const notWritten = (detail: string, help?: string): Diagnostic =>
  problem('FILE_NOT_WRITTEN', 'File could not be written', {detail, ...(help !== undefined && {help})});

/** Reads a file that an argument named. Undefined when it could not be; why has been said. */
export async function readArgument(
  {host, output}: CommandContext,
  path: string,
  limit: number,
): Promise<string | undefined> {
  const say = (detail: string): undefined => {
    output.diagnose([problem('FILE_NOT_READ', 'File could not be read', {detail: `${path}: ${detail}`})]);
    return undefined;
  };
  try {
    const bytes = await host.files.read(path, limit);
    return bytes === undefined ? say('there is no such file.') : bytes.toString('utf8');
  } catch (error) {
    return say(messageOf(error));
  }
}
