import {join} from 'node:path';
import type {Part} from '../../core/diagnostic.ts';
import {systemCodeOf} from '../../core/system-error.ts';
import {attempt, problem} from './problems.ts';
import type {RequestPlace} from './request-place.ts';
import type {OfflineSite} from './settings.ts';

/** For everybody who can read the repository; nothing in it is secret. */
const PUBLIC = {mode: 0o644};

/** The two files of a request. */
export interface RequestTexts {
  /** PKCS#10 in PEM. */
  readonly csr: string;
  readonly page: string;
}

/** A path below the folder of requests as people know it. */
export function showPath(site: OfflineSite, path: string): string {
  return `${site.shown}/${path}`;
}

/**
 * Writes what is missing or different. The request on the holder is the truth: every apply comes here again, so that
 * a lost checkout, or a file that somebody changed, is as it should be afterwards.
 */
export async function writeRequestFiles(
  site: OfflineSite,
  place: RequestPlace,
  {csr, page}: RequestTexts,
): Promise<Part<'written'>> {
  const folder = join(site.folder, place.pool, place.server);
  const written = await attempt('REQUEST_FOLDER_UNWRITABLE', showPath(site, place.folder), async () => {
    const link = await findLink(site, place);
    if (link !== undefined) return link;
    await site.files.makeFolder(folder);
    await writeIfDifferent(site, join(folder, `${place.stem}.csr`), csr);
    await writeIfDifferent(site, join(folder, `${place.stem}.txt`), page);
    return undefined;
  });
  if ('problem' in written) return written;
  return written.ok === undefined ? {ok: 'written'} : {problem: isLink(site, written.ok)};
}

/** A link could lead out of the folder, and what lies behind it would be another's. */
async function findLink({files, folder}: OfflineSite, {pool, server}: RequestPlace): Promise<string | undefined> {
  for (const path of [pool, `${pool}/${server}`]) {
    if ((await files.look(join(folder, path)))?.link === true) return path;
  }
  return undefined;
}

function isLink(site: OfflineSite, path: string) {
  return problem('REQUEST_FOLDER_UNWRITABLE', {
    detail: `${showPath(site, path)} is a link; links are not followed here.`,
    help: `Make ${showPath(site, path)} a folder, then run the command again.`,
  });
}

/** Git puts CRLF at the ends of lines in a checkout on Windows; to CAs and people that is no difference. */
async function writeIfDifferent({files}: OfflineSite, path: string, text: string): Promise<void> {
  const there = await readText(files, path, 2 * Buffer.byteLength(text));
  if (there?.replaceAll('\r\n', '\n') !== text) await files.write(path, text, PUBLIC);
}

/** Undefined as well for what is no file, or larger than it should be: it is then replaced. */
async function readText(files: OfflineSite['files'], path: string, limit: number): Promise<string | undefined> {
  try {
    return (await files.read(path, limit))?.toString('utf8');
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'EFBIG' || code === 'EINVAL') return undefined;
    throw error;
  }
}
