/**
 * A fleet of servers in memory for a simulation of years: what is declared, three CAs whose certificates live 200, 100
 * and 47 days, and whoever watches what an apply does to the servers.
 */
import {randomBytes} from 'node:crypto';
import {setImmediate as turn} from 'node:timers/promises';
import {resolve} from '../../src/config/resolve/resolve.ts';
import type {Actual} from '../../src/core/model/actual.ts';
import type {Desired, PoolId, ServerId} from '../../src/core/model/desired.ts';
import type {Outcome} from '../../src/core/model/outcome.ts';
import type {Usage} from '../../src/core/model/usage.ts';
import {plan as makePlan} from '../../src/core/plan/plan.ts';
import {apply} from '../../src/engine/apply/apply.ts';
import {emitter} from '../../src/engine/events.ts';
import {inspect} from '../../src/engine/inspect.ts';
import type {Answer, Authority, Note, Order} from '../../src/engine/ports/authority.ts';
import type {Step, StepResult} from '../../src/engine/ports/connection.ts';
import type {CallContext} from '../../src/engine/ports/context.ts';
import type {World} from '../../src/engine/world.ts';
import {loadText} from '../config/load-text.ts';
import {FakeAuthority} from './fake-authority.ts';
import {FakeConnection} from './fake-connection.ts';
import {ManualClock} from './manual-clock.ts';
import {quickKeys} from './quick-keys.ts';

const DAY = 86_400_000;

/** Days for which the CAs issue, by their names in the configuration. */
export const LIFETIMES: Readonly<Record<string, number>> = {long: 200, middle: 100, short: 47};

/** The pool that may be changed in its window alone: Saturday 22:00 to Sunday 04:00 UTC. */
export const MINDED_POOL = 'fepool1.contoso.com';

const serversOf = (prefix: string, count: number): string =>
  Array.from({length: count}, (_, index) => `${prefix}${index + 1}.contoso.com`).join(', ');

function poolYaml(name: string, lines: readonly string[]): string {
  return [`  ${name}.contoso.com:`, ...lines.map(line => `    ${line}`)].join('\n');
}

/** How many pools of a role there are, and of how many servers each. */
export interface Size {
  readonly pools: number;
  readonly servers: number;
}

export type FleetSize = Readonly<Record<'frontEnd' | 'mediation' | 'director' | 'edge', Size>>;

/** 96 + 68 + 12 + 24 = 200 servers. */
export const WHOLE: FleetSize = {
  frontEnd: {pools: 8, servers: 12},
  mediation: {pools: 4, servers: 17},
  director: {pools: 3, servers: 4},
  edge: {pools: 6, servers: 4},
};

/** The same shapes with 32 servers, for every day. */
export const SMALL: FleetSize = {
  frontEnd: {pools: 4, servers: 3},
  mediation: {pools: 2, servers: 3},
  director: {pools: 3, servers: 2},
  edge: {pools: 2, servers: 4},
};

const AUTHORITIES = Object.keys(LIFETIMES);
const authority = (index: number): string => AUTHORITIES[index % AUTHORITIES.length] ?? '';

export function fleetYaml(size: FleetSize): string {
  const web = 'usages: [Default, WebServicesInternal, WebServicesExternal]';
  return [
    'deployment: {name: contoso, product: sfb2015, sipDomains: [contoso.com]}',
    'authorities:',
    ...AUTHORITIES.map(name => `  ${name}: {type: local, folder: ${name}}`),
    'connections: {stores: {type: directory, folder: servers}}',
    'defaults: {authority: middle, publicAuthority: long}',
    'pools:',
    ...ownPools('frontEnd', 'fe', size.frontEnd, web),
    ...ownPools('mediation', 'med', size.mediation, 'usages: [Default]'),
    ...ownPools('director', 'dir', size.director, web),
    ...edgePools(size.edge),
  ].join('\n');
}

