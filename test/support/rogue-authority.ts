/**
 * A CA that answers a request with whatever a test tells it to: another key, other names, another issuer, a chain that
 * leads in a circle, no certificate at all. What a test does not change is as it should be.
 */
import {generateKeyPairSync, type KeyObject} from 'node:crypto';
import type {DistinguishedName, KeyUsage} from '../../src/core/model/certificate.ts';
import type {Answer, Authority, AuthorityCapabilities, Note, Order} from '../../src/engine/ports/authority.ts';
import type {CallContext} from '../../src/engine/ports/context.ts';
import {
  authorityKeyIdentifier,
  basicConstraints,
  type Extension,
  extKeyUsage,
  keyIdentifier,
  keyUsage,
  subjectAltName,
  subjectKeyIdentifier,
} from '../../src/x509/extensions.ts';
import {signCertificate} from '../../src/x509/issue.ts';
import {publicKeyDer} from '../../src/x509/key.ts';
import {readRequest} from '../../src/x509/request.ts';

const DAY = 86_400_000;

/** Somebody who signs. */
export interface Party {
  readonly name: DistinguishedName;
  readonly key: KeyObject;
  /** Its own certificate, base64. */
  readonly der: string;
}

/** The CAs that there are; a test may make more with `makeParty`. */
export interface Parties {
  /** Declared by the authority. */
  readonly root: Party;
  readonly issuing: Party;
  /** A root that nobody declared. */
  readonly stranger: Party;
  readonly from: Date;
}

/** What is to be wrong with the answer. */
export interface Wrong {
  readonly key?: KeyObject;
  readonly names?: readonly string[];
  readonly commonName?: string;
  readonly ca?: boolean;
  /** OIDs; `none` leaves the extension out. */
  readonly eku?: readonly string[] | 'none';
  readonly keyUsage?: readonly KeyUsage[];
  readonly extra?: Extension;
  /** Days from now. */
  readonly notBefore?: number;
  readonly notAfter?: number;
  /** Who signs; else the issuing CA. */
  readonly issuer?: (parties: Parties) => Party;
  /** What comes along; else the issuing CA and the root. */
  readonly chain?: (parties: Parties) => readonly string[];
  /** The last word on the certificate, base64. */
  readonly leaf?: (right: string) => string;
}

export class RogueAuthority implements Authority {
  readonly can: AuthorityCapabilities;
  /** How often a certificate was issued: what a CA charges for. */
  issued = 0;
  wrong: Wrong = {};
  readonly parties: Parties;
  readonly find?: (spki: string) => Promise<Answer | 'none'>;
  readonly #answers = new Map<string, Answer>();

  /** @param remembers whether it can be asked again for what it has issued. */
  constructor(from: Date, {remembers = false}: {readonly remembers?: boolean} = {}) {
    this.can = {where: 'runner', find: remembers, chainKnownAtPlan: true, idempotent: false};
    if (remembers) this.find = async spki => this.#answers.get(spki) ?? 'none';
    const root = makeParty('Rogue Root', {from});
    const issuing = makeParty('Rogue Issuing CA', {from, issuer: root});
    this.parties = {root, issuing, stranger: makeParty('Stranger Root', {from}), from};
  }

  async chain() {
    return {ok: {roots: [this.parties.root.der], intermediates: []}};
  }

  async submit(order: Order, note: Note, cx: CallContext): Promise<Answer> {
    await note({state: 'sent', at: cx.now().toISOString()});
    this.issued += 1;
    const {root, issuing} = this.parties;
    const right = this.#sign(order, cx.now()).toString('base64');
    const answer: Answer = {
      state: 'issued',
      leaf: this.wrong.leaf?.(right) ?? right,
      chain: this.wrong.chain?.(this.parties) ?? [issuing.der, root.der],
    };
    this.#answers.set(order.spki, answer);
    return answer;
  }

  resume(order: Order, note: Note, cx: CallContext): Promise<Answer> {
    return this.submit(order, note, cx);
  }

  #sign(order: Order, now: Date): Buffer {
    const {wrong, parties} = this;
    const request = readRequest(Buffer.from(order.csr, 'base64'));
    const issuer = wrong.issuer?.(parties) ?? parties.issuing;
    const key = wrong.key === undefined ? request.publicKeyDer : publicKeyDer(wrong.key);
    const names = wrong.names?.map(value => ({type: 'dns', value}) as const) ?? request.names;
    const eku = wrong.eku === 'none' ? [] : [extKeyUsage(wrong.eku ?? request.eku ?? ['1.3.6.1.5.5.7.3.1'])];
    return signCertificate({
      serial: Buffer.from([0x40, this.issued]),
      subject: wrong.commonName === undefined ? request.subject : [{type: 'CN', value: wrong.commonName}],
      issuer: issuer.name,
      publicKeyDer: key,
      notBefore: new Date(now.getTime() + (wrong.notBefore ?? 0) * DAY),
      notAfter: new Date(now.getTime() + (wrong.notAfter ?? 365) * DAY),
      extensions: [
        basicConstraints({ca: wrong.ca ?? false}),
        keyUsage(wrong.keyUsage ?? request.keyUsage ?? ['digitalSignature', 'keyEncipherment']),
        ...eku,
        subjectAltName(names),
        subjectKeyIdentifier(keyIdentifier(key)),
        authorityKeyIdentifier(keyIdentifier(publicKeyDer(issuer.key))),
        ...(wrong.extra === undefined ? [] : [wrong.extra]),
      ],
      key: issuer.key,
      hash: 'sha256',
    });
  }
}

export interface PartyOptions {
  readonly from: Date;
  /** Itself, where there is none. */
  readonly issuer?: Pick<Party, 'name' | 'key'>;
  readonly key?: KeyObject;
  readonly ca?: boolean;
  readonly days?: number;
  readonly extra?: Extension;
}

export const ecKey = (): KeyObject => generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey;

/** A CA, or what only pretends to be one. */
export function makeParty(commonName: string, options: PartyOptions): Party {
  const {from, key = ecKey(), ca = true, days = 20 * 365, extra} = options;
  const name: DistinguishedName = [{type: 'CN', value: commonName}];
  const {issuer = {name, key}} = options;
  const publicKey = publicKeyDer(key);
  const der = signCertificate({
    serial: Buffer.from([0x41]),
    subject: name,
    issuer: issuer.name,
    publicKeyDer: publicKey,
    notBefore: from,
    notAfter: new Date(from.getTime() + days * DAY),
    extensions: [
      basicConstraints({ca}),
      keyUsage(ca ? ['keyCertSign', 'cRLSign'] : ['digitalSignature']),
      subjectKeyIdentifier(keyIdentifier(publicKey)),
      authorityKeyIdentifier(keyIdentifier(publicKeyDer(issuer.key))),
      ...(extra === undefined ? [] : [extra]),
    ],
    key: issuer.key,
    hash: 'sha256',
  });
  return {name, key, der: der.toString('base64')};
}
