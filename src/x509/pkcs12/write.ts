import {createHash, type KeyObject} from 'node:crypto';
import type {Secret} from '../../core/secret.ts';
import {type Asn1, TAG, toBinary} from '../der.ts';
import {encodeDer, implicit, octetString, oid, sequence, setOf, smallNumber, tagged, text} from '../der-write.ts';
import {X509Error} from '../error.ts';
import {encrypt, type PfxProfile, type Protection} from './encrypt.ts';
import {writeMac} from './mac.ts';
import {OID} from './oids.ts';
import {provePair, publicKeyOf} from './pair.ts';
import {newPassword} from './password.ts';

/** The one provider whose keys every version of the product can use; Lync 2013 knows no key of the newer kind (CNG). */
const WINDOWS_PROVIDER = 'Microsoft RSA SChannel Cryptographic Provider';

/** What a PFX is made of. */
export interface PfxInput {
  /** Private: RSA or EC. */
  readonly key: KeyObject;
  /** DER of the certificate that the key belongs to. */
  readonly certificate: Uint8Array;
  /** DER of its issuers, nearest first. */
  readonly chain: readonly Uint8Array[];
  /** Not empty. */
  readonly password: Secret;
  readonly profile: PfxProfile;
  readonly friendlyName?: string;
  /** Where Windows is to keep the key; in `windows-legacy` the SChannel provider for RSA, else left to Windows. */
  readonly provider?: string;
  /** Fresh random bytes. */
  readonly random: (bytes: number) => Buffer;
}

/**
 * A PKCS#12 file (RFC 7292), with key and certificates encrypted and all of it sealed. Throws X509Error when the key
 * is not the certificate's, and for a password that is empty or that programs would not agree about.
 */
export async function writePfx(input: PfxInput): Promise<Buffer> {
  const {key, certificate, chain, profile, random} = input;
  checkPair(key, certificate);
  const protection: Protection = {profile, random, password: newPassword(input.password)};
  const ownAttributes = attributesOf(input);
  const issuers = chain.filter(der => !Buffer.from(der).equals(certificate));
  const certificates = [
    certificateBag(certificate, ownAttributes),
    ...issuers.map(issuer => certificateBag(issuer, [])),
  ];
  const keyBag = await shroudedKeyBag(key, [...ownAttributes, ...providerAttributes(input)], protection);
  const contents = encodeDer(
    sequence(await encryptedPart(sequence(...certificates), protection), dataPart(sequence(keyBag))),
  );
  return encodeDer(
    sequence(smallNumber(3), sequence(oid(OID.data), tagged(0, octetString(contents))), writeMac(contents, protection)),
  );
}

function checkPair(key: KeyObject, certificate: Uint8Array): void {
  if (key.type !== 'private') throw new X509Error('a PFX needs a private key');
  const publicKey = publicKeyOf(certificate);
  if (publicKey === undefined) throw new X509Error('the certificate for the PFX cannot be read');
  provePair(key, publicKey);
}

/** What key and certificate have in common: the name for people, and the hash that ties the one to the other. */
function attributesOf({certificate, friendlyName}: PfxInput): readonly Asn1[] {
  const id = createHash('sha1').update(certificate).digest();
  const name = friendlyName === undefined ? [] : [attribute(OID.friendlyName, text(TAG.bmpString, friendlyName))];
  return [...name, attribute(OID.localKeyId, octetString(id))];
}

function providerAttributes({key, profile, provider}: PfxInput): readonly Asn1[] {
  const usual = profile === 'windows-legacy' && key.asymmetricKeyType === 'rsa' ? WINDOWS_PROVIDER : undefined;
  const name = provider ?? usual;
  return name === undefined ? [] : [attribute(OID.provider, text(TAG.bmpString, name))];
}

function attribute(type: string, value: Asn1): Asn1 {
  return sequence(oid(type), setOf(value));
}

function bag(type: string, value: Asn1, attributes: readonly Asn1[]): Asn1 {
  return sequence(oid(type), tagged(0, value), ...(attributes.length > 0 ? [setOf(...attributes)] : []));
}

function certificateBag(der: Uint8Array, attributes: readonly Asn1[]): Asn1 {
  return bag(OID.certificateBag, sequence(oid(OID.x509Certificate), tagged(0, octetString(der))), attributes);
}

async function shroudedKeyBag(key: KeyObject, attributes: readonly Asn1[], protection: Protection): Promise<Asn1> {
  const plain = key.export({type: 'pkcs8', format: 'der'});
  const {algorithm, data} = await encrypt(plain, protection);
  plain.fill(0);
  return bag(OID.shroudedKeyBag, sequence(algorithm, octetString(data)), attributes);
}

function dataPart(bags: Asn1): Asn1 {
  return sequence(oid(OID.data), tagged(0, octetString(encodeDer(bags))));
}

async function encryptedPart(bags: Asn1, protection: Protection): Promise<Asn1> {
  const {algorithm, data} = await encrypt(encodeDer(bags), protection);
  const content = sequence(oid(OID.data), algorithm, implicit(0, toBinary(data)));
  return sequence(oid(OID.encryptedData), tagged(0, sequence(smallNumber(0), content)));
}