/** Pools in which every server has a certificate of its own; the first has the shortest. */
function ownPools(role: string, prefix: string, {pools, servers}: Size, usages: string): readonly string[] {
  const window = 'defaults: {maintenance: {timeZone: UTC, windows: [{days: [sat], from: "22:00", to: "04:00"}]}}';
  return Array.from({length: pools}, (_, index) => {
    const name = `${prefix}pool${index + 1}`;
    const certificates = `certificates: {default: {${usages}, authority: ${authority(index + 2)}}}`;
    const more = `${name}.contoso.com` === MINDED_POOL ? [window] : [];
    const members = serversOf(`${prefix}${index + 1}n`, servers);
    return poolYaml(name, [`role: ${role}`, `servers: [${members}]`, certificates, ...more]);
  });
}

/** Pools that share two certificates, the external one with what signs tokens of the media relay. */
function edgePools({pools, servers}: Size): readonly string[] {
  return Array.from({length: pools}, (_, index) => {
    const n = index + 1;
    const external = 'usages: [AccessEdgeExternal, DataEdgeExternal, AudioVideoAuthentication], scope: pool';
    return poolYaml(`edgepool${n}`, [
      'role: edge',
      `servers: [${serversOf(`edge${n}n`, servers)}]`,
      `edge: {access: access${n}.contoso.com, webConferencing: webcon${n}.contoso.com, av: av${n}.contoso.com}`,
      'certificates:',
      `  external: {${external}, authority: ${authority(index + 2)}}`,
      `  internal: {usages: [Internal], scope: pool, authority: ${authority(index + 1)}}`,
    ]);
  });
}

/** One assignment that was made. */
export interface Assigned {
  readonly time: number;
  readonly server: ServerId;
  readonly usage: Usage;
  /** What the usage pointed to before. */
  readonly before: string | undefined;
}

/** Notes every assignment, and how many servers of a pool had one at the same time. */
export class WatchedConnection extends FakeConnection {
  /** Since it was last emptied. */
  readonly assignments: Assigned[] = [];
  /** Pools of which two servers were touched at once. */
  readonly crowded = new Set<PoolId>();
  readonly #touched = new Map<PoolId, Set<ServerId>>();
  readonly #poolOf: ReadonlyMap<ServerId, PoolId>;

  constructor({holders}: Desired) {
    super(quickKeys());
    this.#poolOf = new Map(holders.map(({server, pool}) => [server, pool]));
    for (const {server} of holders) this.server(server);
  }

  override async perform(server: ServerId, steps: readonly Step[], cx: CallContext): Promise<readonly StepResult[]> {
    const usages = steps.flatMap(step => (step.do === 'assign' ? [step.usage] : []));
    if (usages.length === 0) return super.perform(server, steps, cx);
    const pool = this.#poolOf.get(server) ?? '';
    const touched = this.#touched.get(pool) ?? new Set();
    this.#touched.set(pool, touched.add(server));
    if (touched.size > 1) this.crowded.add(pool);
    // Whoever else wants to change something of the pool has the time to.
    await turn();
    const before = new Map(usages.map(usage => [usage, this.server(server).assigned.get(usage)?.current]));
    const results = await super.perform(server, steps, cx);
    touched.delete(server);
    const assigns = steps.flatMap((step, at) =>
      step.do === 'assign' && results[at]?.outcome === 'done' ? [step] : [],
    );
    for (const {usage} of assigns)
      this.assignments.push({time: cx.now().getTime(), server, usage, before: before.get(usage)});
    return results;
  }
}

/** `away`: it takes no order. `mute`: it issues, and the answer is lost. `dark`: not even its chain can be read. */
export type Trouble = 'away' | 'mute' | 'dark';

const FAILURE = {
  severity: 'error',
  code: 'CA_AWAY',
  summary: 'The CA does not answer',
  detail: 'It was told not to.',
} as const;

