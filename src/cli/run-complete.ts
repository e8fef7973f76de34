import {resolve as resolvePath} from 'node:path';
import type {Command} from 'commander';
import {loadConfig} from '../config/load.ts';
import {resolve} from '../config/resolve/resolve.ts';
import type {Slot} from '../core/model/desired.ts';
import type {ProcessHost} from '../host/process-host.ts';
import {clean} from '../report/clean.ts';
import {type Completion, complete} from './completion/candidates.ts';
import {readTypedLine, type TypedLine} from './completion/command-line.ts';

/**
 * One candidate a line, with a tab and what it is; a last line `:files` or `:folders` asks the shell for those.
 * Whatever goes wrong leads to no candidates: nobody wants to read of a broken configuration in the middle of typing.
 */
export async function runComplete(host: ProcessHost, program: Command, words: readonly string[]): Promise<void> {
  const line = readTypedLine(program, words);
  const found = await complete(program, line, () => findSlots(host, line)).catch(() => NOTHING);
  host.stdout.write(linesOf(found).join(''));
}

const NOTHING: Completion = {candidates: []};

function linesOf({candidates, paths}: Completion): readonly string[] {
  const lines = candidates.map(({text, description}) => [text, description].map(clean).join('\t'));
  return [...lines, ...(paths === undefined ? [] : [`:${paths}`])].map(text => `${text}\n`);
}

/** Of the configuration that the line itself would read. Standard input belongs to the shell and is left alone. */
async function findSlots({cwd, environment, files}: ProcessHost, {given}: TypedLine): Promise<readonly Slot[]> {
  const paths = given.get('config') ?? [];
  const folder = resolvePath(cwd, given.get('chdir')?.at(-1) ?? '.');
  const {loaded} = await loadConfig({paths, cwd: folder, environment, files});
  return (loaded && resolve(loaded).desired?.slots) ?? [];
}
