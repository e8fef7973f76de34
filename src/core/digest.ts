import {hash} from 'node:crypto';
import type {CertificateSpec, SubjectSpec} from './model/desired.ts';
import {rememberEach, rememberLast} from './remember.ts';

/** SHA-256 of bytes, or of a text's UTF-8 bytes, 64 lower-case hex digits. */
export function sha256Hex(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex');
}

/**
 * JSON with one spelling for each value: object keys sorted by UTF-16 code units, no white space, absent where
 * undefined (the order of RFC 8785). Throws on what JSON cannot say and on instances of classes: to digest one
 * is a mistake in the program, and a secret must never come this far.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) {
    return value.every(isString) ? JSON.stringify(value) : `[${value.map(canonicalJson).join(',')}]`;
  }
  if (isPlainObject(value)) {
    let members = '';
    for (const key of Object.keys(value).sort()) {
      const member = value[key];
      if (member === undefined) continue;
      members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
    }
    return `{${members}}`;
  }
  throw new TypeError(`Not a JSON value: ${Object.prototype.toString.call(value)}`);
}

/**
 * What a request was made for, 64 hex digits: tells whether an answer still fits what is declared.
 * It covers what the CA sees, and whether the key is exportable, for only a new key can change that.
 * Friendly name and renewal are not in it: editing them must not drop a request that waits for approval.
 * The order of names and usages does not count. A change of the form must change `form`. Worked out when it is
 * asked for: to check a configuration takes none, and to plan one for each slot, whose members are looked at one by one.
 */
export const specDigest = rememberLast((spec: CertificateSpec): string => {
  const {subject} = spec;
  // The keys stand in their order, so that plain JSON is the canonical one; a plan of 10,000 servers asks 30,000 times.
  const names = JSON.stringify(asSet(spec.names.map(name => name.value)));
  const owner = JSON.stringify({
    city: subject.city,
    commonName: subject.commonName,
    country: subject.country,
    organization: subject.organization,
    organizationalUnit: subject.organizationalUnit,
    state: subject.state,
  } satisfies Record<keyof SubjectSpec, string | undefined>);
  return sha256Hex(
    `{"authority":${JSON.stringify(spec.authority)},"eku":${setText(spec.eku)},"form":1,"key":${keyText(spec.key)},"keyUsage":${setText(spec.keyUsage)},"names":${names},"signature":"${spec.signature}","subject":${owner},"template":${JSON.stringify(spec.template)}}`,
  );
});

// What certificates that were declared once have in common is one object of theirs (config/resolve/spec.ts).
const keyText = rememberEach(({algorithm, exportable, size}: CertificateSpec['key']) =>
  JSON.stringify({algorithm, exportable, size}),
);
const setText = rememberEach((texts: readonly string[]) => JSON.stringify(asSet(texts)));

const asSet = (texts: readonly string[]): readonly string[] =>
  isAscending(texts) ? texts : withoutDoubles(texts.toSorted());

const withoutDoubles = (texts: readonly string[]): readonly string[] =>
  isAscending(texts) ? texts : [...new Set(texts)];

function isAscending(texts: readonly string[]): boolean {
  for (let at = 1; at < texts.length; at++) if ((texts[at - 1] ?? '') >= (texts[at] ?? '')) return false;
  return true;
}

const isString = (value: unknown): boolean => typeof value === 'string';

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
