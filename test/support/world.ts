import {randomBytes} from 'node:crypto';
import type {ConnectionSite} from '../../src/connections/type.ts';
import {specDigest} from '../../src/core/digest.ts';
import type {CertificateSpec} from '../../src/core/model/desired.ts';
import type {LockInfo} from '../../src/engine/ports/connection.ts';
import type {CallContext} from '../../src/engine/ports/context.ts';
import type {Files, Host} from '../../src/engine/ports/host.ts';
import {connectNowhere, spawnNothing} from './fake-programs.ts';

/** A moment for tests that have no reason for another. */
export const NOON = '2026-03-01T12:00:00.000Z';

/** A clock that goes only when it is told to. */
export class TestClock {
  #time = Date.parse(NOON);

  readonly now = (): Date => new Date(this.#time);

  pass(milliseconds: number): void {
    this.#time += milliseconds;
  }
}

export function callContext(clock: TestClock = new TestClock(), signal = new AbortController().signal): CallContext {
  return {signal, now: clock.now};
}

export function testHost(files: Files, clock: TestClock = new TestClock()): Host {
  return {
    files,
    clock: {now: clock.now, sleep: async ms => clock.pass(ms)},
    random: bytes => randomBytes(bytes),
    environment: {},
    hasEnded: () => false,
    spawn: spawnNothing,
    connectSsh: connectNowhere,
  };
}

export const DEPLOYMENT = {name: 'contoso', product: 'lync2013', sipDomains: ['contoso.com']} as const;

/** What a connection is made with, where nothing else matters to the test. */
export function siteOn(host: Host, base = '/base'): ConnectionSite {
  return {name: 'lab', base, deployment: DEPLOYMENT, host, roleOf: () => undefined, secrets: {}};
}

/** What a server's certificate must be; say only what matters to the test. */
export function spec(host: string, over: Partial<CertificateSpec> = {}): CertificateSpec {
  return {
    subject: {commonName: host, organization: 'Contoso', country: 'US'},
    names: [{value: host, reasons: ['name of this server']}],
    key: {algorithm: 'rsa', size: 2048, exportable: false},
    eku: ['serverAuth'],
    keyUsage: ['digitalSignature', 'keyEncipherment'],
    signature: 'sha256',
    authority: 'corp',
    template: 'WebServer',
    renewBefore: {percent: 33},
    ...over,
  };
}

/** The step that asks for it. */
export function createRequestStep(wanted: CertificateSpec, friendlyName = `Default - ${wanted.subject.commonName}`) {
  return {do: 'createRequest', spec: wanted, specDigest: specDigest(wanted), friendlyName} as const;
}

export function lockInfo(id: string, clock: TestClock, leaseMs = 60_000): LockInfo {
  const now = clock.now().getTime();
  return {
    id,
    operation: 'apply',
    owner: `${id}@runner`,
    run: `run-${id}`,
    version: '0.1.0',
    since: new Date(now).toISOString(),
    lease: new Date(now + leaseMs).toISOString(),
  };
}
