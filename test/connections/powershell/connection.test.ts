/** The connection over servers that say what they like: what is believed of it, and what is told. */
import {type KeyObject, randomBytes} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import {connectPowerShell} from '../../../src/connections/powershell/connection.ts';
import {createPool} from '../../../src/connections/powershell/session/pool.ts';
import {limitsOf} from '../../../src/connections/powershell/settings.ts';
import {channelTo} from '../../../src/connections/powershell/transports/local.ts';
import type {Diagnostic} from '../../../src/core/diagnostic.ts';
import type {CertificateSpec} from '../../../src/core/model/desired.ts';
import {Secret} from '../../../src/core/secret.ts';
import type {Connection, Step, StepResult} from '../../../src/engine/ports/connection.ts';
import {clock} from '../../../src/host/clock.ts';
import {readCertificate} from '../../../src/x509/facts.ts';
import {signCertificate} from '../../../src/x509/issue.ts';
import {generateKey, publicKeyDer} from '../../../src/x509/key.ts';
import {encodePem} from '../../../src/x509/pem.ts';
import {writePfx} from '../../../src/x509/pkcs12/write.ts';
import {createRequest} from '../../../src/x509/request.ts';
import {FakeAuthority} from '../../support/fake-authority.ts';
import {FakeProgram} from '../../support/fake-programs.ts';
import {callContext, createRequestStep, lockInfo, spec, TestClock} from '../../support/world.ts';
import {type Answering, answering, FE01, HELLO} from './fake-server.ts';

const CA = new FakeAuthority(new Date('2026-03-01T12:00:00Z'));
const ROOT = readCertificate(Buffer.from(CA.root, 'base64'));
const EMPTY = {ok: []};
const WHOLE = {My: EMPTY, CA: EMPTY, Root: EMPTY, REQUEST: EMPTY, requests: EMPTY, assigned: EMPTY, restart: EMPTY};

/** A connection to a server that answers each call with what is made of its verb and input. */
function connectTo(answer: Answering, spared: string[] = []): {connection: Connection; programs: FakeProgram[]} {
  const programs: FakeProgram[] = [];
  const open = async () => {
    const program = new FakeProgram(answering(answer));
    programs.push(program);
    return channelTo(program);
  };
  const limits = limitsOf({type: 'powershell', transport: 'local'});
  const random = (bytes: number): Buffer => Buffer.alloc(bytes, 7);
  const setup = {transport: {open}, clock, random, limits};
  const kept = createPool({helloTo: (server: string) => ({...HELLO, server}), setup});
  const pool = {...kept, spare: (server: string) => void spared.push(server)};
  return {
    connection: connectPowerShell({pool, random, limits, hasEnded: () => false, sipDomains: ['contoso.com']}),
    programs,
  };
}

/** What the store REQUEST has beside a key: a certificate that the key signed for itself. */
function entryOf(key: KeyObject): Buffer {
  const name = [{type: 'CN', value: FE01}];
  return signCertificate({
    serial: Buffer.from([1]),
    subject: name,
    issuer: name,
    publicKeyDer: publicKeyDer(key),
    notBefore: new Date('2026-03-01T12:00:00Z'),
    notAfter: new Date('2027-03-01T12:00:00Z'),
    extensions: [],
    key,
    hash: 'sha256',
  });
}

const reading = async (answer: unknown) => {
  const {connection} = connectTo(() => ({ok: answer}));
  return connection.read(FE01, {deep: false}, callContext());
};

async function tryStep(step: Step, answer: Answering): Promise<StepResult | undefined> {
  const [result] = await connectTo(answer).connection.perform(FE01, [step], callContext());
  return result;
}

