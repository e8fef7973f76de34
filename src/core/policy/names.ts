import type {DistinguishedName, GeneralName} from '../model/certificate.ts';
import type {SubjectSpec} from '../model/desired.ts';
import type {Finding} from '../model/finding.ts';
import {showControls} from '../unsafe-text.ts';
import {type CheckInput, drift} from './check.ts';

/** The subject's attributes in the order in which people write them. */
const SUBJECT_FIELDS = [
  {type: 'CN', field: 'commonName'},
  {type: 'OU', field: 'organizationalUnit'},
  {type: 'O', field: 'organization'},
  {type: 'L', field: 'city'},
  {type: 'ST', field: 'state'},
  {type: 'C', field: 'country'},
] as const satisfies readonly {readonly type: string; readonly field: keyof SubjectSpec}[];

/** `CN=fe01.contoso.com, O=Contoso`, with only what is declared. */
export function describeSubject(subject: SubjectSpec): string {
  return declaredAttributes(subject)
    .map(([type, value]) => `${type}=${value}`)
    .join(', ');
}

/** The attributes of a subject that are declared, in that order: short name and value. */
export function declaredAttributes(subject: SubjectSpec): readonly (readonly [type: string, value: string])[] {
  return SUBJECT_FIELDS.flatMap(({type, field}) => {
    const value = subject[field];
    return value ? [[type, value] as const] : [];
  });
}

const described = new WeakMap<DistinguishedName, string>();

/**
 * The same form for a certificate's subject, on one line; attributes that cannot be declared follow in their own order.
 */
export function describeName(name: DistinguishedName): string {
  const before = described.get(name);
  if (before !== undefined) return before;
  const text = describe(name);
  // Where a store is full of CAs, each name is compared with very many others.
  described.set(name, text);
  return text;
}

function describe(name: DistinguishedName): string {
  const rank = (type: string): number => SUBJECT_FIELDS.findIndex(known => known.type === type) >>> 0;
  const sorted = name.toSorted((a, b) => rank(a.type) - rank(b.type));
  return sorted.map(({type, value}) => `${type}=${showControls(value)}`).join(', ') || '(empty)';
}

/** Whether two names are described alike. Mostly they are alike attribute by attribute, which is told much sooner. */
export function describedAlike(a: DistinguishedName, b: DistinguishedName): boolean {
  const alike = a.length === b.length && a.every(({type, value}, at) => b[at]?.type === type && b[at].value === value);
  return alike || describeName(a) === describeName(b);
}

/** Host names compare without letter case (RFC 5280 section 7.2); everything else as written. */
function isSameValue(type: string, a: string, b: string): boolean {
  return a === b || (type === 'CN' && a.toLowerCase() === b.toLowerCase());
}

export function subject({slot, certificate}: CheckInput): Finding | undefined {
  if (isSubject(certificate.subject, slot.spec.subject)) return undefined;
  const expected = describeSubject(slot.spec.subject);
  const actual = describeName(certificate.subject);
  return drift('SUBJECT', 'request', {expected, actual, message: `the subject is ${actual}; declared is ${expected}`});
}

/**
 * Whether a subject is the declared one, in whatever order it stands. Declared types differ from each other, so that as
 * many attributes of which each is declared are the same ones.
 */
export function isSubject(present: DistinguishedName, declared: SubjectSpec): boolean {
  let count = 0;
  for (const {type, field} of SUBJECT_FIELDS) {
    const value = declared[field];
    if (!value) continue;
    if (!present.some(one => one.type === type && isSameValue(type, one.value, value))) return false;
    count += 1;
  }
  return count === present.length;
}

/** Mostly a certificate has just the declared names in their order, which is told much sooner than by sets. */
function areAsDeclared({slot, certificate: {names}}: CheckInput): boolean {
  const declared = slot.spec.names;
  return (
    names.length === declared.length &&
    names.every(({type, value}, at) => type === 'dns' && value === declared[at]?.value)
  );
}

/** DNS names in lower case; anything else with its type, so that it never equals a host name. */
export function comparableNames(names: readonly GeneralName[]): readonly string[] {
  return names.map(({type, value}) => (type === 'dns' ? value.toLowerCase() : `${type}:${value}`));
}

export function namesMissing(input: CheckInput): Finding | undefined {
  if (areAsDeclared(input)) return undefined;
  const present = new Set(comparableNames(input.certificate.names));
  const missing = input.slot.spec.names.map(name => name.value).filter(name => !present.has(name));
  if (missing.length === 0) return undefined;
  const list = missing.join(', ');
  return drift('NAMES_MISSING', 'request', {
    expected: list,
    actual: 'not in the certificate',
    message: `${missing.length} of ${input.slot.spec.names.length} names missing: ${list}`,
  });
}

export function namesSurplus(input: CheckInput): Finding | undefined {
  if (areAsDeclared(input)) return undefined;
  const wanted = new Set(input.slot.spec.names.map(name => name.value));
  const surplus = [...new Set(comparableNames(input.certificate.names))].filter(name => !wanted.has(name));
  if (surplus.length === 0) return undefined;
  const list = surplus.map(showControls).join(', ');
  return drift('NAMES_SURPLUS', 'request', {
    expected: 'only declared names',
    actual: list,
    message: `${surplus.length} ${surplus.length === 1 ? 'name' : 'names'} not declared: ${list}`,
  });
}
