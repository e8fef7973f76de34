import type {Scope} from '../../core/model/desired.ts';
import type {LayoutEntry, Role} from '../../core/model/role.ts';
import {byUsage, type Usage} from '../../core/model/usage.ts';
import type {Certificate, Document} from '../generated/document.ts';
import {layoutOf, scopeOf} from '../layout.ts';
import type {ValuePath} from '../loaded.ts';
import {type Layer, layer, setting} from './layers.ts';
import type {DeclaredPool, DeclaredServer} from './pools.ts';

/** The certificates of a deployment that declares none. */
const DEPLOYMENT_LAYOUT: readonly LayoutEntry[] = [{certificate: 'oauth', usages: ['OAuthTokenIssuer']}];

/** A certificate that is asked for, with every place that may set something about it, the nearest first. */
export interface DeclaredCertificate {
  readonly certificate: string;
  readonly scope: Scope;
  /** Of the servers that bear it; absent for the deployment's own certificates. */
  readonly role?: Role;
  /** In the order of assignment. */
  readonly usages: readonly Usage[];
  /** Its own entries, without the defaults. */
  readonly own: readonly Layer[];
  readonly layers: readonly Layer[];
  /** Its own entry nearest to the holder; what is around it when it has none. */
  readonly path: ValuePath;
}

/**
 * The certificates that each server has for itself: its settings over those of the pool over the defaults. Servers that
 * set nothing themselves get the very same objects, so that what follows from them is worked out once for all.
 */
export function certificatesOfServers(
  document: Document,
  declaredPool: DeclaredPool,
): readonly {readonly server: DeclaredServer; readonly certificates: readonly DeclaredCertificate[]}[] {
  const usual = certificatesIn(document, declaredPool, {scope: 'server', nearest: () => []});
  return declaredPool.servers.map(server => {
    const {certificates} = server.settings;
    if (certificates === undefined) return {server, certificates: usual};
    const nearest = (certificate: string) =>
      layer(certificates?.[certificate], [...server.path, 'certificates', certificate]);
    return {server, certificates: certificatesIn(document, declaredPool, {scope: 'server', nearest})};
  });
}

/** The certificates that all servers of a pool share: no server can change one. */
export function certificatesOfPool(document: Document, declaredPool: DeclaredPool): readonly DeclaredCertificate[] {
  return certificatesIn(document, declaredPool, {scope: 'pool', nearest: () => []});
}

function certificatesIn(
  document: Document,
  {pool, path}: DeclaredPool,
  {scope, nearest}: {readonly scope: 'server' | 'pool'; readonly nearest: (certificate: string) => readonly Layer[]},
): readonly DeclaredCertificate[] {
  const layout = layoutOf(pool);
  const defaults = [...layer(pool.defaults, [...path, 'defaults']), ...layer(document.defaults, ['defaults'])];
  return declaredNames(pool.certificates, layout)
    .filter(certificate => scopeOf(pool, certificate) === scope)
    .map(certificate => {
      const ofPool = layer(pool.certificates?.[certificate], [...path, 'certificates', certificate]);
      return declare(certificate, {
        scope,
        role: pool.role,
        own: [...nearest(certificate), ...ofPool],
        defaults,
        layout,
        around: path,
      });
    });
}

/** The certificates of the deployment as a whole. */
export function certificatesOfDeployment({deployment, defaults}: Document): readonly DeclaredCertificate[] {
  return declaredNames(deployment?.certificates, DEPLOYMENT_LAYOUT).map(certificate =>
    declare(certificate, {
      scope: 'global',
      own: layer(deployment?.certificates?.[certificate], ['deployment', 'certificates', certificate]),
      defaults: layer(defaults, ['defaults']),
      layout: DEPLOYMENT_LAYOUT,
      around: ['deployment'],
    }),
  );
}

function declaredNames(
  written: Readonly<Record<string, Certificate>> | undefined,
  layout: readonly LayoutEntry[],
): readonly string[] {
  return written === undefined ? layout.map(entry => entry.certificate) : Object.keys(written).sort();
}

function declare(
  certificate: string,
  from: {
    readonly scope: Scope;
    readonly role?: Role;
    readonly own: readonly Layer[];
    readonly defaults: readonly Layer[];
    readonly layout: readonly LayoutEntry[];
    readonly around: ValuePath;
  },
): DeclaredCertificate {
  const usual = from.layout.find(entry => entry.certificate === certificate)?.usages ?? [];
  const written = setting(from.own, settings => settings.usages);
  return {
    certificate,
    scope: from.scope,
    ...(from.role !== undefined && {role: from.role}),
    usages: [...new Set(written ?? usual)].sort(byUsage),
    own: from.own,
    layers: [...from.own, ...from.defaults],
    path: from.own[0]?.path ?? from.around,
  };
}
