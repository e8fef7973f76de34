import type {KeyObject} from 'node:crypto';
import {type CertificateFacts, EKU_OIDS} from '../../core/model/certificate.ts';
import type {SignatureHash} from '../../core/model/desired.ts';
import type {Random} from '../../engine/ports/host.ts';
import {
  authorityKeyIdentifier,
  basicConstraints,
  type Extension,
  extKeyUsage,
  keyIdentifier,
  keyUsage,
  subjectAltName,
  subjectKeyIdentifier,
  templateName,
} from '../../x509/extensions.ts';
import {signCertificate} from '../../x509/issue.ts';
import type {RequestFacts} from '../../x509/request.ts';
import {BACKDATE_MS, makeSerial, toSeconds} from './serial-and-time.ts';
import type {Profile} from './settings.ts';

export interface LeafInput {
  readonly request: RequestFacts;
  readonly profile: Profile;
  readonly hash: SignatureHash;
  readonly issuer: {readonly facts: CertificateFacts; readonly key: KeyObject};
  readonly now: Date;
  readonly random: Random;
}

/** A server's certificate: as asked for, within the lifetime of its issuer. */
export function signLeaf({request, profile, hash, issuer, now, random}: LeafInput): Buffer {
  const {facts} = issuer;
  return signCertificate({
    serial: makeSerial(random),
    subject: request.subject,
    issuer: facts.subject,
    publicKeyDer: request.publicKeyDer,
    notBefore: toSeconds(Math.max(now.getTime() - BACKDATE_MS, Date.parse(facts.notBefore))),
    notAfter: toSeconds(Math.min(now.getTime() + profile.validityMs, Date.parse(facts.notAfter))),
    extensions: leafExtensions(request, profile, facts),
    key: issuer.key,
    hash,
  });
}

/** A request that asks for no usage gets the profile's: without the extension it would be good for everything. */
function leafExtensions(request: RequestFacts, profile: Profile, issuer: CertificateFacts): readonly Extension[] {
  return [
    basicConstraints({ca: false}),
    keyUsage(request.keyUsage ?? ['digitalSignature', 'keyEncipherment']),
    extKeyUsage(request.eku ?? profile.eku.map(eku => EKU_OIDS[eku])),
    subjectAltName(request.names, request.subject.length === 0),
    subjectKeyIdentifier(keyIdentifier(request.publicKeyDer)),
    ...(issuer.subjectKeyId === undefined ? [] : [authorityKeyIdentifier(issuer.subjectKeyId)]),
    templateName(profile.name),
  ];
}
