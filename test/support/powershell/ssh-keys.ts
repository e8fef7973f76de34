import {execFile} from 'node:child_process';
import {createHash} from 'node:crypto';
import {promisify} from 'node:util';

/** Makes an Ed25519 key without a passphrase at that path, and its public half beside it as `.pub`. */
export async function makeKey(path: string): Promise<void> {
  await promisify(execFile)('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'cscert-test', '-f', path]);
}

/** The fingerprint of a public key as OpenSSH shows it. The key: `ssh-ed25519 AAAA… comment`. */
export function fingerprintOf(publicKey: string): string {
  const blob = Buffer.from(publicKey.split(' ')[1] ?? '', 'base64');
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}
