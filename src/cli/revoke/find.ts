import {digitsOf} from '../../config/thumbprint.ts';
import {parseAddress} from '../../core/address.ts';
import type {Diagnostic, Part} from '../../core/diagnostic.ts';
import type {Differences} from '../../core/diff/diff.ts';
import {isKnown} from '../../core/diff/member.ts';
import {groupBy} from '../../core/group.ts';
import type {Actual} from '../../core/model/actual.ts';
import type {CertificateFacts} from '../../core/model/certificate.ts';
import type {Slot} from '../../core/model/desired.ts';
import {describeName} from '../../core/policy/names.ts';
import {readCertificate} from '../../x509/facts.ts';
import {problem, unknownAddress} from '../problem.ts';
import type {Found} from '../show-certificate/place.ts';
import {ambiguousThumbprint, nothingThere, unknownThumbprint} from '../show-certificate/refusals.ts';
import {certificatesIn, withThumbprint} from '../show-certificate/search.ts';

/** What somebody wants to have revoked. */
export type Meant =
  | {readonly is: 'address'; readonly slot: Slot; readonly server?: string}
  /** Upper-case hex. */
  | {readonly is: 'thumbprint'; readonly digits: string};

const FEWEST_DIGITS = 8;
const SHA1_DIGITS = 40;

/** Hex digits are a thumbprint; everything else has to be an address, with `@server` for one member of a shared one. */
export function readMeant(text: string, slots: readonly Slot[]): Part<Meant> {
  const digits = digitsOf(text);
  if (/^[0-9A-F]+$/.test(digits)) {
    if (digits.length >= FEWEST_DIGITS && digits.length <= SHA1_DIGITS) return {ok: {is: 'thumbprint', digits}};
    return {
      problem: problem('THUMBPRINT_SHORT', 'A thumbprint needs more digits', {
        detail: `"${text}" has ${digits.length}; from ${FEWEST_DIGITS} to ${SHA1_DIGITS} say which certificate is meant.`,
        help: 'cscert inspect lists the first 8 digits of every certificate.',
      }),
    };
  }
  const [address = '', server] = text.toLowerCase().split('@');
  const slot = parseAddress(text) && slots.find(one => one.address === address);
  if (slot !== undefined && (server === undefined || slot.members.includes(server))) {
    return {ok: {is: 'address', slot, ...(server !== undefined && {server})}};
  }
  const known = slots.map(one => one.address);
  const detail = `"${text}" is no thumbprint and no certificate of the configuration.`;
  return {problem: unknownAddress(text, known, detail)};
}

/** The certificate that a slot's members use. */
export function inUseFor(
  {slot, server}: Extract<Meant, {is: 'address'}>,
  {differences, actual}: {readonly differences: Differences; readonly actual: Actual},
): Part<CertificateFacts> {
  const servers = new Set(server === undefined ? slot.members : [server]);
  const members = differences.slots.find(one => one.slot.address === slot.address)?.members ?? [];
  const used = new Set(
    members
      .filter(isKnown)
      .filter(one => servers.has(one.server))
      .flatMap(({assigned}) => Object.values(assigned)),
  );
  const found = certificatesIn(actual).filter(
    one => one.store === 'My' && servers.has(one.server) && used.has(one.certificate.thumbprint),
  );
  return onlyOne(found, {
    none: () => nothingThere(slot.address, [...servers]),
    several: places => severalInUse(slot.address, places),
  });
}

/** By thumbprint: on the servers, else among what authorities remember to have issued (`issued`, base64 DER). */
export function withDigits(digits: string, actual: Actual, issued: readonly string[]): Part<CertificateFacts> {
  const there = certificatesIn(actual);
  const all = there.filter(({certificate}) => !certificate.ca);
  const [ofCa] = withThumbprint(there, digits).filter(({certificate}) => certificate.ca);
  const remembered = issued.map(der => readCertificate(Buffer.from(der, 'base64')));
  return onlyOne(withThumbprint(all, digits), {
    none: () => fromRegister(digits, remembered, () => (ofCa ? certificateOfCa(ofCa) : unknownThumbprint(digits, all))),
    several: places => ambiguousThumbprint(digits, places),
  });
}

interface Otherwise {
  readonly none: () => Diagnostic | {readonly ok: CertificateFacts};
  readonly several: (found: ReadonlyMap<string, readonly Found[]>) => Diagnostic;
}

function onlyOne(found: readonly Found[], {none, several}: Otherwise): Part<CertificateFacts> {
  const places = groupBy(found, ({certificate}) => certificate.thumbprint);
  const [first, ...others] = [...places.values()].map(([place]) => place?.certificate);
  if (others.length > 0) return {problem: several(places)};
  if (first !== undefined) return {ok: first};
  const other = none();
  return 'ok' in other ? other : {problem: other};
}

/** A certificate may have left every server, and its key may have gone elsewhere. */
function fromRegister(
  digits: string,
  remembered: readonly CertificateFacts[],
  otherwise: () => Diagnostic,
): Diagnostic | {readonly ok: CertificateFacts} {
  const different = [...new Map(remembered.map(one => [one.thumbprint, one])).values()];
  const [only, ...others] = different;
  if (only === undefined) return otherwise();
  if (others.length === 0) return {ok: only};
  return problem('THUMBPRINT_AMBIGUOUS', 'Several certificates have this thumbprint', {
    detail: `Those that begin with ${digits} are ${different.map(({thumbprint}) => thumbprint).join(', ')}.`,
    help: 'give more of its digits',
  });
}

function certificateOfCa({server, store, certificate}: Found): Diagnostic {
  return problem('CERTIFICATE_OF_CA', 'The certificate is that of a CA', {
    detail: `${certificate.thumbprint} (${describeName(certificate.subject)}, in ${store} of ${server}) may issue certificates itself; cscert revokes those of servers alone.`,
    help: 'Whoever issued it can revoke it. After a theft begin with a new CA (docs/runbooks/moving-the-ca.md).',
  });
}

function severalInUse(address: string, found: ReadonlyMap<string, readonly Found[]>): Diagnostic {
  const lines = [...found].map(([thumbprint, places]) => {
    const subject = places[0] === undefined ? '' : describeName(places[0].certificate.subject);
    return `  ${thumbprint}  ${subject}, on ${places.map(({server}) => server).join(', ')}`;
  });
  return problem('REVOKE_SEVERAL', 'Several certificates are in use there', {
    detail: `${address} is served by more than one certificate:\n${lines.join('\n')}`,
    help: 'Give the thumbprint of the one that is meant.',
    address,
  });
}
