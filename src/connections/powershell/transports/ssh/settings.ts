/** From what the configuration says of ssh to what a connection needs. */
import {isAbsolute, join} from 'node:path';
import type {ServerId} from '../../../../core/model/desired.ts';
import type {Secret} from '../../../../core/secret.ts';
import {codeOf} from '../../../../core/system-error.ts';
import type {Host} from '../../../../engine/ports/host.ts';
import type {SshIdentity} from '../../../../engine/ports/ssh.ts';
import {Trouble} from '../../problems.ts';
import type {PowerShellSettings} from '../../settings.ts';
import type {Address} from '../address.ts';
import {type KnownKeys, keysIn, keyWith} from './known-hosts.ts';

export interface SshPlace {
  readonly settings: NonNullable<PowerShellSettings['ssh']>;
  /** Absolute; relative paths start there. */
  readonly base: string;
  readonly host: Pick<Host, 'files' | 'environment'>;
  readonly passphrase: Secret | undefined;
}

/** Where the agent of Windows listens. */
const WINDOWS_AGENT = '\\\\.\\pipe\\openssh-ssh-agent';
/** Of a key; a known_hosts file of a large site has some megabytes. */
const LARGEST_KEY = 64 * 1024;
const LARGEST_LIST = 16 * 1024 * 1024;

/** The account to log in with. Throws Trouble. */
export function userOf({settings, host: {environment}}: SshPlace): string {
  const user = settings.user ?? environment['USER'] ?? environment['USERNAME'] ?? environment['LOGNAME'];
  if (user !== undefined) return user;
  throw new Trouble('SSH_IDENTITY_UNUSABLE', {
    detail: 'Nothing says with which account to log in.',
    help: 'Set ssh.user of the connection.',
  });
}

/** What to log in with. Rejects with Trouble. */
export async function identityOf(place: SshPlace): Promise<SshIdentity> {
  const {settings, host, base, passphrase} = place;
  const {identity = 'agent'} = settings;
  if (identity !== 'agent') {
    const path = isAbsolute(identity) ? identity : join(base, identity);
    return {privateKey: await readFor(host, path, LARGEST_KEY, 'SSH_IDENTITY_UNUSABLE'), passphrase};
  }
  const {SSH_AUTH_SOCK: socket, OS: system} = host.environment;
  if (socket !== undefined && socket !== '') return {agent: socket};
  if (system === 'Windows_NT') return {agent: WINDOWS_AGENT};
  throw new Trouble('SSH_IDENTITY_UNUSABLE', {
    detail: 'There is no SSH agent: SSH_AUTH_SOCK is not set.',
    help: 'Start an agent and add a key (ssh-add), or name the file of a private key in ssh.identity.',
  });
}

/** The keys that this server may have. Rejects with Trouble. */
export async function keysOf(place: SshPlace, server: ServerId, address: Address): Promise<KnownKeys> {
  const {settings, host, base} = place;
  const {hostKeys} = settings;
  if (hostKeys !== undefined && typeof hostKeys !== 'string') return keyWith(hostKeys[server]);
  const home = host.environment['HOME'] ?? host.environment['USERPROFILE'];
  const path = hostKeys ?? (home === undefined ? undefined : join(home, '.ssh', 'known_hosts'));
  if (path === undefined) return keyWith(undefined);
  const text = await readFor(
    host,
    isAbsolute(path) ? path : join(base, path),
    LARGEST_LIST,
    'SSH_HOST_KEYS_UNREADABLE',
  );
  return keysIn(text.toString('utf8'), [{...address, host: server}, address]);
}

async function readFor(
  {files}: Pick<Host, 'files'>,
  path: string,
  limit: number,
  code: 'SSH_IDENTITY_UNUSABLE' | 'SSH_HOST_KEYS_UNREADABLE',
): Promise<Buffer> {
  const help = 'Correct the settings below ssh of the connection, or put the file there, readable for this account.';
  try {
    const data = await files.read(path, limit);
    if (data !== undefined) return data;
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    throw new Trouble(code, {detail: `${path} cannot be read: the system says ${codeOf(error)}.`, help});
  }
  throw new Trouble(code, {detail: `There is no ${path}.`, help});
}
