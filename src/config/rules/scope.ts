import type {Diagnostic} from '../../core/diagnostic.ts';
import {ROLE_FACTS} from '../../core/model/role.ts';
import {scopeOf} from '../layout.ts';
import {type Complaint, complainAt, quote} from '../problem.ts';
import {withArticle} from './article.ts';
import type {Rule} from './rule.ts';
import {
  type CertificateEntry,
  deploymentCertificatesOf,
  type PoolEntry,
  poolCertificatesOf,
  poolsOf,
  serverCertificatesOf,
  serversOf,
} from './walk.ts';

/** Whether a certificate is shared is said once for the pool, where there is somebody to share it with. */
export const checkScope: Rule = ({document, places}) => {
  const pools = poolsOf(document);
  return [
    ...deploymentCertificatesOf(document),
    ...pools.flatMap(pool => [...poolCertificatesOf(pool), ...serverCertificatesOf(pool)]),
  ].flatMap((entry): Diagnostic[] => {
    const complaint = entry.certificate.scope === undefined ? undefined : judgeScope(entry);
    return complaint === undefined
      ? []
      : [complainAt(places, {...complaint, path: [...entry.path, 'scope'], what: 'value'})];
  });
};

function judgeScope(entry: CertificateEntry): Complaint | undefined {
  const {name, certificate, level, pool, usages = []} = entry;
  const refuse = (detail: string, help: string): Complaint => ({code: 'CFG_SCOPE', detail, help});
  const leave = 'leave "scope" out here';
  if (level === 'deployment' || pool === undefined) {
    return refuse(`${quote(name)} is one for the whole deployment, which the product itself replicates.`, leave);
  }
  if (level === 'server') return refuse(`Whether ${quote(name)} is shared is said for the whole pool.`, leave);
  if (certificate.scope === 'pool') {
    const {servers, title} = ROLE_FACTS[pool.pool.role];
    if (servers !== 'itself') return undefined;
    return refuse(
      `${withArticle('A', title)} is alone in its pool: there is nobody to share a certificate with.`,
      leave,
    );
  }
  return judgeSeparate(usages, pool);
}

/** "Plan for Edge Server certificates", Lync Server 2013 library; "General application activation", UCMA SDK. */
function judgeSeparate(usages: NonNullable<CertificateEntry['usages']>, pool: PoolEntry): Complaint | undefined {
  const servers = serversOf(pool).length;
  const help = 'leave "scope" out, or write pool';
  if (usages.includes('AudioVideoAuthentication')) {
    const severity = servers > 1 ? 'error' : 'warning';
    const detail =
      'Every server of an Edge pool has to accept the tokens that any other one signed for audio and video, ' +
      'so all need the same certificate for AudioVideoAuthentication with the same key.';
    const alone = ' Before a second one could join, a new certificate would be needed.';
    return {code: 'CFG_SCOPE', severity, detail: servers > 1 ? detail : detail + alone, help};
  }
  if (servers < 2) return undefined;
  const detail = usages.includes('Internal')
    ? 'The documentation of the product asks for one internal certificate that all servers of an Edge pool share.'
    : pool.pool.role === 'trustedApplication'
      ? 'The documentation of the product asks for one certificate that all computers of a trusted application pool use.'
      : undefined;
  if (detail === undefined) return undefined;
  return {code: 'CFG_SCOPE', severity: 'warning', detail, help};
}

/** A shared certificate has one key and one set of names: no server can have it otherwise. */
export const checkSharedOnServers: Rule = ({document, places}) =>
  poolsOf(document).flatMap(pool =>
    serverCertificatesOf(pool)
      .filter(({name, usages}) => usages !== undefined && scopeOf(pool.pool, name) === 'pool')
      .map(({name, path}) => {
        const detail = `All servers of ${quote(pool.name)} share the certificate ${quote(name)}, so it is the same on each.`;
        const help = 'write its settings below certificates of the pool, or give it scope: server there';
        return complainAt(places, {code: 'CFG_SHARED_ON_SERVER', path, detail, help});
      }),
  );

/** The other servers get a copy, key and all. */
export const checkSharedExportable: Rule = ({document, places}) =>
  poolsOf(document).flatMap(pool =>
    poolCertificatesOf(pool)
      .filter(({name, certificate}) => certificate.key?.exportable === false && scopeOf(pool.pool, name) === 'pool')
      .map(({name, path}) => {
        const detail = `The key of ${quote(name)} is made on one server and copied to the others of the pool, so it has to be exportable.`;
        const help = 'leave "exportable" out, or write true';
        const at = [...path, 'key', 'exportable'];
        return complainAt(places, {code: 'CFG_KEY_NOT_EXPORTABLE', path: at, what: 'value', detail, help});
      }),
  );
