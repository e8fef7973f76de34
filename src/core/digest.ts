import {hash} from 'node:crypto';
import type {CertificateSpec} from './model/desired.ts';

/** SHA-256 of a text's UTF-8 bytes, 64 lower-case hex digits. */
export function sha256Hex(text: string): string {
  return hash('sha256', text, 'hex');
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
 * The order of names and usages does not count. A change of the form must change `form`.
 */
export function specDigest(spec: CertificateSpec): string {
  return sha256Hex(
    canonicalJson({
      form: 1,
      subject: spec.subject,
      names: [...new Set(spec.names.map(name => name.value))].sort(),
      key: {algorithm: spec.key.algorithm, size: spec.key.size, exportable: spec.key.exportable},
      eku: [...new Set(spec.eku)].sort(),
      keyUsage: [...new Set(spec.keyUsage)].sort(),
      signature: spec.signature,
      template: spec.template,
      authority: spec.authority,
    }),
  );
}

const isString = (value: unknown): boolean => typeof value === 'string';

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
