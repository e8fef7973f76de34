/**
 * A CA that answers a request with whatever a test tells it to: another key, other names, another issuer, no
 * certificate at all. What a test does not change is as it should be.
 */
import {generateKeyPairSync, type KeyObject} from 'node:crypto';
import type {DistinguishedName} from '../../src/core/model/certificate.ts';
import type {Answer, Authority, Note, Order} from '../../src/engine/ports/authority.ts';
import type {CallContext} from '../../src/engine/ports/context.ts';
import {
  authorityKeyIdentifier,
  basicConstraints,
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

/** What is to be wrong with the answer. */
export interface Wrong {
  readonly key?: KeyObject;
  readonly names?: readonly string[];
  readonly ca?: boolean;
  /** Days from now. */
  readonly notBefore?: number;
  readonly notAfter?: number;
  /** Signs as another CA, whose root nobody declared. */
  readonly stranger?: boolean;
  /** Base64 instead of a certificate. */
  readonly garbage?: string;
}

interface Party {
  readonly name: DistinguishedName;
  readonly key: KeyObject;
  readonly der: Buffer;
}

export class RogueAuthority implements Authority {
  readonly can = {where: 'runner', find: false, chainKnownAtPlan: true, idempotent: false} as const;
  readonly orders: Order[] = [];
  wrong: Wrong = {};
  readonly #root: Party;
  readonly #stranger: Party;
  #serial = 0;

  constructor(from: Date) {
    this.#root = makeRoot('Rogue Root', from);
    this.#stranger = makeRoot('Stranger Root', from);
  }

  async chain() {
    return {ok: {roots: [this.#root.der.toString('base64')], intermediates: []}};
  }

  async submit(order: Order, note: Note, cx: CallContext): Promise<Answer> {
    await note({state: 'sent', at: cx.now().toISOString()});
    this.orders.push(order);
    const leaf = this.wrong.garbage ?? this.#sign(order, cx.now()).toString('base64');
    const {der} = this.wrong.stranger ? this.#stranger : this.#root;
    return {state: 'issued', leaf, chain: [der.toString('base64')]};
  }

  resume(order: Order, note: Note, cx: CallContext): Promise<Answer> {
    return this.submit(order, note, cx);
  }

  #sign(order: Order, now: Date): Buffer {
    const {wrong} = this;
    const request = readRequest(Buffer.from(order.csr, 'base64'));
    const issuer = wrong.stranger ? this.#stranger : this.#root;
    const key = wrong.key === undefined ? request.publicKeyDer : publicKeyDer(wrong.key);
    const names = wrong.names?.map(value => ({type: 'dns', value}) as const) ?? request.names;
    return signCertificate({
      serial: Buffer.from([0x40, ++this.#serial]),
      subject: request.subject,
      issuer: issuer.name,
      publicKeyDer: key,
      notBefore: new Date(now.getTime() + (wrong.notBefore ?? 0) * DAY),
      notAfter: new Date(now.getTime() + (wrong.notAfter ?? 365) * DAY),
      extensions: [
        basicConstraints({ca: wrong.ca ?? false}),
        keyUsage(request.keyUsage ?? ['digitalSignature', 'keyEncipherment']),
        extKeyUsage(request.eku ?? ['1.3.6.1.5.5.7.3.1']),
        subjectAltName(names),
        subjectKeyIdentifier(keyIdentifier(key)),
        authorityKeyIdentifier(keyIdentifier(publicKeyDer(issuer.key))),
      ],
      key: issuer.key,
      hash: 'sha256',
    });
  }
}

function makeRoot(commonName: string, from: Date): Party {
  const key = generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey;
  const name: DistinguishedName = [{type: 'CN', value: commonName}];
  const publicKey = publicKeyDer(key);
  const der = signCertificate({
    serial: Buffer.from([0x41]),
    subject: name,
    issuer: name,
    publicKeyDer: publicKey,
    notBefore: from,
    notAfter: new Date(from.getTime() + 20 * 365 * DAY),
    extensions: [
      basicConstraints({ca: true}),
      keyUsage(['keyCertSign', 'cRLSign']),
      subjectKeyIdentifier(keyIdentifier(publicKey)),
    ],
    key,
    hash: 'sha256',
  });
  return {name, key, der};
}
