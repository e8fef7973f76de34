/**
 * Usages: the `-Type` of the Cs cmdlets (Request-CsCertificate, Set-CsCertificate), and one for what the product does
 * not know: the listener of a reverse proxy.
 * The order of this list is the order in which assignments switch: internal before external, OAuth last.
 */
export const USAGES = [
  'Internal',
  'Default',
  'WebServicesInternal',
  'WebServicesExternal',
  'AccessEdgeExternal',
  'DataEdgeExternal',
  'AudioVideoAuthentication',
  'XmppServer',
  'ReverseProxy',
  'OAuthTokenIssuer',
] as const;

export type Usage = (typeof USAGES)[number];

/** The usages that the product assigns. Those of a reverse proxy are assigned by means of the proxy. */
export const PRODUCT_USAGES: readonly Usage[] = USAGES.filter(usage => usage !== 'ReverseProxy');

/** A global usage has one assignment for the deployment, which the product replicates to every server. */
export function isGlobal(usage: Usage): boolean {
  return usage === 'OAuthTokenIssuer';
}

/** Sorts usages into the order in which they are assigned and shown. */
export function byUsage(a: Usage, b: Usage): number {
  return USAGES.indexOf(a) - USAGES.indexOf(b);
}

/**
 * A usage as the product prints it: plain (`Default`) or as a URN (`urn:certref:Default`), in any letter case.
 * Returns undefined for a usage that cscert does not manage.
 */
export function parseUsage(text: string): Usage | undefined {
  const plain = text.replace(/^urn:certref:/i, '').toLowerCase();
  return PRODUCT_USAGES.find(usage => usage.toLowerCase() === plain);
}
