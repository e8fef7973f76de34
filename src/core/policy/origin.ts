import type {Finding} from '../model/finding.ts';
import {type CheckInput, drift} from './check.ts';
import {climb, isDeclaredRoot, mayHaveIssued} from './climb.ts';
import {describeName} from './names.ts';

/** Whether the certificate comes from the declared authority. Nothing is said when its chain could not be read. */
export function issuer(input: CheckInput): Finding | undefined {
  const {slot, certificate, authority} = input;
  if (authority === undefined || !('ok' in authority.chain)) return undefined;
  const chain = authority.chain.ok;
  if (chain === 'made on first use') return otherIssuer(input);
  const own = [...chain.intermediates, ...chain.roots];
  if (own.some(candidate => mayHaveIssued(candidate, certificate))) return undefined;
  const end = climb(certificate, [...own, ...input.issuers]);
  if ('root' in end) return isDeclaredRoot(end.root, chain) ? undefined : otherIssuer(input);
  // Some authorities' intermediates come with their answers alone: then a missing one says nothing about who issued.
  if (chain.pinned === undefined && chain.fromResponse !== true) return otherIssuer(input);
  return drift('ISSUER_UNKNOWN', 'person', {
    expected: `a chain to the authority ${slot.spec.authority}`,
    actual: `${end.missing} is not in the stores`,
    message: `its issuer ${end.missing} is in neither CA nor Root, so it cannot be traced to the authority "${slot.spec.authority}"`,
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

/** A certificate that was there before has no authority of ours: the server itself must be able to trust it. */
export function chainInStores({slot, certificate, issuers}: CheckInput): Finding | undefined {
  if (slot.use === undefined) return undefined;
  const end = climb(certificate, issuers);
  if ('root' in end) return undefined;
  return drift('CHAIN_MISSING', 'person', {
    expected: 'its chain in CA and Root',
    actual: `${end.missing} is missing`,
    message: `${end.missing}, which issued it or its issuer, is in neither CA nor Root of this server`,
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
  if (mark === undefined || slot.specDigest.startsWith(mark.spec)) return undefined;
  return drift('REQUESTED_OTHERWISE', 'request', {
    expected: slot.specDigest.slice(0, 8),
    actual: mark.spec,
    message: 'it was requested under other settings (subject, names, key, purpose, signature, template or authority)',
  });
}
