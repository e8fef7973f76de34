/**
 * Servers in memory: what a connection does, in as little as that takes. Written from the port's words and not from
 * any connection, so that the contract suite compares two opinions.
 *
 * - A server exists when it is first named; its stores are empty then.
 * - `createRequest` makes a real key (RSA, or what `makeKey` gives) and a real PKCS#10.
 * - `install` joins, marks, adds intermediates to CA and forgets the request. A repeated one finds it done.
 * - `assign` needs certificate and key; with a moment it is staged, and takes over when somebody looks after it.
 *   A global usage reaches every server that exists, and later ones at their birth.
 * - A lock belongs to one id until its lease ends; then anybody takes it over, with a warning.
 * - `remove` refuses what is assigned; `discardRequest` forgets the key unless a certificate uses it.
 * - A copy is a real PFX; it takes the mark and the friendly name that it is given, and brings its intermediates.
 * - Faults: `failNext` makes a kind of step fail, `unreachable` a server, `breakPart` one part of it; each until `heal`.
 * - `calls` has every perform: the server and the kinds of its steps.
 */
import type {KeyObject} from 'node:crypto';
import type {Diagnostic, Part} from '../../src/core/diagnostic.ts';
import type {HolderState, StoreName} from '../../src/core/model/actual.ts';
import type {KeySpec} from '../../src/core/model/desired.ts';
import {isGlobal, USAGES, type Usage} from '../../src/core/model/usage.ts';
import type {Ask, Connection, LockInfo, Step, StepResult} from '../../src/engine/ports/connection.ts';
import type {CallContext} from '../../src/engine/ports/context.ts';
import {generateKey, spkiHash} from '../../src/x509/key.ts';
import {createRequest} from '../../src/x509/request.ts';
import {lock, unlock} from './fake-connection/lock.ts';
import {
  byThumbprint,
  certificateWithKey,
  did,
  emptyServer,
  type FakeServer,
  fault,
  pointTo,
  StepFailure,
  type StepOf,
  stored,
  takeOver,
  withoutKey,
} from './fake-connection/server.ts';
import {exportShared, importShared} from './fake-connection/shared.ts';
import {assign, discard, install, mark, note, remove, trust} from './fake-connection/steps.ts';

export type {FakeServer} from './fake-connection/server.ts';

export type FakePart = StoreName | 'requests' | 'assigned';

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
      'exportShared',
      'importShared',
      'oweRestart',
      'restart',
    ],
    usages: USAGES,
    keySizes: [2048, 4096],
    signatures: ['sha256', 'sha384', 'sha512'],
  } as const satisfies Connection['can'];
  readonly servers = new Map<string, FakeServer>();
  readonly calls: {readonly server: string; readonly steps: readonly Step['do'][]}[] = [];
  readonly #global = new Map<Usage, Global>();
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
    const made = emptyServer();
    this.servers.set(name, made);
    for (const usage of this.#global.keys()) this.#deliver(usage, made);
    return made;
  }

  async read(server: string, _ask: Ask, cx: CallContext): Promise<Part<HolderState>> {
    const away = this.#unreachable.get(server);
    if (away !== undefined) return {problem: away};
    const state = this.server(server);
    letTimePass(state, cx.now());
    const part = <T>(name: FakePart, value: T): Part<T> => {
      const problem = this.#broken.get(`${server} ${name}`);
      return problem === undefined ? {ok: value} : {problem};
    };
    return {
      ok: {
        at: cx.now().toISOString(),
        ...(state.restartOwed !== undefined && {restartOwed: state.restartOwed}),
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
    for (const state of this.servers.values()) letTimePass(state, cx.now());
    const problem = this.#unreachable.get(server) ?? this.#failing.get(name);
    this.#failing.delete(name);
    if (problem !== undefined) return {outcome: 'failed', problem};
    if (cx.signal.aborted) return {outcome: 'failed', problem: fault('STOPPED', 'Stopped before the step began.')};
    const why = await cx.whyNot?.();
    if (why !== undefined) return {outcome: 'failed', problem: why};
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
        return lock(on, step, cx.now());
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
        return isGlobal(step.usage) ? this.#assignGlobal(on, step, cx.now()) : assign(on, step, cx.now());
      case 'dropPrevious':
        return this.#dropPrevious(on, step.usage);
      case 'discardRequest':
        return discard(on, step.spki);
      case 'remove':
        return remove(on, step.thumbprint);
      case 'exportShared':
        return exportShared(on, step);
      case 'importShared':
        return importShared(on, step);
      case 'oweRestart':
        return owe(on, cx.now());
      case 'restart':
        on.restartOwed = undefined;
        return {outcome: 'done', after: {}};
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

  #assignGlobal(on: FakeServer, {usage, thumbprint, at}: StepOf<'assign'>, now: Date): StepResult {
    const known = this.#global.get(usage);
    const isNew = known?.thumbprint !== thumbprint || known.at !== at;
    if (isNew) {
      const {exportable} = certificateWithKey(on, thumbprint);
      if (!exportable) throw new StepFailure('KEY_NOT_EXPORTABLE', 'A global key must be exportable.');
      this.#global.set(usage, {thumbprint, from: on, since: now.toISOString(), ...(at !== undefined && {at})});
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
    const after = {...pointTo(before, source), replicated: true};
    if (isThere && JSON.stringify(before) === JSON.stringify(after)) return false;
    if (!to.my.has(source.thumbprint)) to.my.set(source.thumbprint, {...certificate});
    to.keys.set(certificate.facts.spki, key);
    to.assigned.set(usage, after);
    return true;
  }
}

interface Global {
  readonly thumbprint: string;
  readonly at?: string;
  readonly since: string;
  readonly from: FakeServer;
}

function letTimePass({assigned}: FakeServer, now: Date): void {
  for (const [usage, assignment] of assigned) assigned.set(usage, takeOver(now, assignment));
}

function owe(on: FakeServer, now: Date): StepResult {
  const isNew = on.restartOwed === undefined;
  on.restartOwed ??= now.toISOString();
  return did(isNew);
}
