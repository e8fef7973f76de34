/**
 * Servers in memory: what a connection does, in as little as that takes. Written from the port's words and not from
 * any connection, so that the contract suite compares two opinions.
 *
 * - A server exists when it is first named; its stores are empty then.
 * - `createRequest` makes a real key (RSA, or what `makeKey` gives) and a real PKCS#10.
 * - `install` joins, marks, adds intermediates to CA and forgets the request. A repeated one finds it done.
 * - `assign` needs certificate and key. A global usage reaches every server that exists, and later ones at their birth.
 * - A lock belongs to one id until its lease ends; then anybody takes it over, with a warning.
 * - `remove` refuses what is assigned; `discardRequest` forgets the key unless a certificate uses it.
 * - Faults: `failNext` makes a kind of step fail, `unreachable` a server, `breakPart` one part of it; each until `heal`.
 * - `calls` has every perform: the server and the kinds of its steps.
 */
import type {KeyObject} from 'node:crypto';
import type {Diagnostic, Part} from '../../src/core/diagnostic.ts';
import {formatFriendlyName, makeMark, readMark} from '../../src/core/mark.ts';
import type {Assignment, HolderState, PendingRequest, StoreName} from '../../src/core/model/actual.ts';
import type {CertificateFacts, StoredCertificate} from '../../src/core/model/certificate.ts';
import type {KeySpec} from '../../src/core/model/desired.ts';
import {isGlobal, type Usage} from '../../src/core/model/usage.ts';
import type {Ask, Connection, LockInfo, Step, StepResult} from '../../src/engine/ports/connection.ts';
import type {CallContext} from '../../src/engine/ports/context.ts';
import {readCertificate} from '../../src/x509/facts.ts';
import {generateKey, spkiHash} from '../../src/x509/key.ts';
import {createRequest} from '../../src/x509/request.ts';

export type FakePart = StoreName | 'requests' | 'assigned';

/** Open to tests: they may take anything away, as an administrator may. */
export interface FakeServer {
  readonly my: Map<string, {readonly facts: CertificateFacts; friendlyName?: string}>;
  readonly ca: Map<string, CertificateFacts>;
  readonly root: Map<string, CertificateFacts>;
  readonly keys: Map<string, {readonly key: KeyObject; readonly exportable: boolean}>;
  readonly requests: Map<string, PendingRequest>;
  readonly assigned: Map<Usage, Assignment>;
  lock: LockInfo | undefined;
}

class StepFailure extends Error {
  readonly diagnostic: Diagnostic;

  constructor(code: string, detail: string) {
    super(detail);
    this.diagnostic = {severity: 'error', code, summary: 'The fake refuses', detail};
  }
}

export class FakeConnection implements Connection {
  readonly can = {
    steps: [
      'lock',
      'unlock',
      'trust',
      'createRequest',
      'note',
      'install',
      'mark',
      'assign',
      'dropPrevious',
      'discardRequest',
      'remove',
    ],
    keySizes: [2048, 4096],
    signatures: ['sha256', 'sha384', 'sha512'],
  } as const satisfies Connection['can'];
  readonly servers = new Map<string, FakeServer>();
  readonly calls: {readonly server: string; readonly steps: readonly Step['do'][]}[] = [];
  readonly #global = new Map<Usage, {readonly thumbprint: string; readonly from: FakeServer}>();
  readonly #failing = new Map<string, Diagnostic>();
  readonly #unreachable = new Map<string, Diagnostic>();
  readonly #broken = new Map<string, Diagnostic>();
  readonly #makeKey: (key: KeySpec) => Promise<KeyObject>;

  constructor(makeKey: (key: KeySpec) => Promise<KeyObject> = generateKey) {
    this.#makeKey = makeKey;
  }

  failNext(server: string, step: Step['do'], problem = fault('FAKE_STEP_FAILED', `${step} was told to fail.`)): void {
    this.#failing.set(`${server} ${step}`, problem);
  }

  unreachable(server: string, problem = fault('FAKE_UNREACHABLE', 'The fake was told to be away.')): void {
    this.#unreachable.set(server, problem);
  }

  breakPart(server: string, part: FakePart, problem = fault('FAKE_PART_BROKEN', `${part} was told to break.`)): void {
    this.#broken.set(`${server} ${part}`, problem);
  }

