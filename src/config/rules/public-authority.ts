import type {Diagnostic} from '../../core/diagnostic.ts';
import type {Usage} from '../../core/model/usage.ts';
import {isForPublic, layoutOf} from '../layout.ts';
import type {ValuePath} from '../loaded.ts';
import {complainAt, quote} from '../problem.ts';
import type {Rule, RuleInput} from './rule.ts';
import {isWritten, type PoolEntry, poolCertificatesOf, poolsOf, serversOf} from './walk.ts';

/** Which of the defaults decides. */
type Default = 'authority' | 'publicAuthority';

/** Clients and partners outside meet the external certificates of an Edge, so an internal CA is no default for them. */
export const checkPublicAuthority: Rule = ({document, places}) =>
  poolsOf(document)
    .flatMap(entry => findInNeed(entry, 'publicAuthority', places))
    .map(({name, path}): Diagnostic => {
      const detail =
        `Clients and partners outside have to trust the certificate ${quote(name)}, ` +
        'and neither it nor the defaults say who issues what strangers trust.';
      const help = 'write defaults: {publicAuthority: NAME}, or authority: NAME on the certificate';
      return complainAt(places, {code: 'CFG_PUBLIC_AUTHORITY_NOT_CHOSEN', path, detail, help});
    });

interface PoolCertificate {
  readonly name: string;
  readonly usages: readonly Usage[];
  /** Its own, or that of the pool where nobody wrote it. */
  readonly path: ValuePath;
}

/** The certificates of a pool for which a default is missing: on one of its servers nothing nearer says who issues them. */
export function findInNeed(entry: PoolEntry, which: Default, places: RuleInput['places']): readonly PoolCertificate[] {
  if (hasDefault(entry, which, places)) return [];
  const hasPublic = hasDefault(entry, 'publicAuthority', places);
  const around = [...entry.path, 'certificates'];
  const written = serversOf(entry).map(({path}) => [...path, 'certificates']);
  // A pool that is its own server sets nothing for one server alone.
  const servers = written.length === 0 ? [around] : written;
  return certificatesIn(entry, places).filter(({name, usages}) => {
    const isPublic = isForPublic(usages);
    const says = (at: ValuePath, what: 'authority' | 'use') => isWritten(places, [...at, name, what]);
    if (says(around, 'authority') || (isPublic && hasPublic)) return false;
    return servers.some(at => {
      if (says(at, 'authority')) return false;
      // What exists is not issued, so that strangers need not trust whoever would.
      const isIssued = !says(around, 'use') && !says(at, 'use');
      return which === (isPublic && isIssued ? 'publicAuthority' : 'authority');
    });
  });
}

function hasDefault({path}: PoolEntry, which: Default, places: RuleInput['places']): boolean {
  return [[], path].some(around => isWritten(places, [...around, 'defaults', which]));
}

function certificatesIn(entry: PoolEntry, places: RuleInput['places']): readonly PoolCertificate[] {
  const {pool, path} = entry;
  return isWritten(places, [...path, 'certificates'])
    ? poolCertificatesOf(entry).map(({name, usages = [], path: own}) => ({name, usages, path: own}))
    : layoutOf(pool).map(({certificate, usages}) => ({name: certificate, usages, path}));
}
