import {readMark} from '../../../core/mark.ts';
import type {CertificateFacts, StoredCertificate} from '../../../core/model/certificate.ts';
import {remember} from '../../../core/remember.ts';
import {X509Error} from '../../../x509/error.ts';
import {readCertificate} from '../../../x509/facts.ts';
import {nonsense} from '../problems.ts';
import type {JsonObject} from '../session/answer.ts';
import {bytesOf, flagOf, objectsOf, optionalText, textOf} from './shape.ts';

/** Servers have the same CA certificates: each is read once for all of them. */
const readOnce = remember((der: string) => readCertificate(Buffer.from(der, 'base64')), 512);

/** A certificate in a store, with the name that the store has for it, bracket and all. */
export interface Entry {
  readonly certificate: StoredCertificate;
  readonly storedName: string;
}

/** A certificate that Windows holds and that cannot be read here. */
export interface LeftOut {
  /** As Windows says it. */
  readonly thumbprint: string;
  readonly why: string;
}

/**
 * What a store holds. Its facts come from the certificates themselves. One that Windows holds but that cannot be read
 * here is left out: it is none that this product could use. Throws StepTrouble for an answer that is not about
 * certificates at all.
 */
export function parseEntries(
  value: unknown,
  store: string,
  leaveOut: (one: LeftOut) => void = () => {},
): readonly Entry[] {
  return objectsOf(value, `The store ${store}`).flatMap(one => {
    const facts = factsOf(one, store, leaveOut);
    return facts === undefined ? [] : [entryOf(one, facts, store)];
  });
}

function factsOf(one: JsonObject, store: string, leaveOut: (one: LeftOut) => void): CertificateFacts | undefined {
  const claimed = textOf(one['thumbprint'], `A thumbprint in ${store}`).toUpperCase();
  const der = bytesOf(one['der'], `The certificate ${claimed.slice(0, 40)} in ${store}`).toString('base64');
  try {
    const facts = readOnce(der);
    if (facts.thumbprint === claimed) return facts;
    throw nonsense(`The store ${store}: what is called ${claimed.slice(0, 40)} is ${facts.thumbprint}.`);
  } catch (error) {
    if (!(error instanceof X509Error)) throw error;
    leaveOut({thumbprint: claimed.slice(0, 40), why: error.message});
    return undefined;
  }
}

function entryOf(one: JsonObject, facts: CertificateFacts, store: string): Entry {
  const what = (name: string): string => `"${name}" of ${facts.thumbprint} in ${store}`;
  const storedName = optionalText(one['friendlyName'], what('friendlyName')) ?? '';
  const provider = optionalText(one['provider'], what('provider'));
  // A key that does not open, or is another's, is of no use to anybody.
  const hasPrivateKey = flagOf(one['hasPrivateKey'], what('hasPrivateKey')) && one['proved'] !== false;
  const {exportable} = one;
  const certificate: StoredCertificate = {
    ...facts,
    hasPrivateKey,
    ...(hasPrivateKey && typeof exportable === 'boolean' && {exportable}),
    ...(hasPrivateKey && provider !== undefined && {provider}),
    ...(storedName !== '' && readMark(storedName, facts.spki)),
  };
  return {certificate, storedName};
}