  heal(): void {
    for (const faults of [this.#failing, this.#unreachable, this.#broken]) faults.clear();
  }

  server(name: string): FakeServer {
    const found = this.servers.get(name);
    if (found !== undefined) return found;
    const made: FakeServer = {
      my: new Map(),
      ca: new Map(),
      root: new Map(),
      keys: new Map(),
      requests: new Map(),
      assigned: new Map(),
      lock: undefined,
    };
    this.servers.set(name, made);
    for (const usage of this.#global.keys()) this.#deliver(usage, made);
    return made;
  }

  async read(server: string, _ask: Ask, cx: CallContext): Promise<Part<HolderState>> {
    const away = this.#unreachable.get(server);
    if (away !== undefined) return {problem: away};
    const state = this.server(server);
    const part = <T>(name: FakePart, value: T): Part<T> => {
      const problem = this.#broken.get(`${server} ${name}`);
      return problem === undefined ? {ok: value} : {problem};
    };
    return {
      ok: {
        at: cx.now().toISOString(),
        stores: {
          My: part('My', [...state.my.values()].map(entry => stored(entry, state)).sort(byThumbprint)),
          CA: part('CA', [...state.ca.values()].map(withoutKey).sort(byThumbprint)),
          Root: part('Root', [...state.root.values()].map(withoutKey).sort(byThumbprint)),
        },
        requests: part(
          'requests',
          [...state.requests.values()].filter(({spki}) => state.keys.has(spki)),
        ),
        assigned: part('assigned', Object.fromEntries(state.assigned)),
      },
    };
  }

  async perform(server: string, steps: readonly Step[], cx: CallContext): Promise<readonly StepResult[]> {
    this.calls.push({server, steps: steps.map(step => step.do)});
    const results: StepResult[] = [];
    for (const step of steps) {
      const result = await this.#performOne(server, step, cx);
      results.push(result);
      if (result.outcome === 'failed') break;
    }
    return results;
  }

  async lockOf(server: string): Promise<LockInfo | undefined> {
    return this.server(server).lock;
  }

  async #performOne(server: string, step: Step, cx: CallContext): Promise<StepResult> {
    const name = `${server} ${step.do}`;
    const problem = this.#unreachable.get(server) ?? this.#failing.get(name);
    this.#failing.delete(name);
    if (problem !== undefined) return {outcome: 'failed', problem};
    if (cx.signal.aborted) return {outcome: 'failed', problem: fault('STOPPED', 'Stopped before the step began.')};
    try {
      return await this.#step(this.server(server), step, cx);
    } catch (error) {
      if (error instanceof StepFailure) return {outcome: 'failed', problem: error.diagnostic};
      throw error;
    }
  }

  async #step(on: FakeServer, step: Step, cx: CallContext): Promise<StepResult> {
    switch (step.do) {
      case 'lock':
        return lock(on, step.lock, cx.now());
      case 'unlock':
        return unlock(on, step.id);
      case 'trust':
        return trust(on, step);
      case 'createRequest':
        return this.#createRequest(on, step, cx.now());
      case 'note':
        return note(on, step);
      case 'install':
        return install(on, step);
      case 'mark':
        return mark(on, step);
      case 'assign':
        return isGlobal(step.usage) ? this.#assignGlobal(on, step) : assign(on, step);
      case 'dropPrevious':
        return this.#dropPrevious(on, step.usage);
      case 'discardRequest':
        return discard(on, step.spki);
      case 'remove':
        return remove(on, step.thumbprint);
      default:
        throw new StepFailure('STEP_NOT_SUPPORTED', `The fake cannot do ${step.do}.`);
    }
  }

  async #createRequest(on: FakeServer, step: StepOf<'createRequest'>, now: Date): Promise<StepResult> {
    if (!this.can.keySizes.some(size => size === step.spec.key.size)) {
      throw new StepFailure('KEY_REFUSED', `The fake makes no keys of ${step.spec.key.size} bits.`);
    }
    const key = await this.#makeKey(step.spec.key);
    const spki = spkiHash(key);
    const csr = createRequest({spec: step.spec, key}).toString('base64');
    on.keys.set(spki, {key, exportable: step.spec.key.exportable});
    const {specDigest, friendlyName} = step;
    const {authority} = step.spec;
    const progress = {state: 'created'} as const;
    on.requests.set(spki, {spki, csr, specDigest, friendlyName, authority, createdAt: now.toISOString(), progress});
    return did(true, {spki, csr});
  }

