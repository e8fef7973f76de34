/** The connection over servers that say what they like: what is believed of it, and what is told. */
import {describe, expect, test} from '@jest/globals';
import {connectPowerShell} from '../../../src/connections/powershell/connection.ts';
import {createPool} from '../../../src/connections/powershell/session/pool.ts';
import {limitsOf} from '../../../src/connections/powershell/settings.ts';
import {channelTo} from '../../../src/connections/powershell/transports/local.ts';
import type {Connection, Step, StepResult} from '../../../src/engine/ports/connection.ts';
import {clock} from '../../../src/host/clock.ts';
import {readCertificate} from '../../../src/x509/facts.ts';
import {generateKey} from '../../../src/x509/key.ts';
import {encodePem} from '../../../src/x509/pem.ts';
import {createRequest} from '../../../src/x509/request.ts';
import {FakeAuthority} from '../../support/fake-authority.ts';
import {FakeProgram} from '../../support/fake-programs.ts';
import {callContext, createRequestStep, spec} from '../../support/world.ts';
import {type Answering, answering, FE01, HELLO} from './fake-server.ts';

const CA = new FakeAuthority(new Date('2026-03-01T12:00:00Z'));
const ROOT = readCertificate(Buffer.from(CA.root, 'base64'));
const EMPTY = {ok: []};
const WHOLE = {My: EMPTY, CA: EMPTY, Root: EMPTY, REQUEST: EMPTY, requests: EMPTY, assigned: EMPTY, restart: EMPTY};

/** A connection to a server that answers each call with what is made of its verb and input. */
function connectTo(answer: Answering): {connection: Connection; programs: FakeProgram[]} {
  const programs: FakeProgram[] = [];
  const open = async () => {
    const program = new FakeProgram(answering(answer));
    programs.push(program);
    return channelTo(program);
  };
  const limits = limitsOf({type: 'powershell', transport: 'local'});
  const random = (bytes: number): Buffer => Buffer.alloc(bytes, 7);
  const setup = {transport: {open}, clock, random, limits};
  const pool = createPool({helloTo: (server: string) => ({...HELLO, server}), setup});
  return {
    connection: connectPowerShell({pool, random, limits, hasEnded: () => false, sipDomains: ['contoso.com']}),
    programs,
  };
}

const reading = async (answer: unknown) => {
  const {connection} = connectTo(() => ({ok: answer}));
  return connection.read(FE01, {deep: false}, callContext());
};

async function tryStep(step: Step, answer: Answering): Promise<StepResult | undefined> {
  const [result] = await connectTo(answer).connection.perform(FE01, [step], callContext());
  return result;
}

describe('a read', () => {
  test('gives what every part says', async () => {
    expect(await reading(WHOLE)).toEqual({
      ok: {
        at: '2026-03-01T12:00:00.000Z',
        stores: {My: EMPTY, CA: EMPTY, Root: EMPTY},
        requests: EMPTY,
        assigned: {ok: {}},
      },
    });
  });

  test('of which the note about a restart cannot be read owes one: done once too often rather than forgotten', async () => {
    for (const restart of [{ok: ['no note']}, {error: {type: 'System.IO.IOException', message: 'It is in use.'}}]) {
      expect(await reading({...WHOLE, restart})).toMatchObject({ok: {restartOwed: '2026-03-01T12:00:00.000Z'}});
    }
  });

  test.each([
    ['is missing', undefined],
    ['is nonsense', {ok: 7}],
    ['holds nonsense', {ok: [{thumbprint: 'x'}]}],
    [
      'failed in words',
      {error: {type: 'System.Exception', message: 'Zugriff verweigert', category: 'PermissionDenied'}},
    ],
  ])('of which a part %s leaves the others as they are', async (_what, part) => {
    const state = await reading({...WHOLE, Root: part});
    if ('problem' in state) throw new Error(state.problem.detail);
    expect(state.ok.stores.Root).toMatchObject({problem: {address: FE01, severity: 'error'}});
    expect([state.ok.stores.My, state.ok.stores.CA, state.ok.requests]).toEqual([EMPTY, EMPTY, EMPTY]);
  });

  test('of a server that ends is a problem, and the next one asks another PowerShell', async () => {
    let count = 0;
    const {connection, programs} = connectTo(() => (++count === 1 ? 'end' : {ok: WHOLE}));
    const read = () => connection.read(FE01, {deep: false}, callContext());
    expect(await read()).toMatchObject({problem: {code: 'SERVER_ENDED', address: FE01}});
    expect(await read()).toMatchObject({ok: {}});
    expect(programs).toHaveLength(2);
  });

  test('that several want at once opens one PowerShell for each server', async () => {
    const {connection, programs} = connectTo(() => ({ok: WHOLE}));
    await Promise.all([1, 2, 3].map(() => connection.read(FE01, {deep: false}, callContext())));
    expect(programs).toHaveLength(1);
    await connection.close?.();
    expect(programs[0]?.killed).toBe(true);
  });
});

describe('a step', () => {
  const trust = {do: 'trust', store: 'Root', der: CA.root} as const;

  test('that the server says it did, and did not, has failed', async () => {
    expect(await tryStep(trust, () => ({ok: {changed: true, there: false}}))).toMatchObject({
      outcome: 'failed',
      problem: {code: 'STORE_NOT_AS_WRITTEN', detail: expect.stringContaining(ROOT.thumbprint)},
    });
  });

  test('is told in the words of the server when it failed there', async () => {
    const error = {type: 'System.Exception', message: 'The disk is full', category: 'WriteError'};
    expect(await tryStep(trust, () => ({error}))).toMatchObject({
      outcome: 'failed',
      problem: {code: 'SERVER_REFUSED', detail: expect.stringContaining('The disk is full.')},
    });
  });

  test('that a server breaks off leaves those after it untried', async () => {
    const {connection} = connectTo(() => 'end');
    const results = await connection.perform(FE01, [trust, trust], callContext());
    expect(results).toMatchObject([{outcome: 'failed', problem: {code: 'SERVER_ENDED'}}]);
  });

  const made =
    (over: object): Answering =>
    ({verb}) =>
      verb === 'create-request' ? {ok: {exitCode: 0, output: '', csr: null, ...over}} : {ok: WHOLE};

  test.each([
    ['makes no request', {exitCode: -2146893807, output: 'NTE_PROV'}, 'KEY_REFUSED', '0x80090011 and said: NTE_PROV'],
    ['writes something else', {csr: CA.root}, 'SERVER_ANSWER_BROKEN', 'not one PEM request'],
  ])('for a request for which certreq %s ends with that', async (_what, over, code, text) => {
    expect(await tryStep(createRequestStep(spec(FE01)), made(over))).toMatchObject({
      outcome: 'failed',
      problem: {code, detail: expect.stringContaining(text)},
    });
  });

  test('for a request that comes out otherwise than declared is never sent to anybody', async () => {
    const key = await generateKey({algorithm: 'rsa', size: 2048, exportable: false});
    const der = createRequest({spec: spec('other.contoso.com'), key});
    const csr = encodePem('NEW CERTIFICATE REQUEST', der);
    expect(await tryStep(createRequestStep(spec(FE01)), made({csr}))).toMatchObject({
      outcome: 'failed',
      problem: {code: 'REQUEST_NOT_AS_DECLARED', detail: expect.stringContaining('lacks fe01.contoso.com')},
    });
  });
});
