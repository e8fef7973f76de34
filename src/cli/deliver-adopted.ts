/** A configuration that was made of what is there: read back, then written beside its schema, or to standard output. */
import {dirname, join, relative} from 'node:path';
import {bundleSchema} from '../config/bundle-schema.ts';
import {type LoadResult, loadConfig} from '../config/load.ts';
import type {CommandContext} from './command.ts';
import {tryToWrite} from './files.ts';
import {problem} from './problem.ts';

/** A file that exists is not written over unasked; that has been said. */
export async function isTaken({host, output, cwd}: CommandContext, path: string): Promise<boolean> {
  const there = (await host.files.look(path)) !== undefined;
  if (there)
    output.diagnose([
      problem('FILE_EXISTS', 'File exists already', {
        detail: `${relative(cwd, path)} exists, and may hold what somebody wrote.`,
        help: 'Give another file, or --force to write over it.',
      }),
    ]);
  return there;
}

/** False when it could not be written; why has been said. `what` is said of it to people. */
export async function deliverAdopted(
  cx: CommandContext,
  {text, what}: {readonly text: string; readonly what: string},
  {path, base}: {readonly path: string | undefined; readonly base: string},
): Promise<boolean> {
  if (path === undefined) {
    cx.output.deliver('configuration', text, text);
    return true;
  }
  const failure = await tryToWrite(cx, path, text, {over: true});
  if (failure !== undefined) {
    cx.output.diagnose([failure]);
    return false;
  }
  const schema = join(dirname(path), 'cscert.schema.json');
  if ((await cx.host.files.look(schema)) === undefined)
    await tryToWrite(cx, schema, `${JSON.stringify(bundleSchema(), null, 2)}\n`);
  cx.output.print(`Wrote ${relative(cx.cwd, path)}: ${what}.\n`);
  if (dirname(path) !== base)
    cx.output.diagnose([
      {
        severity: 'warning',
        code: 'ADOPT_ELSEWHERE',
        summary: 'Paths in the configuration count from another folder',
        detail: `Relative paths in ${relative(cx.cwd, path)} are those of the configuration that was read, and count from ${relative(cx.cwd, base) || '.'}.`,
        help: 'Move the file there, or change the paths.',
      },
    ]);
  return true;
}

/** Reads what was made as if it stood where the configuration stands. */
export function readBack({host}: CommandContext, base: string, text: string): Promise<LoadResult> {
  const {environment, files} = host;
  return loadConfig({paths: ['-'], readStdin: async () => Buffer.from(text), cwd: base, environment, files});
}
