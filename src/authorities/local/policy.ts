/** What a profile lets a request have. Each rule answers with the reason for a refusal, and with what to write. */
import {EKU_OIDS, type Eku, type KeyUsage} from '../../core/model/certificate.ts';
import type {RequestFacts} from '../../x509/request.ts';
import type {Profile} from './settings.ts';

const MIN_RSA_BITS = 2048;
const DNS_NAME =
  /^(?=.{1,253}$)(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
const ALLOWED_KEY_USAGES: readonly KeyUsage[] = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
];

interface Question {
  readonly request: RequestFacts;
  readonly profile: Profile;
  /** The authority's name in the configuration. */
  readonly authority: string;
}

type Rule = (question: Question) => string | undefined;

/** The first reason to refuse; undefined when the request may have what it asks for. */
export function refusal(question: Question): string | undefined {
  for (const rule of RULES) {
    const reason = rule(question);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

const isSigned: Rule = ({request}) =>
  request.signatureValid ? undefined : 'The request is not signed with the key that it is for. Make a new request.';

const keyIsStrong: Rule = ({request: {key}}) => {
  if (key.algorithm === 'rsa' && key.size >= MIN_RSA_BITS) return undefined;
  const what = `${key.algorithm.toUpperCase()} of ${key.size} bits`;
  return `The key is ${what}; the rule is RSA of at least ${MIN_RSA_BITS} bits. Write key: {size: ${MIN_RSA_BITS}}.`;
};

const hasOnlyDnsNames: Rule = ({request: {names}}) => {
  if (names.length === 0) return 'The request names no DNS name, and no client would accept its certificate.';
  const other = names.find(({type, value}) => type !== 'dns' || !DNS_NAME.test(value));
  return (
    other && `The name ${JSON.stringify(other.value)} (${other.type}) is not a DNS name, and only such are issued.`
  );
};

/** Clients of today ignore the common name; one that is not among the names would promise what the names do not. */
const commonNameIsAName: Rule = ({request: {subject, names}}) => {
  const known = names.map(({value}) => value.toLowerCase());
  const stray = subject.find(({type, value}) => type === 'CN' && !known.includes(value.toLowerCase()));
  return stray && `The common name ${JSON.stringify(stray.value)} is not among the names. Add it to names.`;
};

const namesAreAllowed: Rule = ({request, profile, authority}) => {
  const {names: patterns} = profile;
  if (patterns === undefined) return undefined;
  const stranger = request.names.find(({value}) => !patterns.some(pattern => covers(pattern, value.toLowerCase())));
  return (
    stranger &&
    `Profile ${profile.name} does not allow the name ${stranger.value}; it allows ${patterns.join(', ')}. ` +
      `Add it to authorities.${authority}.profiles.${profile.name}.names, or leave the name out of the certificate.`
  );
};

function covers(pattern: string, name: string): boolean {
  return pattern.startsWith('*.') ? name.endsWith(pattern.slice(1)) : name === pattern;
}

const ekuIsAllowed: Rule = ({request, profile, authority}) => {
  const stranger = request.eku?.find(oid => !profile.eku.some(eku => EKU_OIDS[eku] === oid));
  if (stranger === undefined) return undefined;
  const known = Object.keys(EKU_OIDS).find(eku => EKU_OIDS[eku as Eku] === stranger);
  const where = `authorities.${authority}.profiles.${profile.name}.eku`;
  const advice = known ? `Add ${known} to ${where}, or take it out of eku.` : 'Take it out of the request.';
  return `Profile ${profile.name} does not allow the extended key usage ${known ?? stranger}; it allows ${profile.eku.join(', ')}. ${advice}`;
};

const keyUsageIsAllowed: Rule = ({request}) => {
  const stranger = request.keyUsage?.find(usage => !ALLOWED_KEY_USAGES.includes(usage));
  return stranger && `The key usage ${stranger} is not given to servers; ${ALLOWED_KEY_USAGES.join(', ')} are.`;
};

const RULES: readonly Rule[] = [
  isSigned,
  keyIsStrong,
  hasOnlyDnsNames,
  commonNameIsAName,
  namesAreAllowed,
  ekuIsAllowed,
  keyUsageIsAllowed,
];
