import type {KeyObject} from 'node:crypto';
import type {Secret} from '../../core/secret.ts';
import {parseCertificate} from '../certificate.ts';
import {type Asn1, parseDer, readOid, readSequence, readSmallInteger, toBinary} from '../der.ts';
import {unlessBroken, X509Error} from '../error.ts';
import {label} from '../path-rules.ts';
import {type Item, inTag0, readBags, readOctets} from './bags.ts';
import {decrypt, type Opener} from './decrypt.ts';
import {Effort} from './effort.ts';
import {type Mac, macFits, readMac} from './mac.ts';
import {OID} from './oids.ts';
import {fingerprint, provePair, publicKeyOf} from './pair.ts';
import {passwordForms} from './password.ts';

/**
 * Reads PKCS#12 files (RFC 7292) as Windows, OpenSSL, Java and NSS write them. The outer layer is a MAC over a list of
 * parts; a part is plain or encrypted, and holds bags of keys and certificates. Nothing is taken out of a file before
 * its MAC has shown that the password is right and the parts are unchanged.
 */

/** Far above any real file. */
const MAX_BYTES = 4 * 1024 * 1024;

/** What a PFX holds, sorted out. */
export interface PfxContents {
  /** The first key that has its certificate here, else the first of all. */
  readonly key?: KeyObject;
  /** DER of the certificate that belongs to the key. */
  readonly certificate?: Buffer;
  /** DER of every other certificate, in the order of the file. */
  readonly others: readonly Buffer[];
  /** Of the certificate, else of the key. */
  readonly friendlyName?: string;
}

/**
 * Throws X509Error, and nothing else, when the file is broken or has several keys with their certificates, when the
 * password is wrong, when it was changed since it was written, or when it asks for something that is not supported; the
 * message tells which.
 */
export function readPfx(pfx: Uint8Array, password: Secret): PfxContents {
  if (pfx.length > MAX_BYTES) throw new X509Error(`the PFX is larger than ${MAX_BYTES} bytes`);
  const {contents, mac} = readOuter(pfx);
  const parts = readSequence(parseDer(toBinary(contents), 'the contents of the PFX'), 'the contents of the PFX');
  const effort = new Effort();
  const openers = passwordForms(password).map(form => ({password: form, effort}));
  const opener = openers.find(candidate => macFits(mac, contents, candidate));
  if (opener) return sort(parts.flatMap(part => readPart(part, opener)));
  // The MAC alone cannot tell a wrong password from changed contents; that a part opens to what it should be can.
  if (openers.some(candidate => parts.some(part => opens(part, candidate)))) {
    throw new X509Error('the PFX was changed after it was written: the password fits, the MAC does not');
  }
  throw new X509Error('the password does not open the PFX');
}

function readOuter(pfx: Uint8Array): {readonly contents: Buffer; readonly mac: Mac} {
  const [version, content, macNode] = readSequence(parseDer(toBinary(pfx), 'the PFX'), 'the PFX');
  if (readSmallInteger(version, 'the version of the PFX') !== 3)
    throw new X509Error('the PFX is of an unknown version');
  const [type, holder] = readSequence(content, 'the contents of the PFX');
  if (readOid(type, 'the type of the PFX') !== OID.data) {
    throw new X509Error('the PFX is sealed with a signature instead of a password, which is not supported');
  }
  if (macNode === undefined) throw new X509Error('the PFX has no MAC, so nobody can tell whether it was changed');
  const contents = readOctets(inTag0(holder, 'the contents of the PFX'), 'the contents of the PFX');
  return {contents, mac: readMac(macNode)};
}

/** A ContentInfo (RFC 2315 section 7) as the list of a PFX may hold it. */
function readPart(part: Asn1, opener: Opener): readonly Item[] {
  const [type, holder] = readSequence(part, 'a part of the PFX');
  const name = readOid(type, 'the type of a part');
  const value = inTag0(holder, 'a part of the PFX');
  switch (name) {
    case OID.data:
      return readBags(readOctets(value, 'a part of the PFX'), opener);
    case OID.encryptedData:
      return readBags(openPart(value, opener), opener);
    case OID.envelopedData:
      throw new X509Error('the PFX is protected for an account or a key instead of a password, which is not supported');
    default:
      throw new X509Error(`the PFX has a part of an unknown kind (${name})`);
  }
}

/** EncryptedData (RFC 2315 section 13). */
function openPart(value: Asn1 | undefined, opener: Opener): Buffer {
  const [, content] = readSequence(value, 'an encrypted part of the PFX');
  const [, algorithm, data] = readSequence(content, 'an encrypted part of the PFX');
  const what = 'an encrypted part of the PFX';
  return decrypt({algorithm, data: readOctets(data, what), what}, opener);
}

/** Whether there is something encrypted in the part that the password opens to what it should be. */
function opens(part: Asn1, opener: Opener): boolean {
  const holds = unlessBroken(() => {
    const [type] = readSequence(part, 'a part of the PFX');
    const items = readPart(part, opener);
    const encrypted = readOid(type, 'the type of a part') === OID.encryptedData;
    return encrypted || items.some(item => item.kind === 'key' && item.encrypted);
  });
  return holds === true;
}

/** Finds the pair of key and certificate. */
function sort(items: readonly Item[]): PfxContents {
  const keys = items.filter(item => item.kind === 'key');
  const certificates = items.filter(item => item.kind === 'certificate');
  const byKey = indexByKey(certificates);
  const pairs = keys.map(item => ({item, own: byKey.get(fingerprint(item.key) ?? '')}));
  refuseSeveral(new Set(pairs.flatMap(({own}) => own?.item ?? [])));
  const pair = pairs.find(({own}) => own !== undefined) ?? pairs[0];
  if (pair?.own) provePair(pair.item.key, pair.own.publicKey);
  const own = pair?.own?.item;
  const friendlyName = own?.friendlyName ?? pair?.item.friendlyName;
  return {
    ...(pair && {key: pair.item.key}),
    ...(own && {certificate: own.der}),
    others: certificates.filter(item => item !== own).map(({der}) => der),
    ...(friendlyName !== undefined && {friendlyName}),
  };
}

/** Which of them is meant, nobody can tell: to take the first would be a guess. */
function refuseSeveral(owned: ReadonlySet<CertificateItem>): void {
  if (owned.size < 2) return;
  const names = [...owned].map(
    ({der}) => unlessBroken(() => label(parseCertificate(der))) ?? 'a certificate that cannot be read',
  );
  throw new X509Error(
    `the PFX holds ${owned.size} private keys with their certificates, and only one can be meant: ${names.join('; ')}`,
  );
}

type CertificateItem = Extract<Item, {readonly kind: 'certificate'}>;

interface Keyed {
  readonly item: CertificateItem;
  readonly publicKey: KeyObject;
}

/** Where several certificates are of one key, the first counts. */
function indexByKey(certificates: readonly CertificateItem[]): ReadonlyMap<string, Keyed> {
  const index = new Map<string, Keyed>();
  for (const item of certificates) {
    const publicKey = publicKeyOf(item.der);
    const id = publicKey && fingerprint(publicKey);
    if (publicKey && id !== undefined && !index.has(id)) index.set(id, {item, publicKey});
  }
  return index;
}
