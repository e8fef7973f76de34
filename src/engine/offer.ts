import type {Diagnostic, Part} from '../core/diagnostic.ts';
import type {Actual, OfferedCertificate} from '../core/model/actual.ts';
import type {Slot} from '../core/model/desired.ts';
import type {Secret} from '../core/secret.ts';
import {X509Error} from '../x509/error.ts';
import {readCertificate, readThoseReadable} from '../x509/facts.ts';
import {readPfx} from '../x509/pkcs12/read.ts';

/** A PFX file that a slot names. */
export interface Offer {
  /** Base64. */
  readonly pfx: Secret;
  readonly password: Secret;
}

/** Reads the PFX file that a slot names with `use: {pfx: …}`. */
export type OpenOffer = (slot: Slot) => Promise<Part<Offer>>;

/** The certificates of the PFX files that slots name, for the plan: facts only, nothing of the key. */
export async function readOffers(slots: readonly Slot[], open: OpenOffer): Promise<NonNullable<Actual['offered']>> {
  const offering = slots.filter(slot => slot.use !== undefined && 'pfx' in slot.use);
  const read = offering.map(async slot => {
    const opened = await openAndRead(slot, open);
    return [slot.address, 'ok' in opened ? {ok: opened.ok.certificate} : opened] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

/** A PFX file and what is in it. */
export interface ReadOffer {
  readonly offer: Offer;
  readonly certificate: OfferedCertificate;
}

/** Opens the PFX file that a slot names; the problem says why it cannot be used. */
export async function openAndRead(slot: Slot, open: OpenOffer): Promise<Part<ReadOffer>> {
  const offer = await open(slot);
  if ('problem' in offer) return offer;
  try {
    const {key, certificate, others} = readPfx(Buffer.from(offer.ok.pfx.reveal(), 'base64'), offer.ok.password);
    if (key === undefined || certificate === undefined)
      return {problem: unusable(slot, 'it holds no private key together with its certificate')};
    const chain = readThoseReadable(others).filter(one => one.ca && !one.selfIssued);
    return {ok: {offer: offer.ok, certificate: {...readCertificate(certificate), chain}}};
  } catch (error) {
    if (error instanceof X509Error) return {problem: unusable(slot, error.message)};
    throw error;
  }
}

function unusable(slot: Slot, why: string): Diagnostic {
  const file = slot.use !== undefined && 'pfx' in slot.use ? slot.use.pfx : '';
  return {
    severity: 'error',
    code: 'PFX_UNUSABLE',
    summary: 'The PFX file cannot be used',
    detail: `${slot.address}: ${file}: ${why}.`,
    help: 'Export it again, with the private key, and give its password.',
    address: slot.address,
  };
}