/** A CA with bad days, which remembers when it issued what. */
export class MoodyAuthority implements Authority {
  trouble: Trouble | undefined;
  /** Every key once, with the moment of its first order that was taken. */
  readonly issues = new Map<string, {readonly slot: string; readonly time: number}>();
  readonly #inner: FakeAuthority;

  constructor(inner: FakeAuthority) {
    this.#inner = inner;
  }

  get can(): FakeAuthority['can'] {
    return this.#inner.can;
  }

  async chain() {
    return this.trouble === 'dark' ? {problem: FAILURE} : this.#inner.chain();
  }

  submit(order: Order, note: Note, cx: CallContext): Promise<Answer> {
    return this.#ask(order, cx, () => this.#inner.submit(order, note, cx));
  }

  resume(order: Order, note: Note, cx: CallContext): Promise<Answer> {
    return this.#ask(order, cx, () => this.#inner.resume(order, note, cx));
  }

  async find(spki: string): Promise<Answer | 'none'> {
    return this.trouble === undefined ? this.#inner.find(spki) : {state: 'failed', repeatable: true, problem: FAILURE};
  }

  async #ask({spki, slot}: Order, cx: CallContext, ask: () => Promise<Answer>): Promise<Answer> {
    const lost: Answer = {state: 'failed', repeatable: true, problem: FAILURE};
    if (this.trouble === 'away' || this.trouble === 'dark') return lost;
    const answer = await ask();
    if (!this.issues.has(spki)) this.issues.set(spki, {slot, time: cx.now().getTime()});
    return this.trouble === 'mute' ? lost : answer;
  }
}

/** The fleet, its CAs, and a clock that goes when it is told to. */
export class FleetWorld {
  readonly clock = new ManualClock('2026-03-02T23:00:00.000Z');
  readonly desired: Desired;
  readonly connection: WatchedConnection;
  readonly authorities: ReadonlyMap<string, MoodyAuthority>;
  readonly #emit = emitter(this.clock.now, []);
  readonly #signal = new AbortController().signal;

  private constructor(desired: Desired) {
    this.desired = desired;
    this.connection = new WatchedConnection(desired);
    const from = new Date(this.clock.now().getTime() - DAY);
    this.authorities = new Map(
      Object.entries(LIFETIMES).map(([name, days]) => [name, new MoodyAuthority(new FakeAuthority(from, name, days))]),
    );
  }

  static async make(size: FleetSize): Promise<FleetWorld> {
    const {loaded, diagnostics} = await loadText(fleetYaml(size));
    const desired = loaded && resolve(loaded).desired;
    if (desired === undefined) throw new Error(JSON.stringify(diagnostics));
    return new FleetWorld(desired);
  }

  /** Reads, plans, and applies where there is something to do. */
  async reconcile(): Promise<readonly Outcome[]> {
    const {desired, clock} = this;
    const world: World = {connections: new Map([['stores', this.connection]]), authorities: this.authorities};
    const common = {world, parallel: 4, emit: this.#emit, openOffer: nothingOffered};
    const cx = {signal: this.#signal, now: clock.now};
    const actual: Actual = await inspect({
      ...common,
      holders: desired.holders,
      authorities: [...this.authorities.keys()],
      deep: false,
      cx,
      offering: [],
    });
    const config = {digest: 'sha256:0', files: ['cscert.yaml']};
    const plan = makePlan({desired, actual, now: clock.now(), tool: '0.1.0', config});
    if (plan.actions.length === 0) return [];
    const lock = {id: 'me', operation: 'apply', owner: 'admin@runner', run: '1', version: '0.1.0'};
    return apply({
      ...common,
      plan,
      desired,
      actual,
      lock: {lock, timeoutMs: 0},
      random: bytes => randomBytes(bytes),
      clock,
      stop: {stopping: this.#signal, cancelling: this.#signal},
    });
  }
}

const nothingOffered = async (): Promise<never> => {
  throw new Error('nothing is offered here');
};
