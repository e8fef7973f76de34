import {isIPv4} from 'node:net';
import type {DistinguishedName} from '../core/model/certificate.ts';
import {type Asn1, childrenOf, contentsOf, contextTag, fromBinary} from './der.ts';
import {readName, startsWithName} from './distinguished-name.ts';
import {NAME_TAG} from './general-name.ts';

/**
 * A name as name constraints compare it, with the exact bytes. The kinds that no constraint here can judge are `other`
 * with their tag: two of the same tag are comparable, but never known to match.
 */
export type ConstrainedName =
  | {readonly kind: 'dns' | 'email' | 'uri'; readonly text: string}
  | {readonly kind: 'ip'; readonly bytes: Buffer}
  | {readonly kind: 'directory'; readonly name: DistinguishedName}
  | {readonly kind: 'other'; readonly tag: number | undefined};

/** What a comparison says; `unknown` counts against the certificate. */
export type Match = boolean | 'unknown';

export function readConstrainedName(node: Asn1): ConstrainedName {
  const what = 'a name under constraints';
  const tag = contextTag(node);
  switch (tag) {
    case NAME_TAG.dns:
      return {kind: 'dns', text: contentsOf(node, what)};
    case NAME_TAG.email:
      return {kind: 'email', text: contentsOf(node, what)};
    case NAME_TAG.uri:
      return {kind: 'uri', text: contentsOf(node, what)};
    case NAME_TAG.ip:
      return {kind: 'ip', bytes: fromBinary(contentsOf(node, what))};
    case NAME_TAG.directory:
      return {kind: 'directory', name: readName(childrenOf(node, what)[0], what)};
    default:
      return {kind: 'other', tag};
  }
}

/** Whether a constraint is about names of this kind at all. */
export function isComparable(name: ConstrainedName, base: ConstrainedName): boolean {
  if (name.kind === 'other') return base.kind === 'other' && base.tag === name.tag;
  return name.kind === base.kind;
}

/** Whether a name lies below a base of the same kind (RFC 5280 section 4.2.1.10). */
export function liesBelow(name: ConstrainedName, base: ConstrainedName): Match {
  switch (name.kind) {
    case 'dns':
      return base.kind === 'dns' && dnsBelow(name.text.toLowerCase(), base.text.toLowerCase());
    case 'email':
      return base.kind === 'email' && mailBelow(name.text, base.text);
    case 'uri':
      return base.kind === 'uri' && uriBelow(name.text, base.text.toLowerCase());
    case 'ip':
      return base.kind === 'ip' && addressBelow(name.bytes, base.bytes);
    case 'directory':
      return base.kind === 'directory' && startsWithName(name.name, base.name);
    case 'other':
      return 'unknown';
  }
}

/** The empty base covers all; a leading dot, though not in the standard for DNS names, asks for a label more. */
function dnsBelow(name: string, base: string): boolean {
  if (base === '' || name === base) return true;
  return name.endsWith(base.startsWith('.') ? base : `.${base}`);
}

/** A base is a mailbox, a host, or with a leading dot all hosts of a domain. The part before the @ keeps its case. */
function mailBelow(address: string, base: string): Match {
  const at = address.lastIndexOf('@');
  if (at < 0) return 'unknown';
  const host = address.slice(at + 1).toLowerCase();
  if (base.startsWith('.')) return host.endsWith(base.toLowerCase());
  const baseAt = base.lastIndexOf('@');
  if (baseAt > 0 && base.slice(0, baseAt) !== address.slice(0, at)) return false;
  return host === base.slice(baseAt + 1).toLowerCase();
}

function uriBelow(uri: string, base: string): Match {
  const host = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#:@[\]]+)/.exec(uri)?.[1]?.toLowerCase();
  // A URI without a host name cannot be judged (RFC 5280: it is rejected).
  if (host === undefined || isIPv4(host)) return 'unknown';
  return base.startsWith('.') ? host.length > base.length && host.endsWith(base) : host === base;
}

/** A base is an address and a mask of the same length; IPv4 never lies in IPv6. */
function addressBelow(address: Buffer, base: Buffer): Match {
  if (![4, 16].includes(address.length) || ![8, 32].includes(base.length)) return 'unknown';
  if (base.length !== address.length * 2) return false;
  return address.every((byte, i) => {
    const mask = base[address.length + i] ?? 0;
    return (byte & mask) === ((base[i] ?? 0) & mask);
  });
}
