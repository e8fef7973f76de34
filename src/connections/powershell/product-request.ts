/**
 * What `Request-CsCertificate -New` is given: every choice of the Certificate Wizard that concerns the request itself
 * ("Configure certificates for servers", steps 8 to 13). The computer is the one on which it runs, so `-ComputerFqdn`
 * is left out: it would only have the central management store asked, which an Edge Server cannot reach. The CA, its
 * account and the template (steps 5 to 7) are told where the command itself hands the request in, under another account;
 * else the request is only made, and handed in with certreq.
 */
import type {CertificateSpec} from '../../core/model/desired.ts';
import type {Usage} from '../../core/model/usage.ts';

export interface ProductRequest {
  readonly spec: CertificateSpec;
  readonly usages: readonly Usage[];
  readonly friendlyName: string;
  /** Of the deployment, the default first. */
  readonly sipDomains: readonly string[];
}

/** The input of the verb `product-request`: null for what is not said. */
export function productParameters({spec, usages, friendlyName, sipDomains}: ProductRequest) {
  const {subject, key, eku} = spec;
  const names = spec.names.map(({value}) => value);
  // The common name is the command's own choice: a name that is given here is added to the others.
  const added = names.filter(name => name !== subject.commonName);
  return {
    usages,
    friendlyName,
    keySize: key.size,
    exportable: key.exportable,
    clientEku: eku.includes('clientAuth'),
    domainName: added.length === 0 ? null : added.join(','),
    allSipDomain: sipDomains.length > 1 && sipDomains.every(domain => names.includes(`sip.${domain}`)),
    organization: subject.organization ?? null,
    ou: subject.organizationalUnit ?? null,
    city: subject.city ?? null,
    state: subject.state ?? null,
    country: subject.country ?? null,
    ca: null,
  };
}