  #assignGlobal(on: FakeServer, {usage, thumbprint}: StepOf<'assign'>): StepResult {
    const isNew = this.#global.get(usage)?.thumbprint !== thumbprint;
    if (isNew) {
      const {exportable} = certificateWithKey(on, thumbprint);
      if (!exportable) throw new StepFailure('KEY_NOT_EXPORTABLE', 'A global key must be exportable.');
      this.#global.set(usage, {thumbprint, from: on});
      for (const server of this.servers.values()) this.#deliver(usage, server);
    }
    const delivered = this.#deliver(usage, on);
    return did(isNew || delivered, {thumbprint});
  }

  #dropPrevious(on: FakeServer, usage: Usage): StepResult {
    const affected = isGlobal(usage) ? [...this.servers.values()] : [on];
    let changed = false;
    for (const server of affected) {
      const entry = server.assigned.get(usage);
      if (entry?.previous === undefined) continue;
      const {previous: _, ...kept} = entry;
      server.assigned.set(usage, kept);
      changed = true;
    }
    return did(changed);
  }

  /** True when something was missing. */
  #deliver(usage: Usage, to: FakeServer): boolean {
    const source = this.#global.get(usage);
    const certificate = source?.from.my.get(source.thumbprint);
    const key = certificate && source?.from.keys.get(certificate.facts.spki);
    if (source === undefined || certificate === undefined || key === undefined) return false;
    const before = to.assigned.get(usage);
    const isThere = to.my.has(source.thumbprint) && to.keys.has(certificate.facts.spki);
    if (isThere && before?.current === source.thumbprint) return false;
    if (!to.my.has(source.thumbprint)) to.my.set(source.thumbprint, {...certificate});
    to.keys.set(certificate.facts.spki, key);
    to.assigned.set(usage, {...pointTo(before, source.thumbprint), replicated: true});
    return true;
  }
}

type StepOf<K extends Step['do']> = Extract<Step, {do: K}>;

const fault = (code: string, detail: string): Diagnostic => ({severity: 'error', code, summary: 'A fault', detail});
const byThumbprint = (a: CertificateFacts, b: CertificateFacts): number => (a.thumbprint < b.thumbprint ? -1 : 1);
const withoutKey = (facts: CertificateFacts): StoredCertificate => ({...facts, hasPrivateKey: false});
const factsOf = (der: string): CertificateFacts => readCertificate(Buffer.from(der, 'base64'));
const did = (changed: boolean, after = {}): StepResult => ({outcome: changed ? 'done' : 'already-done', after});

function stored(
  {facts, friendlyName}: {facts: CertificateFacts; friendlyName?: string},
  on: FakeServer,
): StoredCertificate {
  const key = on.keys.get(facts.spki);
  return {
    ...facts,
    hasPrivateKey: key !== undefined,
    ...(key === undefined ? {} : {exportable: key.exportable}),
    ...(friendlyName === undefined ? {} : readMark(friendlyName, facts.spki)),
  };
}

function pointTo(before: Assignment | undefined, thumbprint: string): Assignment {
  if (before === undefined) return {current: thumbprint};
  return before.current === thumbprint ? before : {current: thumbprint, previous: before.current};
}

function certificateWithKey(on: FakeServer, thumbprint: string) {
  const certificate = on.my.get(thumbprint);
  if (certificate === undefined) throw new StepFailure('CERTIFICATE_MISSING', `There is no ${thumbprint}.`);
  const key = on.keys.get(certificate.facts.spki);
  if (key === undefined) throw new StepFailure('KEY_MISSING', `${thumbprint} has no key.`);
  return {certificate, exportable: key.exportable};
}

function lock(on: FakeServer, wanted: LockInfo, now: Date): StepResult {
  const held = on.lock;
  if (held !== undefined && held.id !== wanted.id && Date.parse(held.lease) > now.getTime()) {
    throw new StepFailure('LOCK_HELD', `${held.owner} holds lock ${held.id} until ${held.lease}.`);
  }
  const isSame = held !== undefined && JSON.stringify(held) === JSON.stringify(wanted);
  on.lock = wanted;
  if (held === undefined || held.id === wanted.id) return did(!isSame, {lock: wanted});
  const warning = {...fault('LOCK_TAKEN_OVER', `The lock of ${held.owner} had expired.`), severity: 'warning' as const};
  return {outcome: 'done', after: {lock: wanted}, warning};
}

function unlock(on: FakeServer, id: string): StepResult {
  if (on.lock === undefined) return did(false);
  if (on.lock.id !== id) throw new StepFailure('LOCK_HELD', `${on.lock.owner} holds lock ${on.lock.id}.`);
  on.lock = undefined;
  return did(true);
}

