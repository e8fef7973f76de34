import {directory, prepareRoot} from '../../../src/connections/directory/index.ts';
import type {PendingRequest} from '../../../src/core/model/actual.ts';
import type {CertificateSpec} from '../../../src/core/model/desired.ts';
import type {Connection, Step, StepResult} from '../../../src/engine/ports/connection.ts';
import type {Files} from '../../../src/engine/ports/host.ts';
import {FakeAuthority} from '../../support/fake-authority.ts';
import {MemoryFiles} from '../../support/memory-files.ts';
import {callContext, createRequestStep, siteOn, spec, TestClock, testHost} from '../../support/world.ts';

export const FE01 = 'fe01.contoso.com';
export const FE02 = 'fe02.contoso.com';
export const ROOT = '/base/servers';
export const SETTINGS = {type: 'directory', folder: 'servers'} as const;

export async function connect(files: Files, base = '/base'): Promise<Connection> {
  const made = await directory.create(SETTINGS, siteOn(testHost(files), base));
  if ('problem' in made) throw new Error(made.problem.detail);
  return made.ok;
}

export async function preparedFiles(): Promise<MemoryFiles> {
  const files = new MemoryFiles();
  await prepareRoot(SETTINGS, {files, base: '/base'});
  return files;
}

/** A connection and what it takes to use it without an engine. */
export class Bench {
  readonly clock = new TestClock();
  readonly ca = new FakeAuthority(this.clock.now());

  async read(connection: Connection, server = FE01, deep = true) {
    const state = await connection.read(server, {deep}, callContext(this.clock));
    if ('problem' in state) throw new Error(state.problem.detail);
    return state.ok;
  }

  async do(connection: Connection, step: Step, server = FE01): Promise<Exclude<StepResult, {outcome: 'failed'}>> {
    const [result] = await connection.perform(server, [step], callContext(this.clock));
    if (result === undefined || result.outcome === 'failed') throw new Error(JSON.stringify(result));
    return result;
  }

  async install(connection: Connection, request: PendingRequest, server = FE01): Promise<string> {
    const order = {...request, spec: spec(FE01), server, slot: `fepool01.contoso.com/${server}/default`};
    const answer = await this.ca.submit(order, async () => undefined, callContext(this.clock));
    if (answer.state !== 'issued') throw new Error(`the authority answered ${answer.state}`);
    const step = {do: 'install', spki: request.spki, leaf: answer.leaf, chain: answer.chain} as const;
    return (await this.do(connection, step, server)).after.thumbprint ?? '';
  }

  /** A certificate in My; its thumbprint and key. */
  async obtain(connection: Connection, wanted: CertificateSpec = spec(FE01), server = FE01) {
    const {spki = ''} = (await this.do(connection, createRequestStep(wanted), server)).after;
    const {requests} = await this.read(connection, server);
    if ('problem' in requests) throw new Error(requests.problem.detail);
    const request = requests.ok.find(candidate => candidate.spki === spki);
    if (request === undefined) throw new Error('the request is not there');
    return {spki, thumbprint: await this.install(connection, request, server)};
  }
}
