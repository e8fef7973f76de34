/**
 * A CA in memory, fast (EC keys) and obedient.
 *
 * - It issues whatever a request asks for, from now on for 365 days or as it was made to, unless it was told otherwise with `reply`.
 * - `reply('waiting')`: the next order gets a ticket and waits until `approve(ticket)` or `refuse(ticket, reason)`.
 * - `reply('denied')`, `reply('failed')`, `reply('issue')`: the next order is answered so, once.
 * - It notes `sent` before it takes an order, and `waiting` before it says so; when a note rejects, it forgets the order.
 * - The same CSR is answered with the same certificate; `find` knows every key that it issued for.
 */
import {generateKeyPairSync, type KeyObject, randomBytes} from 'node:crypto';
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

interface Party {
  readonly name: DistinguishedName;
  readonly key: KeyObject;
}

/** What the next order is answered with. */
export type FakeReply = 'issue' | 'waiting' | 'denied' | 'failed';

export class FakeAuthority implements Authority {
  readonly can = {where: 'runner', find: true, chainKnownAtPlan: true, idempotent: true} as const;
  /** Base64 DER. */
  readonly root: string;
  readonly issuing: string;
  /** Every order that was handed in, the repeated ones too. */
  readonly orders: Order[] = [];
  readonly #issuer: Party;
  readonly #days: number;
  readonly #issued = new Map<string, {readonly spki: string; readonly answer: Answer}>();
  readonly #waiting = new Map<string, string>();
  readonly #decided = new Map<string, 'approved' | string>();
  readonly #replies: FakeReply[] = [];

  /**
   * @param from when its own certificates begin; they last 20 years.
   * @param days how long what it issues is valid.
   */
  constructor(from: Date, name = 'Fake', days = 365) {
    this.#days = days;
    const root: Party = {name: [{type: 'CN', value: `${name} Root`}], key: ecKey()};
    this.#issuer = {name: [{type: 'CN', value: `${name} Issuing CA`}], key: ecKey()};
    this.root = signCa(root, root, from).toString('base64');
    this.issuing = signCa(this.#issuer, root, from).toString('base64');
  }

  reply(kind: FakeReply): void {
    this.#replies.push(kind);
  }

  approve(ticket: string): void {
    this.#decided.set(ticket, 'approved');
  }

  refuse(ticket: string, reason: string): void {
    this.#decided.set(ticket, reason);
  }

  async chain() {
    return {ok: {roots: [this.root], intermediates: [this.issuing]}};
  }

  async submit(order: Order, note: Note, cx: CallContext): Promise<Answer> {
    const known = this.#issued.get(order.csr);
    if (known !== undefined) return known.answer;
    await note({state: 'sent', at: cx.now().toISOString()});
    this.orders.push(order);
    const reply = this.#replies.shift();
    if (reply === 'denied') return {state: 'denied', reason: 'The fake was told to deny.'};
    if (reply === 'failed') return {state: 'failed', repeatable: true, problem: FAILURE};
    if (reply === 'waiting') return this.#wait(order, note, cx);
    return this.#issue(order, cx);
  }

  async resume(order: Order, note: Note, cx: CallContext): Promise<Answer> {
    if (order.progress.state !== 'waiting') return this.submit(order, note, cx);
    const {ticket} = order.progress;
    const decision = this.#decided.get(ticket);
    if (decision === 'approved') return this.#issue(order, cx);
    if (decision !== undefined) return {state: 'denied', reason: decision};
    return {state: 'waiting', progress: order.progress, who: 'the fake'};
  }

  async find(spki: string): Promise<Answer | 'none'> {
    return [...this.#issued.values()].find(entry => entry.spki === spki)?.answer ?? 'none';
  }

  async #wait(order: Order, note: Note, cx: CallContext): Promise<Answer> {
    const ticket = this.#waiting.get(order.csr) ?? String(4711 + this.#waiting.size);
    const progress = {state: 'waiting', ticket, since: cx.now().toISOString()} as const;
    await note(progress);
    this.#waiting.set(order.csr, ticket);
    return {state: 'waiting', progress, who: 'the fake'};
  }

  #issue(order: Order, cx: CallContext): Answer {
    const known = this.#issued.get(order.csr);
    if (known !== undefined) return known.answer;
    const leaf = this.#sign(Buffer.from(order.csr, 'base64'), cx.now());
    const answer: Answer = {state: 'issued', leaf: leaf.toString('base64'), chain: [this.issuing]};
    this.#issued.set(order.csr, {spki: order.spki, answer});
    return answer;
  }

  #sign(csr: Buffer, now: Date): Buffer {
    const request = readRequest(csr);
    const issuerKey = publicKeyDer(this.#issuer.key);
    return signCertificate({
      serial: randomSerial(),
      subject: request.subject,
      issuer: this.#issuer.name,
      publicKeyDer: request.publicKeyDer,
      notBefore: now,
      notAfter: new Date(now.getTime() + this.#days * DAY),
      extensions: [
        keyUsage(request.keyUsage ?? ['digitalSignature', 'keyEncipherment']),
        extKeyUsage(request.eku ?? ['1.3.6.1.5.5.7.3.1']),
        subjectAltName(request.names),
        subjectKeyIdentifier(keyIdentifier(request.publicKeyDer)),
        authorityKeyIdentifier(keyIdentifier(issuerKey)),
      ],
      key: this.#issuer.key,
      hash: 'sha256',
    });
  }
}

const FAILURE = {
  severity: 'error',
  code: 'FAKE_FAILED',
  summary: 'The fake failed',
  detail: 'The fake was told to fail.',
} as const;

function ecKey(): KeyObject {
  return generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey;
}

function randomSerial(): Buffer {
  const serial = randomBytes(16);
  serial.writeUInt8(0x40, 0);
  return serial;
}

function signCa(subject: Party, issuer: Party, from: Date): Buffer {
  const key = publicKeyDer(subject.key);
  return signCertificate({
    serial: randomSerial(),
    subject: subject.name,
    issuer: issuer.name,
    publicKeyDer: key,
    notBefore: from,
    notAfter: new Date(from.getTime() + 20 * 365 * DAY),
    extensions: [
      basicConstraints({ca: true}),
      keyUsage(['keyCertSign', 'cRLSign']),
      subjectKeyIdentifier(keyIdentifier(key)),
      authorityKeyIdentifier(keyIdentifier(publicKeyDer(issuer.key))),
    ],
    key: issuer.key,
    hash: 'sha256',
  });
}
