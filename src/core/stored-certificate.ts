import type {CertificateFacts, StoredCertificate} from './model/certificate.ts';

/** What a store knows about a certificate besides what the certificate says of itself. */
export type StoreFacts = Omit<StoredCertificate, keyof CertificateFacts>;

/**
 * A certificate as it lies in a store. Its fields are written out, because an object that is made by spreading more than a
 * dozen fields is a dictionary to V8, and every check on it is several times slower; a plan makes tens of thousands of them.
 */
export function storedCertificate(facts: CertificateFacts, store: StoreFacts): StoredCertificate {
  const {eku, keyUsage, pathLength, subjectKeyId, authorityKeyId, template} = facts;
  const {exportable, provider, friendlyName, mark} = store;
  const stored: {-readonly [F in keyof StoredCertificate]: StoredCertificate[F]} = {
    thumbprint: facts.thumbprint,
    spki: facts.spki,
    subject: facts.subject,
    issuer: facts.issuer,
    serial: facts.serial,
    notBefore: facts.notBefore,
    notAfter: facts.notAfter,
    names: facts.names,
    key: facts.key,
    signature: facts.signature,
    ca: facts.ca,
    selfIssued: facts.selfIssued,
    der: facts.der,
    hasPrivateKey: store.hasPrivateKey,
  };
  if (eku !== undefined) stored.eku = eku;
  if (keyUsage !== undefined) stored.keyUsage = keyUsage;
  if (pathLength !== undefined) stored.pathLength = pathLength;
  if (subjectKeyId !== undefined) stored.subjectKeyId = subjectKeyId;
  if (authorityKeyId !== undefined) stored.authorityKeyId = authorityKeyId;
  if (template !== undefined) stored.template = template;
  if (exportable !== undefined) stored.exportable = exportable;
  if (provider !== undefined) stored.provider = provider;
  if (friendlyName !== undefined) stored.friendlyName = friendlyName;
  if (mark !== undefined) stored.mark = mark;
  return stored;
}
