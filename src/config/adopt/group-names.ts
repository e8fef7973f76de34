import type {Usage} from '../../core/model/usage.ts';

export interface NamedGroup {
  readonly certificate: string;
  readonly usages: readonly Usage[];
}

/** What people call a certificate that serves one usage and is in no usual layout. */
const SHORT: Readonly<Record<Usage, string>> = {
  Default: 'default',
  WebServicesInternal: 'web-internal',
  WebServicesExternal: 'web-external',
  Internal: 'internal',
  AccessEdgeExternal: 'access',
  DataEdgeExternal: 'web-conferencing',
  AudioVideoAuthentication: 'av',
  XmppServer: 'xmpp',
  ReverseProxy: 'external',
  OAuthTokenIssuer: 'oauth',
};

/** A name for each division of the usages: the one that it has already or usually, else by its first usage. */
export function nameGroups(groups: readonly (readonly Usage[])[], known: readonly NamedGroup[]): readonly NamedGroup[] {
  const taken = new Set<string>();
  return groups.map(usages => {
    const same = known.find(one => !taken.has(one.certificate) && isSame(one.usages, usages));
    const certificate = same?.certificate ?? freeName(usages, taken);
    taken.add(certificate);
    return {certificate, usages};
  });
}

const isSame = (a: readonly Usage[], b: readonly Usage[]): boolean =>
  a.length === b.length && a.every(usage => b.includes(usage));

function freeName([first = 'Default']: readonly Usage[], taken: ReadonlySet<string>): string {
  const short = SHORT[first];
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? short : `${short}${number}`;
    if (!taken.has(name)) return name;
  }
}
