import {dirname, isAbsolute, join, relative, resolve, sep} from 'node:path';
import type {Files} from '../../engine/ports/host.ts';

const LIMIT = 1024 * 1024;
const LOCK = '.cscert.lock';

/** What is kept out of git. */
export interface Ignored {
  /** Lines that are new in the .gitignore. */
  readonly added: readonly string[];
  /** Folders that git may take all the same, as they were declared: no line of this .gitignore reaches them. */
  readonly outOfReach: readonly string[];
}

interface Place {
  /** Folder of the configuration, where the .gitignore lies. */
  readonly base: string;
  /** As declared. */
  readonly folders: readonly string[];
}

/** Adds what must stay out of git to the .gitignore beside the configuration. */
export async function extendGitignore(files: Files, {base, folders}: Place): Promise<Ignored> {
  const path = join(base, '.gitignore');
  const before = (await files.read(path, LIMIT))?.toString('utf8') ?? '';
  const present = new Set(before.split(/\r?\n/).map(line => line.trim()));
  const lines = folders.flatMap(folder => ignoreLine(base, folder) ?? []);
  const added = [...new Set([...lines, LOCK])].filter(line => !present.has(line));
  if (added.length > 0) {
    const start = before === '' || before.endsWith('\n') ? before : `${before}\n`;
    const text = `${start}# Private keys and what cscert keeps beside the configuration.\n${added.join('\n')}\n`;
    await files.write(path, text, {mode: 0o644});
  }
  return {added, outOfReach: await foldersOutOfReach(files, {base, folders})};
}

/** Undefined for what is not below the configuration: a .gitignore speaks of nothing else. */
function ignoreLine(base: string, folder: string): string | undefined {
  const way = relative(base, resolve(base, folder));
  // On Windows, what lies on another drive has no relative way.
  if (way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) return undefined;
  return `/${way.split(sep).map(literally).join('/')}/`;
}

/** A name as a pattern that means just this name (gitignore(5)). No line holds a line break, which only "?" can stand for. */
const literally = (name: string): string => name.replaceAll(/[\\*?[\]]/g, '\\$&').replaceAll(/[\r\n]/g, '?');

/** Where the configuration is in no checkout yet, what lies relative to it may come into the same one later. */
async function foldersOutOfReach(files: Files, {base, folders}: Place): Promise<readonly string[]> {
  const beyond = [...new Set(folders)].filter(folder => ignoreLine(base, folder) === undefined);
  if (beyond.length === 0) return [];
  const baseIsFree = !(await isInCheckout(files, base));
  const inGit = await Promise.all(
    beyond.map(folder =>
      baseIsFree && !isAbsolute(folder) ? Promise.resolve(true) : isInCheckout(files, resolve(base, folder)),
    ),
  );
  return beyond.filter((_, at) => inGit[at]);
}

async function isInCheckout(files: Files, folder: string): Promise<boolean> {
  const found = await files.look(join(folder, '.git')).catch(() => undefined);
  if (found !== undefined) return true;
  const above = dirname(folder);
  return above !== folder && isInCheckout(files, above);
}
