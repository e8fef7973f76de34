import {type LayoutEntry, ROLE_FACTS} from '../../core/model/role.ts';
import {byUsage, type Usage} from '../../core/model/usage.ts';
import type {Certificate, Document} from '../generated/document.ts';
import type {ValuePath} from '../loaded.ts';
import {type Layer, layer, pick} from './layers.ts';
import type {DeclaredPool, DeclaredServer} from './pools.ts';

/** The certificates of a deployment that declares none. */
export const DEPLOYMENT_LAYOUT: readonly LayoutEntry[] = [{certificate: 'oauth', usages: ['OAuthTokenIssuer']}];

/** A certificate that is asked for, with every place that may set something about it, the nearest first. */
export interface DeclaredCertificate {
  readonly certificate: string;
  /** In the order of assignment. */
  readonly usages: readonly Usage[];
  /** Its own entries, without the defaults. */
  readonly own: readonly Layer[];
  readonly layers: readonly Layer[];
  /** Its own entry nearest to the holder; what is around it when it has none. */
  readonly path: ValuePath;
}

/** The certificates of one server: its own settings over those of the pool over the defaults of the pool and in general. */
export function certificatesOfServer(
  document: Document,
  {pool, path}: DeclaredPool,
  server: DeclaredServer,
): readonly DeclaredCertificate[] {
  const {layout} = ROLE_FACTS[pool.role];
  return declaredNames(pool.certificates, layout).map(certificate => {
    const own = [
      ...layer(server.settings.certificates?.[certificate], [...server.path, 'certificates', certificate]),
      ...layer(pool.certificates?.[certificate], [...path, 'certificates', certificate]),
    ];
    const defaults = [...layer(pool.defaults, [...path, 'defaults']), ...layer(document.defaults, ['defaults'])];
    return declare(certificate, {own, defaults, layout, around: path});
  });
}

/** The certificates of the deployment as a whole. */
export function certificatesOfDeployment({deployment, defaults}: Document): readonly DeclaredCertificate[] {
  return declaredNames(deployment?.certificates, DEPLOYMENT_LAYOUT).map(certificate =>
    declare(certificate, {
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
    readonly own: readonly Layer[];
    readonly defaults: readonly Layer[];
    readonly layout: readonly LayoutEntry[];
    readonly around: ValuePath;
  },
): DeclaredCertificate {
  const usual = from.layout.find(entry => entry.certificate === certificate)?.usages ?? [];
  const written = pick(from.own, ['usages'], settings => settings.usages)?.value;
  return {
    certificate,
    usages: [...new Set(written ?? usual)].sort(byUsage),
    own: from.own,
    layers: [...from.own, ...from.defaults],
    path: from.own[0]?.path ?? from.around,
  };
}
