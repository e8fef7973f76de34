/** What somebody should know of the files with the CA's keys. It keeps nobody from working, so both are warnings. */
import {join} from 'node:path';
import type {Diagnostic} from '../../core/diagnostic.ts';
import {isEncryptedKey} from '../../x509/key.ts';
import {AUTHORITY_FOLDER, FILE_LIMIT} from './ca-folder.ts';
import {type ProblemCode, problem} from './problems.ts';
import type {LocalSite} from './settings.ts';

export async function remarksOnKeys(site: LocalSite): Promise<readonly Diagnostic[]> {
  return [...(await keysExposed(site)), ...(await keysInClear(site))];
}

/** They are made for their owner alone, but a folder can be copied, unpacked or checked out with other modes. */
async function keysExposed(site: LocalSite): Promise<readonly Diagnostic[]> {
  const open = await keysThat(site, path => site.host.files.isExposed(path));
  return remark('AUTHORITY_KEY_EXPOSED', open, {
    detail: `Every account of this system can read ${open.join(' and ')}; whoever has that, and its passphrase if it has one, can issue what your servers trust.`,
    help: `Close the folder to them: chmod -R go= ${site.shown}. If somebody may have read it, begin with a new CA (docs/runbooks/moving-the-ca.md).`,
  });
}

/**
 * A passphrase encrypts what is made with it. A CA that was made without one goes on signing with keys in clear, and
 * whoever declares a passphrase later would believe them safe. The key of the root may lie elsewhere.
 */
async function keysInClear(site: LocalSite): Promise<readonly Diagnostic[]> {
  if (site.protection.kind === 'none') return [];
  const clear = await keysThat(site, path => isInClear(site, path));
  const [were, files] = clear.length === 1 ? ['was', 'file'] : ['were', 'files'];
  const commands = clear.map(path => `openssl pkey -aes256 -in ${path} -out ${path}.new && mv ${path}.new ${path}`);
  return remark('AUTHORITY_KEY_IN_CLEAR', clear, {
    detail: `authorities.${site.name}.passphrase is declared, but ${clear.join(' and ')} ${were} made without it.`,
    help: `Encrypt with that passphrase: ${commands.join(' ; ')}. Who could read the old ${files}, also in a backup, has the CA all the same.`,
  });
}

/** The key files, as they are shown, of which something holds. */
async function keysThat(site: LocalSite, holds: (path: string) => Promise<boolean>): Promise<readonly string[]> {
  const names = ['issuing.key', 'root.key'];
  const found = await Promise.all(names.map(name => holds(join(site.folder, AUTHORITY_FOLDER, name))));
  return names.filter((_, at) => found[at]).map(name => `${site.shown}/${AUTHORITY_FOLDER}/${name}`);
}

/** A warning, where it is about any. */
function remark(
  code: ProblemCode,
  keys: readonly string[],
  text: {readonly detail: string; readonly help: string},
): readonly Diagnostic[] {
  return keys.length === 0 ? [] : [{...problem(code, text), severity: 'warning'}];
}

/** What cannot be read is told when it is opened, and a plan needs no key. */
async function isInClear({host}: LocalSite, path: string): Promise<boolean> {
  try {
    const text = (await host.files.read(path, FILE_LIMIT))?.toString('utf8') ?? '';
    return text.includes('PRIVATE KEY-----') && !isEncryptedKey(text);
  } catch {
    return false;
  }
}
