/** Which keys a server may have: a file in the form of known_hosts (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT") or fingerprints. */
import {createHash, createHmac} from 'node:crypto';
import type {Address} from '../address.ts';

/** What is known of one server's keys. */
export interface KnownKeys {
  /** Kinds of the keys that are known, to ask for first; undefined where only a fingerprint is. */
  readonly types: readonly string[] | undefined;
  /** `unknown`: there is nothing to compare with. */
  judge(key: Buffer): 'good' | 'other' | 'revoked' | 'unknown';
}

interface Line {
  readonly revoked: boolean;
  readonly type: string;
  readonly key: string;
}

/** The keys that a known_hosts file has for a server, under its name or its address. */
export function keysIn(text: string, names: readonly Address[]): KnownKeys {
  const lines = text.split('\n').flatMap(line => parseLine(line, names));
  const good = lines.filter(({revoked}) => !revoked);
  return {
    types: good.length === 0 ? undefined : [...new Set(good.map(({type}) => type))],
    judge(key) {
      const same = lines.filter(line => line.key === key.toString('base64'));
      if (same.some(({revoked}) => revoked)) return 'revoked';
      if (same.length > 0) return 'good';
      return good.length === 0 ? 'unknown' : 'other';
    },
  };
}

/** The one key that has this fingerprint (`SHA256:…`); none where there is no fingerprint. */
export function keyWith(fingerprint: string | undefined): KnownKeys {
  const wanted = fingerprint?.replace(/=$/, '');
  return {
    types: undefined,
    judge(key) {
      if (wanted === undefined) return 'unknown';
      return fingerprintOf(key) === wanted ? 'good' : 'other';
    },
  };
}

/** As OpenSSH shows it. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The kind of a key as SSH names it: its first field (RFC 4253, 6.6). */
export function typeOf(key: Buffer): string {
  const length = key.length < 4 ? 0 : key.readUInt32BE(0);
  return length > 0 && length < 64 ? key.toString('latin1', 4, 4 + length) : 'unknown';
}

/** Nothing for a comment, for other servers, and for CAs, whose certificates are not asked for. */
function parseLine(line: string, names: readonly Address[]): readonly Line[] {
  const fields = line.trim().split(/\s+/);
  const marker = fields[0]?.startsWith('@') ? fields.shift() : undefined;
  const [hosts = '', type, key] = fields;
  if (hosts.startsWith('#') || type === undefined || key === undefined) return [];
  if (marker !== undefined && marker !== '@revoked') return [];
  const applies = names.some(name => matches(hosts, asWritten(name)));
  return applies ? [{revoked: marker !== undefined, type, key: Buffer.from(key, 'base64').toString('base64')}] : [];
}

const asWritten = ({host, port}: Address): string =>
  port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;

function matches(hosts: string, name: string): boolean {
  if (hosts.startsWith('|1|')) return matchesHash(hosts, name);
  const patterns = hosts.split(',').map(pattern => pattern.toLowerCase());
  const denied = patterns.some(pattern => pattern.startsWith('!') && fits(pattern.slice(1), name));
  return !denied && patterns.some(pattern => fits(pattern, name));
}

/** `|1|salt|hash`: HMAC-SHA1 of the name. */
function matchesHash(hosts: string, name: string): boolean {
  const [, , salt = '', hash = ''] = hosts.split('|');
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
}

function fits(pattern: string, name: string): boolean {
  const source = pattern
    .replaceAll(/[.+^$(){}|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(name);
}
