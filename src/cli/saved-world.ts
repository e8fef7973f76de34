import {relative, resolve} from 'node:path';
import type {Actual} from '../core/model/actual.ts';
import {ACTUAL_LIMIT, readActual} from '../report/actual-json.ts';
import type {CommandContext} from './command.ts';
import {readArgument} from './files.ts';

/** What "inspect --out" saved, instead of the servers. Undefined when it could not be read; why has been said. */
export async function readSavedWorld(cx: CommandContext, file: string): Promise<Actual | undefined> {
  const path = resolve(cx.cwd, file);
  const text = await readArgument(cx, path, ACTUAL_LIMIT);
  if (text === undefined) return undefined;
  const read = readActual(text);
  if ('ok' in read) return read.ok;
  const {detail} = read.problem;
  cx.output.diagnose([{...read.problem, detail: `${relative(cx.cwd, path)}: ${detail}`}]);
  return undefined;
}
