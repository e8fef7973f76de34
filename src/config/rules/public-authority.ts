import type {Diagnostic} from '../../core/diagnostic.ts';
import {isForPublic, layoutOf} from '../layout.ts';
import type {ValuePath} from '../loaded.ts';
import {complainAt, quote} from '../problem.ts';
import type {Rule, RuleInput} from './rule.ts';
import {
  type CertificateEntry,
  isNamedByServers,
  isWritten,
  type PoolEntry,
  poolCertificatesOf,
  poolsOf,
} from './walk.ts';

/** Whether strangers have to trust a certificate that is yet to be issued: then the general default does not do. */
export function needsPublicAuthority({
  certificate,
  usages = [],
}: Pick<CertificateEntry, 'certificate' | 'usages'>): boolean {
  return certificate.use === undefined && isForPublic(usages);
}

/** Clients and partners outside meet the external certificates of an Edge, so an internal CA is no default for them. */
export const checkPublicAuthority: Rule = ({document, places}) => {
  if (isWritten(places, ['defaults', 'publicAuthority'])) return [];
  return poolsOf(document)
    .filter(({path}) => !isWritten(places, [...path, 'defaults', 'publicAuthority']))
    .flatMap(entry => findWithout(entry, places))
    .map(({name, path}): Diagnostic => {
      const detail =
        `Clients and partners outside have to trust the certificate ${quote(name)}, ` +
        'and neither it nor the defaults say who issues what strangers trust.';
      const help = 'write defaults: {publicAuthority: NAME}, or authority: NAME on the certificate';
      return complainAt(places, {code: 'CFG_PUBLIC_AUTHORITY_NOT_CHOSEN', path, detail, help});
    });
};

function findWithout(
  entry: PoolEntry,
  places: RuleInput['places'],
): readonly {readonly name: string; readonly path: ValuePath}[] {
  const {pool, path} = entry;
  if (!isWritten(places, [...path, 'certificates'])) {
    const usual = layoutOf(pool).filter(({usages}) => isForPublic(usages));
    return usual.map(({certificate}) => ({name: certificate, path}));
  }
  return poolCertificatesOf(entry)
    .filter(needsPublicAuthority)
    .filter(one => !isWritten(places, [...one.path, 'authority']) && !isNamedByServers(entry, one.name, places));
}
