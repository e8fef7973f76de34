import type {SimpleUrlHosts} from '../../core/names/topology.ts';
import type {Deployment, SimpleUrls} from '../generated/document.ts';
import type {DeclaredPool} from './pools.ts';

/** Hosts of simple URLs, in lower case and sorted. */
export function simpleUrlHosts({meet = [], dialin, admin}: SimpleUrls): SimpleUrlHosts {
  const [dialinHost, adminHost] = [hostOf(dialin), hostOf(admin)];
  return {
    meet: (typeof meet === 'string' ? [meet] : meet).flatMap(url => hostOf(url) ?? []).sort(),
    ...(dialinHost === undefined ? {} : {dialin: dialinHost}),
    ...(adminHost === undefined ? {} : {admin: adminHost}),
  };
}

/** The simple URLs of a pool's site, which take the place of all that the deployment has; undefined where it has none. */
export function siteSimpleUrls({pool: {site}}: DeclaredPool, {sites}: Deployment): SimpleUrlHosts | undefined {
  const simpleUrls = site === undefined ? undefined : sites?.[site]?.simpleUrls;
  return simpleUrls && {...simpleUrlHosts(simpleUrls), ...(site !== undefined && {site})};
}

/** The host of an https address, in lower case. Undefined for what is none; the rules have refused that. */
function hostOf(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  return new URL(address).hostname;
}