function trust(on: FakeServer, {store, der}: StepOf<'trust'>): StepResult {
  const facts = factsOf(der);
  if (store === 'Root' && !facts.selfIssued) throw new StepFailure('ROOT_NOT_SELF_ISSUED', 'It has another issuer.');
  const certificates = store === 'Root' ? on.root : on.ca;
  const isNew = !certificates.has(facts.thumbprint);
  certificates.set(facts.thumbprint, facts);
  return did(isNew, {thumbprint: facts.thumbprint});
}

function note(on: FakeServer, {spki, progress}: StepOf<'note'>): StepResult {
  const request = on.requests.get(spki);
  if (request === undefined) throw new StepFailure('REQUEST_MISSING', 'There is no such request.');
  const isSame = JSON.stringify(request.progress) === JSON.stringify(progress);
  on.requests.set(spki, {...request, progress});
  return did(!isSame, {spki});
}

function install(on: FakeServer, {spki, leaf, chain}: StepOf<'install'>): StepResult {
  const facts = factsOf(leaf);
  const after = {spki, thumbprint: facts.thumbprint};
  if (facts.spki !== spki) throw new StepFailure('CERTIFICATE_WRONG_KEY', 'It was issued for another key.');
  if (!on.keys.has(spki)) throw new StepFailure('KEY_MISSING', 'The key has gone.');
  const others = chain.map(factsOf).filter(({thumbprint}) => thumbprint !== facts.thumbprint);
  if (others.some(({ca}) => !ca)) throw new StepFailure('CHAIN_NOT_A_CA', 'The chain holds what is no CA.');
  const missing = others.filter(({selfIssued, thumbprint}) => !selfIssued && !on.ca.has(thumbprint));
  const request = on.requests.get(spki);
  const installed = on.my.has(facts.thumbprint);
  if (request === undefined && !installed) throw new StepFailure('REQUEST_MISSING', 'There is no such request.');
  for (const intermediate of missing) on.ca.set(intermediate.thumbprint, intermediate);
  if (request === undefined) return did(missing.length > 0, after);
  const ticket = request.progress.state === 'waiting' ? {ticket: request.progress.ticket} : {};
  const ours = makeMark({spki, specDigest: request.specDigest, ...ticket});
  on.my.set(facts.thumbprint, {facts, friendlyName: formatFriendlyName(request.friendlyName, ours)});
  on.requests.delete(spki);
  return did(true, after);
}

function mark(on: FakeServer, step: StepOf<'mark'>): StepResult {
  const entry = on.my.get(step.thumbprint);
  if (entry === undefined) throw new StepFailure('CERTIFICATE_MISSING', `There is no ${step.thumbprint}.`);
  const {spki} = entry.facts;
  const ticket = entry.friendlyName === undefined ? undefined : readMark(entry.friendlyName, spki).mark?.ticket;
  const ours = makeMark({spki, specDigest: step.specDigest, ...(ticket === undefined ? {} : {ticket})});
  const friendlyName = formatFriendlyName(step.friendlyName, ours);
  const isNew = entry.friendlyName !== friendlyName;
  entry.friendlyName = friendlyName;
  return did(isNew, {spki, thumbprint: step.thumbprint});
}

function assign(on: FakeServer, {usage, thumbprint}: StepOf<'assign'>): StepResult {
  certificateWithKey(on, thumbprint);
  const before = on.assigned.get(usage);
  on.assigned.set(usage, pointTo(before, thumbprint));
  return did(before?.current !== thumbprint, {thumbprint});
}

function discard(on: FakeServer, spki: string): StepResult {
  const isUsed = [...on.my.values()].some(({facts}) => facts.spki === spki);
  const hadRequest = on.requests.delete(spki);
  const hadKey = !isUsed && on.keys.delete(spki);
  return did(hadRequest || hadKey, {spki});
}

function remove(on: FakeServer, thumbprint: string): StepResult {
  const entry = on.my.get(thumbprint);
  if (entry === undefined) return did(false, {thumbprint});
  for (const [usage, {current, previous}] of on.assigned) {
    if (current !== thumbprint && previous !== thumbprint) continue;
    throw new StepFailure('CERTIFICATE_ASSIGNED', `${usage} points to it.`);
  }
  on.my.delete(thumbprint);
  const isUsed = [...on.my.values()].some(({facts}) => facts.spki === entry.facts.spki);
  if (!isUsed && !on.requests.has(entry.facts.spki)) on.keys.delete(entry.facts.spki);
  return did(true, {thumbprint, spki: entry.facts.spki});
}
