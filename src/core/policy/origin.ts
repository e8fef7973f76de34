import {specDigest} from '../digest.ts';
import {isMarkedFor} from '../mark.ts';
import type {Finding} from '../model/finding.ts';
import {type CheckInput, drift} from './check.ts';
import {climb, isDeclaredRoot, withChain} from './climb.ts';
import {chainOf, isIssuedBy} from './issued-by.ts';
import {describeName} from './names.ts';

/** Whether the certificate comes from the declared authority. Nothing is said when that cannot be known. */
export function issuer(input: CheckInput): Finding | undefined {
  const {certificate, authority} = input;
  if (authority === undefined || !('ok' in authority.chain)) return undefined;
  const chain = authority.chain.ok;
  if (chain === 'made on first use') return otherIssuer(input);
  if (isIssuedBy(chain, certificate)) return undefined;
  if (input.issuers === undefined) return unknownIssuer(input, describeName(certificate.issuer));
  const end = climb(certificate, withChain(chain, input.issuers));
  if ('roots' in end) return end.roots.some(root => isDeclaredRoot(root, chain)) ? undefined : otherIssuer(input);
  // Some authorities' intermediates come with their answers alone: then a missing one says nothing about who issued.
  if (chain.pinned === undefined && chain.fromResponse !== true) return otherIssuer(input);
  return unknownIssuer(input, end.missing);
}

/** Neither good nor a reason for a request: unknown is not absent. */
function unknownIssuer({slot, issuers}: CheckInput, missing: string): Finding {
  const where =
    issuers === undefined ? 'is looked for in CA and Root, which could not be read' : 'is in neither CA nor Root';
  return drift('ISSUER_UNKNOWN', 'person', {
    expected: `a chain to the authority ${slot.spec.authority}`,
    actual: issuers === undefined ? `${missing} could not be looked for` : `${missing} is not in the stores`,
    message: `its issuer ${missing} ${where}, so it cannot be traced to the authority "${slot.spec.authority}"`,
  });
}

function otherIssuer({slot, certificate}: CheckInput): Finding {
  const actual = describeName(certificate.issuer);
  return drift('ISSUER', 'request', {
    expected: `authority ${slot.spec.authority}`,
    actual,
    message: `issued by ${actual}, which is not the authority "${slot.spec.authority}"`,
  });
}

/**
 * A certificate that was there before has no authority of ours: the server itself must be able to trust it, with what
 * it has or with what it is to be given of the chain of the slot's authority.
 */
export function chainInStores({slot, certificate, issuers, authority}: CheckInput): Finding | undefined {
  if (slot.use === undefined || issuers === undefined) return undefined;
  const chain = chainOf(authority);
  const trusted = chain === undefined ? issuers : withChain(chain, issuers);
  const end = climb(certificate, trusted);
  // One that issued itself leads to itself, which says nothing about whether it is trusted.
  if ('roots' in end && end.roots.some(root => trusted.some(one => one.thumbprint === root.thumbprint)))
    return undefined;
  const missing = 'missing' in end ? end.missing : describeName(certificate.issuer);
  return drift('CHAIN_MISSING', 'person', {
    expected: 'its chain in CA and Root',
    actual: `${missing} is missing`,
    message: `${missing}, which issued it or its issuer, is in neither CA nor Root of this server`,
  });
}

/** Only templates that name themselves (version 1) can be compared; the mark speaks for the others. */
export function template({slot, certificate}: CheckInput): Finding | undefined {
  const actual = certificate.template?.name;
  if (actual === undefined || actual === slot.spec.template) return undefined;
  return drift('TEMPLATE', 'request', {
    expected: slot.spec.template,
    actual,
    message: `issued under template ${actual}; declared is ${slot.spec.template}`,
  });
}

/** Our mark tells what was asked for: with another digest, something that the CA sees was declared otherwise then. */
export function requestedOtherwise({slot, certificate}: CheckInput): Finding | undefined {
  const {mark} = certificate;
  if (mark === undefined || isMarkedFor(mark, slot.spec)) return undefined;
  return drift('REQUESTED_OTHERWISE', 'request', {
    expected: specDigest(slot.spec).slice(0, 8),
    actual: mark.spec,
    message: 'it was requested under other settings (subject, names, key, purpose, signature, template or authority)',
  });
}
