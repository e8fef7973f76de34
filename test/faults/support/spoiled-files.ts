import {createHash, generateKeyPairSync} from 'node:crypto';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Asn1} from '../../../src/x509/der.ts';
import {encodeDer, octetString, oid, sequence, smallNumber, unsignedInteger} from '../../../src/x509/der-write.ts';
import {basicConstraints, type Extension} from '../../../src/x509/extensions.ts';
import {signCertificate} from '../../../src/x509/issue.ts';
import {publicKeyDer, spkiHash} from '../../../src/x509/key.ts';
import {encodePem} from '../../../src/x509/pem.ts';

export const pem = (der: Uint8Array): string => encodePem('CERTIFICATE', der);

/** A SEQUENCE with a length of four bytes. */
export function wrapped(contents: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(contents.length);
  return Buffer.concat([Buffer.of(0x30, 0x84), length, contents]);
}

/** A key of DSA without its public half, which is worked out on reading: powers of numbers of 64,000 bits. */
export function slowKey(): string {
  const number = (byte: number): Asn1 => unsignedInteger(Buffer.alloc(8000, byte));
  const group = sequence(number(0x7f), unsignedInteger(Buffer.alloc(20, 0x7f)), number(0x55));
  const algorithm = sequence(oid('1.2.840.10040.4.1'), group);
  return encodePem('PRIVATE KEY', encodeDer(sequence(smallNumber(0), algorithm, octetString(encodeDer(number(0x77))))));
}

export interface Crowd {
  readonly count: number;
  /** Bytes of an extension that nobody knows. */
  readonly padding?: number;
  /** With our mark, so that they are candidates of every slot. */
  readonly marked?: boolean;
}

/**
 * Fills a store with sound certificates of CAs: one half is issued by the other and the other way round, so that each
 * leads to as many issuers as possible, and none to a root.
 */
export function crowd(store: string, {count, padding = 0, marked = false}: Crowd): void {
  const {privateKey: key} = generateKeyPairSync('ec', {namedCurve: 'P-256'});
  const spki = spkiHash(key);
  const ballast: readonly Extension[] =
    padding === 0 ? [] : [{oid: '1.2.3.4', critical: false, value: Buffer.alloc(padding)}];
  for (let number = 1; number <= count; number++) {
    const [subject, issuer] = number % 2 === 0 ? ['This CA', 'That CA'] : ['That CA', 'This CA'];
    const der = signCertificate({
      serial: Buffer.of(1, number >> 8, number & 0xff),
      subject: [{type: 'CN', value: String(subject)}],
      issuer: [{type: 'CN', value: String(issuer)}],
      publicKeyDer: publicKeyDer(key),
      notBefore: new Date(Date.now() - 86_400_000),
      notAfter: new Date(Date.now() + 300 * 86_400_000),
      extensions: [basicConstraints({ca: true}), ...ballast],
      key,
      hash: 'sha256',
    });
    const name = marked ? `friendlyName: ${number} [cscert ${spki.slice(0, 8)} 00000000]\n` : '';
    const thumbprint = createHash('sha1').update(der).digest('hex').toUpperCase();
    writeFileSync(join(store, `${thumbprint}.pem`), `${name}${pem(der)}`);
  }
}
