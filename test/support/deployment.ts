/**
 * A small deployment in memory for tests of the engine: two Front Ends, a Mediation server and the OAuth certificate,
 * on a fake connection and a fake authority. Keys are made once per test file and dealt out anew to every world.
 */
import {generateKeyPairSync, type KeyObject, randomBytes} from 'node:crypto';
import type {Actual} from '../../src/core/model/actual.ts';
import type {CertificateSpec, Desired, Holder, Slot} from '../../src/core/model/desired.ts';
import type {Outcome} from '../../src/core/model/outcome.ts';
import type {Plan} from '../../src/core/model/plan.ts';
import {USUAL_UPKEEP} from '../../src/core/model/upkeep.ts';
import type {Usage} from '../../src/core/model/usage.ts';
import {plan as makePlan} from '../../src/core/plan/plan.ts';
import {type ApplyInput, apply} from '../../src/engine/apply/apply.ts';
import {type Event, emitter} from '../../src/engine/events.ts';
import {inspect} from '../../src/engine/inspect.ts';
import type {Authority} from '../../src/engine/ports/authority.ts';
import type {LockInfo} from '../../src/engine/ports/connection.ts';
import type {World} from '../../src/engine/world.ts';
import {FakeAuthority} from './fake-authority.ts';
import {FakeConnection} from './fake-connection.ts';
import {ManualClock} from './manual-clock.ts';
import {spec} from './world.ts';

export const FE1 = 'fe01.contoso.com';
export const FE2 = 'fe02.contoso.com';
export const MED = 'med01.contoso.com';
export const FE_POOL = 'fepool01.contoso.com';
export const MED_POOL = 'medpool01.contoso.com';
export const slotOf = (server: string): string => `${server === MED ? MED_POOL : FE_POOL}/${server}/default`;

const PLACE = {file: 'cscert.yaml', line: 1, column: 1};

function holder(server: string): Holder {
  const mediation = server === MED;
  const role = mediation ? 'mediation' : 'frontEnd';
  return {server, pool: mediation ? MED_POOL : FE_POOL, role, connection: 'stores', declaredAt: PLACE};
}

interface SlotOrder {
  readonly members: readonly string[];
  readonly usages: readonly Usage[];
  readonly over?: Partial<CertificateSpec>;
}

/** The slot of one server, or without one the deployment's OAuth certificate. */
function slot(server: string | undefined, {members, usages, over}: SlotOrder): Slot {
  const wanted = spec(server ?? 'contoso.com', {
    key: {algorithm: 'rsa', size: 2048, exportable: server === undefined},
    ...over,
  });
  const friendlyName = `${server === undefined ? 'OAuthTokenIssuer' : 'Default'} - ${server ?? 'contoso'}`;
  const common = {
    members,
    usages,
    friendlyName,
    spec: wanted,
    declaredAt: PLACE,
    assign: 'auto' as const,
    upkeep: {...USUAL_UPKEEP, renewSpread: 0},
  };
  return server === undefined
    ? {...common, address: 'global/oauth', certificate: 'oauth', scope: 'global', delivery: 'product'}
    : {
        ...common,
        address: slotOf(server),
        certificate: 'default',
        scope: 'server',
        pool: server === MED ? MED_POOL : FE_POOL,
        delivery: 'own',
      };
}

export interface DeploymentOptions {
  readonly servers?: readonly string[];
  readonly oauth?: boolean;
  /** What is different in the specification of every server's certificate. */
  readonly over?: Partial<CertificateSpec>;
}

export function deployment({servers = [FE1, FE2, MED], oauth = false, over = {}}: DeploymentOptions = {}): Desired {
  const own = servers.map(server =>
    slot(server, {members: [server], usages: server === MED ? ['Default'] : ['Default', 'WebServicesInternal'], over}),
  );
  const web = servers.filter(server => server !== MED);
  return {
    deployment: {name: 'contoso', product: 'sfbse', sipDomains: ['contoso.com']},
    holders: servers.map(holder),
    slots: [...(oauth ? [slot(undefined, {members: web, usages: ['OAuthTokenIssuer']})] : []), ...own],
  };
}

/** No slot of these tests names a PFX file. */
const openOffer = async (): Promise<never> => {
  throw new Error('nothing is offered here');
};

