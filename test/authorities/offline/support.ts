import {type OfflineSettings, offline} from '../../../src/authorities/offline/index.ts';
import type {Answer, Authority, Order} from '../../../src/engine/ports/authority.ts';
import type {Files} from '../../../src/engine/ports/host.ts';
import {encodePem} from '../../../src/x509/pem.ts';
import type {FakeAuthority} from '../../support/fake-authority.ts';
import type {MemoryFiles} from '../../support/memory-files.ts';
import {callContext, DEPLOYMENT, TestClock, testHost} from '../../support/world.ts';

export const FE01 = 'fe01.contoso.com';
export const FE02 = 'fe02.contoso.com';
export const POOL = 'fepool01.contoso.com';
export const FOLDER = '/base/requests';

export interface OpenOptions {
  readonly base?: string;
  readonly roots?: OfflineSettings['roots'];
}

export async function open(files: Files, {base = '/base', roots = ['root.pem']}: OpenOptions = {}): Promise<Authority> {
  const made = await offline.create(
    {type: 'offline', folder: 'requests', roots},
    {name: 'public', base, deployment: DEPLOYMENT, host: testHost(files), secrets: {}},
  );
  if ('problem' in made) throw new Error(made.problem.detail);
  return made.ok;
}

export const submit = (authority: Authority, order: Order, clock = new TestClock()): Promise<Answer> =>
  authority.submit(order, async () => undefined, callContext(clock));

/** The same order for another server or certificate. */
export function at(order: Order, server: string, certificate = 'default'): Order {
  return {...order, server, slot: `${POOL}/${server}/${certificate}`};
}

export const pem = (...ders: readonly string[]): string =>
  ders.map(der => encodePem('CERTIFICATE', Buffer.from(der, 'base64'))).join('');

/** What a CA sends back, in memory. */
export async function answerOf(ca: FakeAuthority, order: Order, clock = new TestClock()) {
  const answer = await ca.submit(order, async () => undefined, callContext(clock));
  if (answer.state !== 'issued') throw new Error(`the CA answered ${answer.state}`);
  return answer;
}

/** Puts a file below the folder of requests, as a person does. */
export async function drop(files: MemoryFiles, path: string, data: string | Uint8Array): Promise<void> {
  const whole = `${FOLDER}/${path}`;
  await files.makeFolder(whole.slice(0, whole.lastIndexOf('/')));
  await files.write(whole, data, {mode: 0o644});
}

/** Codes of what was remarked while it waits. */
export function remarksOf(answer: Answer): readonly (readonly [code: string, detail: string])[] {
  if (answer.state !== 'waiting') throw new Error(`the answer is ${answer.state}`);
  return (answer.remarks ?? []).map(({code, detail}) => [code, detail]);
}
