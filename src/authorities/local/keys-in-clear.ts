import {join} from 'node:path';
import type {Diagnostic} from '../../core/diagnostic.ts';
import {isEncryptedKey} from '../../x509/key.ts';
import {AUTHORITY_FOLDER, FILE_LIMIT} from './ca-folder.ts';
import {problem} from './problems.ts';
import type {LocalSite} from './settings.ts';

/**
 * A passphrase encrypts what is made with it. A CA that was made without one goes on signing with keys in clear, and
 * whoever declares a passphrase later would believe them safe. The key of the root may lie elsewhere. Undefined where
 * no passphrase is declared or every key is encrypted.
 */
export async function keysInClear(site: LocalSite): Promise<Diagnostic | undefined> {
  if (site.protection.kind === 'none') return undefined;
  const names = ['issuing.key', 'root.key'];
  const found = await Promise.all(names.map(name => isInClear(site, name)));
  const clear = names.filter((_, at) => found[at]).map(name => `${site.shown}/${AUTHORITY_FOLDER}/${name}`);
  if (clear.length === 0) return undefined;
  const commands = clear.map(path => `openssl pkey -aes256 -in ${path} -out ${path}.new && mv ${path}.new ${path}`);
  return {
    ...problem('AUTHORITY_KEY_IN_CLEAR', {
      detail: `authorities.${site.name}.passphrase is declared, but ${clear.join(' and ')} ${clear.length === 1 ? 'was' : 'were'} made without it.`,
      help: `Encrypt with that passphrase: ${commands.join(' ; ')}. Who could read the old ${clear.length === 1 ? 'file' : 'files'}, also in a backup, has the CA all the same.`,
    }),
    severity: 'warning',
  };
}

/** What cannot be read is told when it is opened, and a plan needs no key. */
async function isInClear({host, folder}: LocalSite, name: string): Promise<boolean> {
  try {
    const text = (await host.files.read(join(folder, AUTHORITY_FOLDER, name), FILE_LIMIT))?.toString('utf8') ?? '';
    return text.includes('PRIVATE KEY-----') && !isEncryptedKey(text);
  } catch {
    return false;
  }
}
