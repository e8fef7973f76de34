import {isIP, isIPv4} from 'node:net';
import {detach} from '../core/detach.ts';
import type {GeneralName} from '../core/model/certificate.ts';
import {remember} from '../core/remember.ts';
import {
  type Asn1,
  childrenOf,
  contentsOf,
  contextTag,
  fromBinary,
  oidFromBytes,
  readOid,
  TAG,
  toBinary,
  toHex,
} from './der.ts';
import {encodeDer, implicit, oid, tagged, text} from './der-write.ts';
import {formatName, readName} from './distinguished-name.ts';
import {X509Error} from './error.ts';
import {escapeControls, readText} from './text.ts';

const UPN = '1.3.6.1.4.1.311.20.2.3';

/** Tags of GeneralName (RFC 5280 section 4.2.1.6). */
export const NAME_TAG = {other: 0, email: 1, dns: 2, directory: 4, uri: 6, ip: 7, registeredId: 8} as const;

/** Certificates of a deployment have most of their names in common: each is kept once. */
const dnsName = remember((contents): GeneralName => ({type: 'dns', value: detach(escapeControls(contents))}), 2000);

/** An entry of a GeneralNames sequence. What has no type of its own is `other`, with its bytes in hex. */
export function readGeneralName(node: Asn1): GeneralName {
  const what = 'an alternative name';
  switch (contextTag(node)) {
    case NAME_TAG.dns:
      return dnsName(contentsOf(node, what));
    case NAME_TAG.ip:
      return addressName(contentsOf(node, what));
    case NAME_TAG.email:
      return {type: 'email', value: escapeControls(contentsOf(node, what))};
    case NAME_TAG.uri:
      return {type: 'uri', value: escapeControls(contentsOf(node, what))};
    case NAME_TAG.other:
      return otherName(childrenOf(node, what));
    case NAME_TAG.directory:
      return {type: 'directory', value: formatName(readName(childrenOf(node, what)[0], what))};
    case NAME_TAG.registeredId:
      return {type: 'other', value: oidFromBytes(contentsOf(node, what), what)};
    case undefined:
      throw new X509Error(`${what} has no type`);
    default:
      return {type: 'other', value: encodeDer(node).toString('hex')};
  }
}

/** The kinds of names that servers are asked for by; the others are only read. */
export function writeGeneralName(name: GeneralName): Asn1 {
  switch (name.type) {
    case 'dns':
      return implicit(NAME_TAG.dns, ascii(name.value));
    case 'email':
      return implicit(NAME_TAG.email, ascii(name.value));
    case 'uri':
      return implicit(NAME_TAG.uri, ascii(name.value));
    case 'ip':
      return implicit(NAME_TAG.ip, toBinary(addressBytes(name.value)));
    case 'upn':
      return tagged(NAME_TAG.other, oid(UPN), tagged(0, text(TAG.utf8String, name.value)));
    case 'directory':
    case 'other':
      throw new X509Error(`an alternative name of type ${name.type} can be read, not written`);
  }
}

/** The text of an address of 4 or 16 bytes, IPv6 in the shortest form (RFC 5952); undefined for any other length. */
export function formatAddress(bytes: Uint8Array): string | undefined {
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.length !== 16) return undefined;
  const groups = Array.from({length: 8}, (_, i) =>
    Buffer.from(bytes)
      .readUInt16BE(i * 2)
      .toString(16),
  );
  return shorten(groups);
}

/** The 4 or 16 bytes of an address. */
function addressBytes(address: string): Buffer {
  if (isIP(address) === 0 || address.includes('%')) throw new X509Error(`"${address}" is not an IP address`);
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  const plain = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...quad: string[]) => {
    const [a, b, c, d] = quad.map(Number);
    return `${pair(a, b)}:${pair(c, d)}`;
  });
  const [head = '', tail] = plain.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({length: 8 - before.length - after.length}, () => '0');
  const bytes = Buffer.alloc(16);
  [...before, ...zeros, ...after].forEach((group, i) => {
    bytes.writeUInt16BE(Number.parseInt(group, 16), i * 2);
  });
  return bytes;
}

function pair(high = 0, low = 0): string {
  return (high * 256 + low).toString(16);
}

/** Puts `::` for the first of the longest runs of two zero groups or more. */
function shorten(groups: readonly string[]): string {
  let best = {start: 0, length: 1};
  for (let start = 0; start < 8; start += 1) {
    let length = 0;
    while (groups[start + length] === '0') length += 1;
    if (length > best.length) best = {start, length};
  }
  if (best.length < 2) return groups.join(':');
  return `${groups.slice(0, best.start).join(':')}::${groups.slice(best.start + best.length).join(':')}`;
}

function addressName(contents: string): GeneralName {
  const address = formatAddress(fromBinary(contents));
  return address === undefined ? {type: 'other', value: toHex(contents)} : {type: 'ip', value: address};
}

function otherName(parts: readonly Asn1[]): GeneralName {
  const type = readOid(parts[0], 'the type of an alternative name');
  const holder = parts[1];
  if (contextTag(holder) !== 0 || holder === undefined) throw new X509Error('an alternative name has no value');
  const value = childrenOf(holder, 'an alternative name')[0];
  if (value === undefined) throw new X509Error('an alternative name has no value');
  if (type === UPN) return {type: 'upn', value: escapeControls(readText(value, 'a user principal name'))};
  return {type: 'other', value: `${type}:${encodeDer(value).toString('hex')}`};
}

function ascii(value: string): string {
  if (!/^[\x21-\x7e]+$/.test(value)) throw new X509Error(`the name ${JSON.stringify(value)} is not plain ASCII`);
  return value;
}
