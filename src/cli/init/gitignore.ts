import {isAbsolute, join} from 'node:path';
import type {Files} from '../../engine/ports/host.ts';

const LIMIT = 1024 * 1024;
const LOCK = '.cscert.lock';

/** Adds what must stay out of git to the .gitignore beside the configuration. Returns the lines that were added. */
export async function extendGitignore(
  files: Files,
  {base, folders}: {base: string; folders: readonly string[]},
): Promise<readonly string[]> {
  const path = join(base, '.gitignore');
  const before = (await files.read(path, LIMIT))?.toString('utf8') ?? '';
  const present = new Set(before.split(/\r?\n/).map(line => line.trim()));
  const wanted = [...folders.flatMap(ignoreLine), LOCK];
  const added = [...new Set(wanted)].filter(line => !present.has(line));
  if (added.length === 0) return [];
  const start = before === '' || before.endsWith('\n') ? before : `${before}\n`;
  await files.write(
    path,
    `${start}# Private keys and what cscert keeps beside the configuration.\n${added.join('\n')}\n`,
    {mode: 0o644},
  );
  return added;
}

/** Git knows nothing of what lies outside the repository. */
function ignoreLine(folder: string): readonly string[] {
  const plain = folder
    .replaceAll('\\', '/')
    .replace(/^(\.\/)+/, '')
    .replace(/\/+$/, '');
  if (plain === '' || isAbsolute(folder) || plain.startsWith('..')) return [];
  return [`/${plain}/`];
}
