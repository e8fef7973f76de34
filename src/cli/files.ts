import {messageOf} from '../core/system-error.ts';
import type {CommandContext} from './command.ts';
import {problem} from './problem.ts';

/** Writes a file that a flag asked for: whole or not at all, readable by its owner. False when it could not be; why has been said. */
export async function writeProduct({host, output}: CommandContext, path: string, text: string): Promise<boolean> {
  try {
    await host.files.write(path, text, {mode: 0o600});
    return true;
  } catch (error) {
    output.diagnose([
      problem('FILE_NOT_WRITTEN', 'File could not be written', {
        detail: `${path}: ${messageOf(error)}`,
        help: 'Look at the folder, its permissions and the space that is left.',
      }),
    ]);
    return false;
  }
}

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
