import type {Actual} from '../../core/model/actual.ts';
import type {StoredCertificate} from '../../core/model/certificate.ts';
import type {ServerId} from '../../core/model/desired.ts';
import {climb, isDeclaredRoot, mayHaveIssued, withChain} from '../../core/policy/climb.ts';
import type {LoadedDocument} from '../loaded.ts';
import {authorityOf} from '../resolve/authority.ts';
import {layer} from '../resolve/layers.ts';
import {poolNamed} from '../resolve/pools.ts';
import type {Found} from './found.ts';

interface Issued {
  readonly found: Found;
  readonly server?: ServerId;
  readonly certificate: StoredCertificate;
}

/**
 * The authority to write for a certificate: among the declared ones the one that issued it, and none where that is the
 * one that holds anyway. Where none did, any is right, for nothing will be asked of it; one has to be named all the same.
 */
export function issuingAuthority(
  issued: Issued,
  {
    loaded,
    actual,
    written,
  }: {
    readonly loaded: LoadedDocument;
    readonly actual: Actual;
    readonly written: string | undefined;
  },
): string | undefined {
  const {found, certificate} = issued;
  const {document} = loaded;
  const pool = found.pool === undefined ? undefined : poolNamed(document, found.pool);
  const layers = [...layer(pool?.pool.defaults, []), ...layer(document.defaults, [])];
  const inherited = authorityOf({own: [], layers, usages: found.usages}, loaded)?.name;
  const names = [written, inherited, ...Object.keys(document.authorities ?? {})].filter(name => name !== undefined);
  const on = issued.server ?? found.members.find(server => found.stored.get(server) === certificate);
  const issuer = names.find(name => hasIssued(certificate, {name, actual, on}));
  const chosen = issuer ?? written ?? inherited ?? names[0];
  return chosen === inherited ? undefined : chosen;
}

function hasIssued(
  certificate: StoredCertificate,
  {name, actual, on}: {readonly name: string; readonly actual: Actual; readonly on: ServerId | undefined},
): boolean {
  const state = actual.authorities[name];
  if (state === undefined || !('ok' in state.chain) || state.chain.ok === 'made on first use') return false;
  const chain = state.chain.ok;
  if ([...chain.intermediates, ...chain.roots].some(one => mayHaveIssued(one, certificate))) return true;
  const part = on === undefined ? undefined : actual.holders[on];
  if (part === undefined || !('ok' in part)) return false;
  const {CA, Root} = part.ok.stores;
  if (!('ok' in CA) || !('ok' in Root)) return false;
  const end = climb(certificate, withChain(chain, [...CA.ok, ...Root.ok]));
  return 'roots' in end && end.roots.some(root => isDeclaredRoot(root, chain));
}
