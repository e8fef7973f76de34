import type {KeyObject} from 'node:crypto';
import type {DistinguishedName} from '../core/model/certificate.ts';
import type {SignatureHash} from '../core/model/desired.ts';
import {wholeBytes} from '../core/whole-bytes.ts';
import type {Asn1} from './der.ts';
import {encodeDer, enumerated, sequence, smallNumber, tagged, unsignedInteger} from './der-write.ts';
import {writeName} from './distinguished-name.ts';
import {authorityKeyIdentifier, type Extension, writeExtensions} from './extensions.ts';
import {signatureAlgorithm, signed} from './signing.ts';
import {writeTime} from './time.ts';

const CRL_NUMBER = '2.5.29.20';
const REASON_CODE = '2.5.29.21';

/** One certificate on the list. */
export interface RevokedSerial {
  /** Lower-case hex, positive. */
  readonly serial: string;
  readonly at: Date;
  /** CRLReason; 0 is left out, as RFC 5280 section 5.3.1 wants it. */
  readonly reason: number;
}

/** Everything that a list says, and the key that signs it. */
export interface CrlInput {
  readonly issuer: DistinguishedName;
  /** The issuer's subject key identifier, lower-case hex. */
  readonly issuerKeyId: string | undefined;
  /** Grows with every list (RFC 5280 section 5.2.3). */
  readonly number: number;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly revoked: readonly RevokedSerial[];
  /** The issuer's. */
  readonly key: KeyObject;
  readonly hash: SignatureHash;
}

/** A complete certificate revocation list, version 2, DER (RFC 5280 section 5). */
export function signCrl(input: CrlInput): Buffer {
  const {issuer, issuerKeyId, number, thisUpdate, nextUpdate, revoked, key, hash} = input;
  const body = sequence(
    smallNumber(1),
    signatureAlgorithm(key, hash),
    writeName(issuer),
    writeTime(thisUpdate),
    writeTime(nextUpdate),
    // The list of none must be absent, not empty (section 5.1.2.6).
    ...(revoked.length === 0 ? [] : [sequence(...revoked.map(entry))]),
    tagged(
      0,
      writeExtensions([
        ...(issuerKeyId === undefined ? [] : [authorityKeyIdentifier(issuerKeyId)]),
        plain(CRL_NUMBER, smallNumber(number)),
      ]),
    ),
  );
  return signed(body, key, hash);
}

function entry({serial, at, reason}: RevokedSerial): Asn1 {
  const more = reason === 0 ? [] : [writeExtensions([plain(REASON_CODE, enumerated(reason))])];
  return sequence(unsignedInteger(Buffer.from(wholeBytes(serial), 'hex')), writeTime(at), ...more);
}

function plain(oid: string, value: Asn1): Extension {
  return {oid, critical: false, value: encodeDer(value)};
}