const keys: KeyObject[] = [];

/** Deals keys of 2048 bits, each once; making them is what would cost time. Most worlds need no more than eight. */
export function dealer(most = 8): () => Promise<KeyObject> {
  let dealt = 0;
  return async () => {
    if (dealt === most) throw new Error(`the test needs more than ${most} keys`);
    const key = keys[dealt] ?? generateKeyPairSync('rsa', {modulusLength: 2048}).privateKey;
    keys[dealt++] = key;
    return key;
  };
}

/** Everything that an apply needs, and what it said. */
export class EngineWorld {
  readonly openOffer = openOffer;
  readonly clock = new ManualClock();
  readonly connection: FakeConnection;
  readonly authority: FakeAuthority;
  readonly events: Event[] = [];
  readonly stopping = new AbortController();
  readonly cancelling = new AbortController();
  readonly emit = emitter(this.clock.now, [event => void this.events.push(event)]);
  desired: Desired;
  /** Who stands behind the name `corp`. */
  issuer: Authority;

  constructor(desired: Desired = deployment(), connection = new FakeConnection(dealer())) {
    this.desired = desired;
    this.connection = connection;
    this.authority = new FakeAuthority(new Date(this.clock.now().getTime() - 86_400_000));
    this.issuer = this.authority;
    for (const {server} of desired.holders) connection.server(server);
  }

  get world(): World {
    return {connections: new Map([['stores', this.connection]]), authorities: new Map([['corp', this.issuer]])};
  }

  get cx() {
    return {signal: this.cancelling.signal, now: this.clock.now};
  }

  async inspect(): Promise<Actual> {
    const {desired, world, emit, cx} = this;
    return inspect({
      holders: desired.holders,
      world,
      authorities: [...world.authorities.keys()],
      deep: false,
      parallel: 4,
      emit,
      cx,
      offering: [],
      openOffer,
    });
  }

  async plan(): Promise<{plan: Plan; actual: Actual}> {
    const actual = await this.inspect();
    const config = {digest: 'sha256:0', files: ['cscert.yaml']};
    return {plan: makePlan({desired: this.desired, actual, now: this.clock.now(), tool: '0.1.0', config}), actual};
  }

  /** Applies a plan made now, or one that was made before. */
  async apply(planned?: {plan: Plan; actual: Actual}, timeoutMs = 0, id = 'me'): Promise<readonly Outcome[]> {
    return apply(this.input(planned ?? (await this.plan()), timeoutMs, id));
  }

  /** Has another run hold the lock of a server, until so many milliseconds from now. */
  lockByOther(server: string, leaseMs: number): LockInfo {
    const now = this.clock.now().getTime();
    const lock: LockInfo = {
      ...{id: 'other', operation: 'apply', owner: 'eve@elsewhere', run: '2', version: '0.1.0'},
      since: new Date(now).toISOString(),
      lease: new Date(now + leaseMs).toISOString(),
    };
    this.connection.server(server).lock = lock;
    return lock;
  }

  /** What an apply of a plan is given. */
  input({plan, actual}: {plan: Plan; actual: Actual}, timeoutMs = 0, id = 'me'): ApplyInput {
    const {desired, world, clock, emit} = this;
    const lock = {id, operation: 'apply', owner: 'admin@runner', run: '1', version: '0.1.0'};
    return {
      plan,
      desired,
      actual,
      world,
      lock: {lock, timeoutMs},
      parallel: 4,
      random: bytes => randomBytes(bytes),
      openOffer,
      clock,
      emit,
      stop: {stopping: this.stopping.signal, cancelling: this.cancelling.signal},
    };
  }

  ofType<T extends Event['type']>(type: T): readonly Extract<Event, {type: T}>[] {
    return this.events.filter((event): event is Extract<Event, {type: T}> => event.type === type);
  }

  /** Locks that are still held. */
  get locked(): readonly string[] {
    return [...this.connection.servers].filter(([, server]) => server.lock !== undefined).map(([name]) => name);
  }
}

/** `verb result`, in the order of the plan. */
export const results = (outcomes: readonly Outcome[], on?: string): readonly string[] =>
  outcomes.filter(outcome => on === undefined || outcome.on === on).map(({verb, result}) => `${verb} ${result}`);