describe('a chain of CA certificates', () => {
  const CHAIN: readonly Step[] = [
    {do: 'trust', store: 'Root', der: CA.root},
    {do: 'trust', store: 'CA', der: CA.issuing},
  ];
  const refused = {
    error: {type: 'System.UnauthorizedAccessException', message: 'Access denied', category: 'PermissionDenied'},
  };
  const perform = async (steps: readonly Step[], answer: Answering) => {
    const {connection, programs} = connectTo(answer);
    const results = await connection.perform(FE01, steps, callContext());
    // Besides the frame that begins a session.
    const frames = programs.reduce((sum, {written}) => sum + written.length - 1, 0);
    return {outcomes: results.map(({outcome}) => outcome), frames};
  };
  const changed = {ok: {there: true, changed: true}};

  test('travels in one frame, and each certificate has a result of its own', async () => {
    expect(await perform(CHAIN, () => changed)).toEqual({outcomes: ['done', 'done'], frames: 1});
    let count = 0;
    const second = await perform(CHAIN, () => (++count === 1 ? {ok: {there: true, changed: false}} : changed));
    expect(second).toEqual({outcomes: ['already-done', 'done'], frames: 1});
  });

  test('ends at the first that fails, and so does the whole call', async () => {
    const steps: readonly Step[] = [...CHAIN, {do: 'oweRestart'}];
    let count = 0;
    expect(await perform(steps, () => (++count === 1 ? changed : refused))).toEqual({
      outcomes: ['done', 'failed'],
      frames: 1,
    });
    expect(await perform(steps, () => refused)).toEqual({outcomes: ['failed'], frames: 1});
    expect(await perform(steps, () => ({ok: {there: false}}))).toEqual({outcomes: ['failed'], frames: 1});
  });

  test('of which one belongs elsewhere goes as far as that one', async () => {
    const [root] = CHAIN;
    const wrong: Step = {do: 'trust', store: 'Root', der: CA.issuing};
    expect(await perform([...(root ? [root] : []), wrong, ...CHAIN], () => changed)).toEqual({
      outcomes: ['done', 'failed'],
      frames: 1,
    });
    expect(await perform([wrong, ...CHAIN], () => changed)).toEqual({outcomes: ['failed'], frames: 0});
  });
});

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

  test('leaves out a certificate in My that cannot be read, and says so; of those in CA and Root it says nothing', async () => {
    const odd = {
      thumbprint: 'AB'.repeat(20),
      der: Buffer.from('30030201', 'hex').toString('base64'),
      friendlyName: '',
      hasPrivateKey: false,
      provider: null,
      exportable: null,
      proved: null,
    };
    const {connection} = connectTo(() => ({ok: {...WHOLE, My: {ok: [odd]}, Root: {ok: [odd]}}}));
    const remarks: Diagnostic[] = [];
    const cx = {...callContext(), onRemark: (one: Diagnostic) => remarks.push(one)};
    expect(await connection.read(FE01, {deep: false}, cx)).toMatchObject({ok: {stores: {My: EMPTY, Root: EMPTY}}});
    expect(remarks.filter(({code}) => code !== 'CLOCK_OFF')).toMatchObject([
      {severity: 'warning', code: 'CERTIFICATE_LEFT_OUT', address: FE01, detail: expect.stringContaining('ABAB')},
    ]);
    await connection.close?.();
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

  test('that ended in the middle of a restart says that services may be stopped, and how to start them', async () => {
    expect(await tryStep({do: 'restart', services: []}, () => 'end')).toMatchObject({
      outcome: 'failed',
      problem: {
        code: 'SERVER_ENDED',
        help: expect.stringMatching(/^Services may be stopped .* Start-CsWindowsService .* again/),
      },
    });
  });

  test.each([
    ['MODULE_MISSING', {type: 'System.Exception', message: 'CSCERT_MODULE: There is no Lync.'}],
    ['SERVER_ACCESS_DENIED', {type: 'System.UnauthorizedAccessException', message: 'You may not.'}],
  ])('that ended before a restart stopped anything (%s) says nothing of stopped services', async (code, error) => {
    expect(await tryStep({do: 'restart', services: []}, () => ({error}))).toMatchObject({
      outcome: 'failed',
      problem: {code, help: expect.not.stringContaining('Services may be stopped')},
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

  const DECLARED = spec(FE01, {eku: ['serverAuth', 'clientAuth']});
  const {organization: _organization, ...NO_ORGANIZATION} = DECLARED.subject;

  test.each<[string, {asks?: Partial<CertificateSpec>; entry?: object; command?: 'Request-CsCertificate'}, string]>([
    ['for other names', {asks: {names: [{value: 'other.contoso.com', reasons: []}]}}, `lacks ${FE01}`],
    ['for fewer purposes', {asks: {eku: ['serverAuth']}}, 'purposes serverAuth instead of serverAuth, clientAuth'],
    ['for no purpose', {asks: {eku: []}}, 'asks for the purposes none'],
    ['for no purpose of a client', {asks: {eku: []}, command: 'Request-CsCertificate'}, 'asks for the purposes none'],
    ['for another key usage', {asks: {keyUsage: ['digitalSignature']}}, 'lacks the key usage keyEncipherment'],
    ['without the organization', {asks: {subject: NO_ORGANIZATION}}, `has the subject CN=${FE01}, C=US instead of`],
    ['with a city', {asks: {subject: {...DECLARED.subject, city: 'Redmond'}}}, 'L=Redmond'],
    ['with a key of CNG', {entry: {provider: 'Microsoft Software Key Storage Provider'}}, 'a CNG provider'],
    ['with a key that may leave', {entry: {exportable: true}}, 'has a key that may be exported'],
  ])('for a request that comes out %s is never sent to anybody, and is removed', async (_what, over, text) => {
    const {asks = {}, entry = {}, command} = over;
    const {answer, verbs} = await making({...DECLARED, ...asks}, entry);
    const step = {...createRequestStep(DECLARED), ...(command && {product: {command, usages: ['Default'] as const}})};
    expect(await tryStep(step, answer)).toMatchObject({
      outcome: 'failed',
      problem: {code: 'REQUEST_NOT_AS_DECLARED', detail: expect.stringContaining(text)},
    });
    expect(verbs).toContain('discard-request');
    expect(verbs).not.toContain('note');
  });

  test("for a request that leaves the purposes of a server to the template is taken from the product's command", async () => {
    const {answer, verbs} = await making(spec(FE01, {eku: []}), {});
    const product = {command: 'Request-CsCertificate', usages: ['Default']} as const;
    expect(await tryStep({...createRequestStep(spec(FE01)), product}, answer)).toMatchObject({outcome: 'done'});
    expect(verbs).toContain('note');
  });

  /** A server on which a request comes out in one way, and its entry of REQUEST in another. */
  async function making(asked: CertificateSpec, entry: object): Promise<{answer: Answering; verbs: readonly string[]}> {
    const key = await generateKey({algorithm: 'rsa', size: 2048, exportable: false});
    const csr = encodePem('NEW CERTIFICATE REQUEST', createRequest({spec: asked, key}));
    const der = entryOf(key);
    const kept = {
      thumbprint: readCertificate(der).thumbprint,
      der: der.toString('base64'),
      friendlyName: '',
      hasPrivateKey: true,
      provider: 'Microsoft RSA SChannel Cryptographic Provider',
      exportable: false,
      ...entry,
    };
    const verbs: string[] = [];
    const answer: Answering = ({verb, input}) => {
      verbs.push(verb);
      if (verb === 'create-request' || verb === 'product-request') return {ok: {exitCode: 0, output: '', csr}};
      if (verb === 'read') return {ok: {...WHOLE, REQUEST: {ok: [kept]}}};
      return {ok: verb === 'note' ? (input as object) : {left: 0}};
    };
    return {answer, verbs};
  }
});

describe('the renewal of a lock', () => {
  const trust = {do: 'trust', store: 'Root', der: CA.root} as const;
  const renewal = {do: 'lock', lock: lockInfo('mine', new TestClock()), again: true} as const;
  const busy: Answering = ({verb}) => {
    if (verb === 'trust') return 'nothing';
    return {ok: {lock: {ok: [{name: 'lock.json', text: JSON.stringify(renewal.lock)}]}}};
  };

  test('goes beside what is running on the server, in a PowerShell of its own that is closed right after', async () => {
    const {connection, programs} = connectTo(busy);
    const running = connection.perform(FE01, [trust], callContext());
    await clock.sleep(5, new AbortController().signal);
    expect(await connection.perform(FE01, [renewal], callContext())).toMatchObject([{outcome: 'already-done'}]);
    expect(programs.map(({killed}) => killed)).toEqual([false, true]);
    programs[0]?.end({code: 1});
    expect(await running).toMatchObject([{outcome: 'failed', problem: {code: 'SERVER_ENDED'}}]);
  });

  test('uses the PowerShell that is there where nothing is running', async () => {
    const {connection, programs} = connectTo(busy);
    for (let time = 0; time < 2; time++) await connection.perform(FE01, [renewal], callContext());
    expect(programs.map(({killed}) => killed)).toEqual([false]);
  });

  test('keeps the PowerShell of a server from being the first to go, which it is after the lock was given back', async () => {
    const spared: string[] = [];
    const {connection} = connectTo(busy, spared);
    await connection.perform(FE01, [renewal], callContext());
    expect(spared).toEqual([]);
    await connection.perform(FE01, [{do: 'unlock', id: 'mine'}], callContext());
    expect(spared).toEqual([FE01]);
  });

  test('that finds the lock lost while a PowerShell is being opened keeps the step from being begun', async () => {
    const {connection, programs} = connectTo(busy);
    const problem = {severity: 'error', code: 'LOCK_LOST', summary: 'It is lost', detail: 'Somebody has it.'} as const;
    const whyNot = async () => (programs.length > 0 ? problem : undefined);
    expect(await connection.perform(FE01, [trust], {...callContext(), whyNot})).toEqual([{outcome: 'failed', problem}]);
    expect(programs.map(({written}) => written.length)).toEqual([1]);
  });
});

describe('the import of a shared certificate', () => {
  const PROVIDER = 'Microsoft RSA SChannel Cryptographic Provider';

  test.each<[string, object, 'done' | 'failed']>([
    ['is done where its key is kept as it was told', {}, 'done'],
    [
      'has failed where the key is with another provider',
      {provider: 'Microsoft Software Key Storage Provider'},
      'failed',
    ],
    ['has failed where the server does not name the provider', {provider: null}, 'failed'],
    ['has failed where the key may not leave', {exportable: false}, 'failed'],
    ['has failed where nobody knows whether the key may leave', {exportable: null}, 'failed'],
    ['has failed where the key does not open', {proved: false}, 'failed'],
    ['has failed where the certificate is not there', {there: false}, 'failed'],
  ])('%s', async (_what, over, outcome) => {
    const key = await generateKey({algorithm: 'rsa', size: 2048, exportable: true});
    const password = new Secret('pass word');
    const own = {key, certificate: entryOf(key), chain: [], password, profile: 'modern', random: randomBytes} as const;
    const pfx = new Secret((await writePfx(own)).toString('base64'));
    const verbs: string[] = [];
    const answer: Answering = ({verb, input}) => {
      verbs.push(verb);
      if (verb !== 'import-shared') return {ok: WHOLE};
      const {friendlyName} = input as {readonly friendlyName: string};
      return {
        ok: {changed: true, there: true, proved: true, friendlyName, provider: PROVIDER, exportable: true, ...over},
      };
    };
    const named = {friendlyName: 'Edge external', specDigest: 'ab'.repeat(32), exportable: true} as const;
    const result = await tryStep({do: 'importShared', pfx, password, ...named}, answer);
    expect(verbs).toContain('import-shared');
    expect(result?.outcome).toBe(outcome);
    if (result?.outcome === 'failed') expect(result.problem.code).toBe('STORE_NOT_AS_WRITTEN');
  });
});
