/**
 * One attribute of a distinguished name, as written in the certificate: `CN`, `O`, … or a dotted OID. Where the value is
 * no text, the type is `OID.` and the dotted OID, and the value is `#` and the hex of its DER.
 */
export interface NameAttribute {
  readonly type: string;
  readonly value: string;
}

/** In the order of the encoding (country first, as most CAs write it, or common name first). */
export type DistinguishedName = readonly NameAttribute[];

/** An entry of the subject alternative name extension (RFC 5280 section 4.2.1.6). */
export interface GeneralName {
  readonly type: 'dns' | 'ip' | 'email' | 'uri' | 'upn' | 'directory' | 'other';
  readonly value: string;
}

/** Names of RFC 5280 section 4.2.1.3, in the order of its bits. */
export const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;

export type KeyUsage = (typeof KEY_USAGES)[number];

/** What a public key is. */
export interface KeyFacts {
  readonly algorithm: 'rsa' | 'rsa-pss' | 'ec' | 'ed25519' | 'ed448' | 'other';
  /** Bits: of the RSA modulus, or of the curve's field. 0 when unknown. */
  readonly size: number;
  /** The named curve of an EC key, e.g. `P-256`; a dotted OID when it has no common name. */
  readonly curve?: string;
}

/** How something was signed. */
export interface SignatureFacts {
  /** `pkcs1` is RSASSA-PKCS1-v1_5; `pss` is RSASSA-PSS, which the product does not support. */
  readonly scheme: 'pkcs1' | 'pss' | 'ecdsa' | 'eddsa' | 'other';
  /** Lower case, e.g. `sha256`; absent where the scheme fixes it or it is unknown. */
  readonly hash?: string;
  readonly oid: string;
}

/** A certificate template as AD CS writes it (1.3.6.1.4.1.311.20.2 for version 1, .21.7 for later ones). */
export interface TemplateFacts {
  readonly name?: string;
  readonly oid?: string;
}

/** What a certificate says of itself: read from its DER, never from what a store says about it. */
export interface CertificateFacts {
  /** SHA-1 of the DER, 40 upper-case hex digits, as Windows prints it. */
  readonly thumbprint: string;
  /** SHA-256 of the SubjectPublicKeyInfo, 64 lower-case hex digits: what a key, its request and its certificate share. */
  readonly spki: string;
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  /** Lower-case hex without leading zeros; a leading `-` for the negative serials that exist in the wild. */
  readonly serial: string;
  /** ISO 8601, UTC, to the second. */
  readonly notBefore: string;
  readonly notAfter: string;
  readonly names: readonly GeneralName[];
  readonly key: KeyFacts;
  readonly signature: SignatureFacts;
  /** OIDs; undefined when the extension is absent (any purpose). */
  readonly eku?: readonly string[];
  /** Undefined when the extension is absent (any use). */
  readonly keyUsage?: readonly KeyUsage[];
  readonly ca: boolean;
  readonly pathLength?: number;
  /** Lower-case hex of the key identifiers, where present. */
  readonly subjectKeyId?: string;
  readonly authorityKeyId?: string;
  readonly template?: TemplateFacts;
  /** Whether subject and issuer are the same name. */
  readonly selfIssued: boolean;
  /** The original bytes, base64 without line breaks. */
  readonly der: string;
}

/**
 * Our mark, kept in the bracket at the end of the stored friendly name:
 * `[cscert <8 hex of the key's hash> <8 hex of the specDigest> <ticket>]`.
 */
export interface Mark {
  readonly spki: string;
  readonly spec: string;
  readonly ticket?: string;
}

/** A certificate in a holder's store: its facts and what the store knows about it. */
export interface StoredCertificate extends CertificateFacts {
  readonly hasPrivateKey: boolean;
  /** Undefined when there is no key or the holder cannot tell. */
  readonly exportable?: boolean;
  /** The key's provider, e.g. `Microsoft RSA SChannel Cryptographic Provider`; undefined when the holder has none. */
  readonly provider?: string;
  /** Without our bracket. */
  readonly friendlyName?: string;
  readonly mark?: Mark;
}

/** The purposes that can be declared (RFC 5280 section 4.2.1.12). */
export const EKU_OIDS = {serverAuth: '1.3.6.1.5.5.7.3.1', clientAuth: '1.3.6.1.5.5.7.3.2'} as const;

export type Eku = keyof typeof EKU_OIDS;
