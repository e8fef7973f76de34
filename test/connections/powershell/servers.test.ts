/** What servers are like: the real scripts in the real engine, before simulated servers with their faults. */
import {generateKeyPairSync} from 'node:crypto';
import {mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, expect} from '@jest/globals';
import type {HolderState} from '../../../src/core/model/actual.ts';
import type {StoredCertificate} from '../../../src/core/model/certificate.ts';
import type {Step, StepResult} from '../../../src/engine/ports/connection.ts';
import {encodeDer, octetString} from '../../../src/x509/der-write.ts';
import {signCertificate} from '../../../src/x509/issue.ts';
import {publicKeyDer} from '../../../src/x509/key.ts';
import type {ContractFaults} from '../../support/cs-contract/world.ts';
import {FakeAuthority} from '../../support/fake-authority.ts';
import {powershellPart} from '../../support/powershell/engine.ts';
import {openPowerShell, type PowerShellRig} from '../../support/powershell/powershell-rig.ts';
import {callContext, createRequestStep, lockInfo, spec} from '../../support/world.ts';

const {describe, test} = powershellPart;

const FE01 = 'fe01.contoso.com';
const FE02 = 'fe02.contoso.com';
const EDGE01 = 'edge01.contoso.com';
const EXPORTABLE = spec('contoso.com', {key: {algorithm: 'rsa', size: 2048, exportable: true}});

let kept: PowerShellRig | undefined;
afterAll(() => kept?.close());

/** Servers on which nothing was done, in processes that begin once. */
async function bench(): Promise<Bench> {
  kept = kept?.renewed() ?? (await openPowerShell());
  return new Bench(kept);
}

class Bench {
  readonly rig: PowerShellRig;
  readonly ca: FakeAuthority;

  constructor(rig: PowerShellRig) {
    this.rig = rig;
    this.ca = new FakeAuthority(rig.clock.now());
  }

  get cx() {
    return callContext(this.rig.clock);
  }

  faults(server: string, faults: ContractFaults): void {
    this.rig.forest.setFaults(server, faults);
  }

  async read(server = FE01, deep = false): Promise<HolderState> {
    const state = await this.rig.connection.read(server, {deep}, this.cx);
    if ('problem' in state) throw new Error(state.problem.detail);
    return state.ok;
  }

  async try(step: Step, server = FE01): Promise<StepResult> {
    const [result] = await this.rig.connection.perform(server, [step], this.cx);
    if (result === undefined) throw new Error('nothing was tried');
    return result;
  }

  async do(step: Step, server = FE01) {
    const result = await this.try(step, server);
    if (result.outcome === 'failed') throw new Error(`${result.problem.code}: ${result.problem.detail}`);
    return result;
  }

  async fails(step: Step, server = FE01) {
    const result = await this.try(step, server);
    if (result.outcome !== 'failed') throw new Error(`${step.do} did not fail`);
    return result.problem;
  }

  /** The CA is trusted, asked, and its answer is installed. */
  async obtain(wanted = spec(FE01), server = FE01): Promise<StoredCertificate> {
    await this.do({do: 'trust', store: 'Root', der: this.ca.root}, server);
    const {after} = await this.do(createRequestStep(wanted), server);
    await this.do(await this.answerTo(after.csr ?? '', after.spki ?? ''), server);
    const {stores} = await this.read(server);
    const found = 'ok' in stores.My ? stores.My.ok.find(({spki}) => spki === after.spki) : undefined;
    if (found === undefined) throw new Error('the certificate is not there');
    return found;
  }

  async answerTo(csr: string, spki: string): Promise<Step> {
    const order = {csr, spki, spec: spec(FE01), server: FE01, slot: 'x', progress: {state: 'created'}} as const;
    const answer = await this.ca.submit(order, async () => undefined, this.cx);
    if (answer.state !== 'issued') throw new Error(`the authority answered ${answer.state}`);
    return {do: 'install', spki, leaf: answer.leaf, chain: answer.chain};
  }
}

/** A certificate in which one extension alone has that many bytes. */
function certificateOf(length: number): Buffer {
  const {privateKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'});
  const name = [{type: 'CN', value: `A CA with ${length} bytes`}];
  return signCertificate({
    serial: Buffer.from([1]),
    subject: name,
    issuer: name,
    publicKeyDer: publicKeyDer(privateKey),
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2036-01-01T00:00:00Z'),
    extensions: [{oid: '1.3.6.1.4.1.99999.1', critical: false, value: encodeDer(octetString(Buffer.alloc(length)))}],
    key: privateKey,
    hash: 'sha256',
  });
}

const problemOf = (part: object): {code: string; detail: string} | undefined =>
  'problem' in part ? (part.problem as never) : undefined;

describe('reading a server', () => {
  test('a store that cannot be read hides nothing else, and is told in words', async () => {
    const servers = await bench();
    servers.faults(FE01, {stores: {CA: 'unreadable'}});
    const {stores, assigned} = await servers.read();
    expect(problemOf(stores.CA)).toMatchObject({
      code: 'SERVER_ACCESS_DENIED',
      detail: expect.stringContaining('the store CA'),
    });
    expect([stores.My, stores.Root, assigned]).toEqual([{ok: []}, {ok: []}, {ok: {}}]);
  });

  test('more certificates than one JSON text holds in PowerShell 3.0 are read, each by each', async () => {
    const servers = await bench();
    // One store is too long by itself, and both are together.
    const sizes = {CA: Array<number>(41).fill(45_000), Root: Array<number>(23).fill(45_000)};
    const added = Object.entries(sizes).map(([store, lengths]) =>
      lengths.map(length => servers.rig.forest.addEntry(FE01, store as 'CA' | 'Root', certificateOf(length))),
    );
    const {stores} = await servers.read();
    const found = [stores.CA, stores.Root].map(part =>
      'ok' in part ? part.ok.map(({thumbprint}) => thumbprint) : part,
    );
    const [ca = [], root = []] = added;
    expect(found).toEqual([expect.arrayContaining(ca), expect.arrayContaining(root)]);
    expect(stores.My).toEqual({ok: []});
  });

  test('a module that is not there leaves the stores as they are', async () => {
    // What is loaded once stays loaded, so this takes processes of its own.
    const rig = await openPowerShell({faults: {module: 'missing'}});
    const {stores, assigned} = await new Bench(rig).read();
    await rig.close();
    expect(problemOf(assigned)).toMatchObject({code: 'MODULE_MISSING'});
    expect(stores.My).toEqual({ok: []});
  });

  test('a module that talks while it is loaded is passed over', async () => {
    const rig = await openPowerShell({faults: {module: 'banner'}});
    const {assigned} = await new Bench(rig).read();
    await rig.close();
    expect(assigned).toEqual({ok: {}});
  });

  test('an account without rights is told of with its name', async () => {
    const servers = await bench();
    const session = {...servers.rig.forest.server(FE01).session, groups: []};
    servers.rig.forest.changeServer(FE01, {session});
    const {stores, assigned} = await servers.read();
    expect(problemOf(assigned)).toMatchObject({
      code: 'SERVER_ACCESS_DENIED',
      detail: expect.stringContaining('as CONTOSO\\lyncadmin'),
    });
    expect(stores.My).toEqual({ok: []});
  });

  test('nothing is done on another server than was asked', async () => {
    const rig = await openPowerShell({environment: {CSCERT_CONTRACT_SERVER: FE02}});
    const servers = new Bench(rig);
    expect((await servers.fails({do: 'lock', lock: lockInfo('mine', rig.clock)})).code).toBe('SERVER_IS_ANOTHER');
    await rig.close();
  });

  test('a key that does not open counts as none when keys are proved', async () => {
    const servers = await bench();
    const {thumbprint} = await servers.obtain();
    const {forest} = servers.rig;
    const [entry] = forest.entries(FE01, 'My');
    rmSync(join(forest.folder(FE01), 'Keys', `${entry?.container}.json`));
    const my = async (deep: boolean) => (await servers.read(FE01, deep)).stores.My;
    expect(await my(true)).toMatchObject({ok: [{thumbprint, hasPrivateKey: false}]});
    expect((await servers.fails({do: 'assign', usage: 'Default', thumbprint})).code).toMatch(/^KEY_M/);
  });
});

describe('a lock', () => {
  test('is had by one of several runs that want it at the same moment, free or abandoned', async () => {
    const servers = await bench();
    const {clock} = servers.rig;
    const others = await Promise.all([servers.rig.beside(), servers.rig.beside()]);
    const runs = [servers.rig, ...others].map(({connection}, index) => ({connection, id: `run-${index}`}));
    const want = async (): Promise<readonly string[]> => {
      const tried = runs.map(async ({connection, id}) => {
        const [result] = await connection.perform(FE01, [{do: 'lock', lock: lockInfo(id, clock)}], servers.cx);
        return result?.outcome === 'done' ? [id] : [];
      });
      return (await Promise.all(tried)).flat();
    };
    // The processes are there before they want the same.
    await Promise.all(runs.map(({connection}) => connection.lockOf(FE01, servers.cx)));
    for (let round = 0; round < 20; round++) {
      const winners = await want();
      expect(winners).toHaveLength(1);
      expect((await servers.rig.connection.lockOf(FE01, servers.cx))?.id).toBe(winners[0]);
      clock.pass(61_000);
    }
    await Promise.all(others.map(({connection}) => connection.close?.()));
  });
});

describe('what the product tells', () => {
  test('usages are understood as plain words and as URNs', async () => {
    const servers = await bench();
    servers.faults(FE01, {product: {use: 'urn'}});
    const {thumbprint} = await servers.obtain();
    await servers.do({do: 'assign', usage: 'Default', thumbprint});
    expect((await servers.read()).assigned).toEqual({ok: {Default: {current: thumbprint}}});
    expect(await servers.do({do: 'assign', usage: 'Default', thumbprint})).toMatchObject({outcome: 'already-done'});
  });

  test('a version that tells nothing but what is documented can be assigned on, staged and cleaned', async () => {
    const servers = await bench();
    servers.faults(EDGE01, {product: {reference: 'documented'}});
    const usage = 'AudioVideoAuthentication';
    const old = (await servers.obtain(spec(EDGE01), EDGE01)).thumbprint;
    await servers.do({do: 'assign', usage, thumbprint: old}, EDGE01);
    const next = (await servers.obtain(spec(EDGE01), EDGE01)).thumbprint;
    const at = new Date(servers.rig.clock.now().getTime() + 3_600_000).toISOString();
    await servers.do({do: 'assign', usage, thumbprint: next, at}, EDGE01);
    expect((await servers.read(EDGE01)).assigned).toEqual({ok: {[usage]: {current: next}}});
    expect(await servers.do({do: 'dropPrevious', usage}, EDGE01)).toMatchObject({outcome: 'done'});
  });

  test('a version that dates every assignment dates it with the clock of its server, which may be ahead', async () => {
    const product = {dates: 'always'} as const;
    const rig = await openPowerShell({faults: {product, clockOffsetSeconds: 90}});
    const servers = new Bench(rig);
    const old = (await servers.obtain()).thumbprint;
    const {thumbprint} = await servers.obtain();
    await servers.do({do: 'assign', usage: 'Default', thumbprint: old});
    const step = {do: 'assign', usage: 'Default', thumbprint} as const;
    expect(await servers.do(step)).toMatchObject({outcome: 'done'});
    expect(await servers.do(step)).toMatchObject({outcome: 'already-done'});
    const since = new Date(rig.clock.now().getTime() + 90_000).toISOString();
    expect((await servers.read()).assigned).toEqual({ok: {Default: {current: thumbprint, previous: old, since}}});
    // By how much it is ahead is known as of when it was asked, to the second.
    servers.faults(FE01, {product, clockOffsetSeconds: 95});
    expect(await servers.do({...step, thumbprint: old})).toMatchObject({outcome: 'done'});
    await rig.close();
  });

  test('what is global is found also where it is listed only by its name', async () => {
    const servers = await bench();
    servers.faults(FE01, {product: {globalListed: false}});
    const {thumbprint} = await servers.obtain(EXPORTABLE);
    await servers.do({do: 'assign', usage: 'OAuthTokenIssuer', thumbprint});
    expect((await servers.read()).assigned).toEqual({ok: {OAuthTokenIssuer: {current: thumbprint, replicated: true}}});
  });

  test('replication that is late is a warning, and no reason to assign again', async () => {
    const servers = await bench();
    const {thumbprint} = await servers.obtain(EXPORTABLE);
    servers.faults(FE01, {replication: 'late'});
    servers.faults(FE02, {replication: 'late'});
    const step = {do: 'assign', usage: 'OAuthTokenIssuer', thumbprint} as const;
    const late = {warning: {severity: 'warning', code: 'REPLICATION_INCOMPLETE'}};
    const {warning, ...first} = await servers.do(step);
    expect({warning, ...first}).toMatchObject({outcome: 'done', ...late});
    expect(warning?.detail).toMatch(
      /replication has not brought it to fe01\.contoso\.com \([^)]+\), fe02\.contoso\.com \([^)]+\) yet\.$/,
    );
    expect(await servers.do(step)).toMatchObject({outcome: 'already-done', ...late});
    expect((await servers.read(FE02)).assigned).toEqual({ok: {}});
    // A server that it has not come to has neither certificate nor key: there is nothing to do there but to wait.
    expect(await servers.do(step, FE02)).toMatchObject({outcome: 'already-done', ...late});
    servers.faults(FE01, {});
    expect(await servers.do(step)).toEqual({outcome: 'already-done', after: {thumbprint}});
  });

  test('a look before an apply names the servers that what is published has not reached', async () => {
    const servers = await bench();
    const {thumbprint} = await servers.obtain(EXPORTABLE);
    servers.faults(FE02, {replication: 'late'});
    await servers.do({do: 'assign', usage: 'OAuthTokenIssuer', thumbprint});
    const look = (global: boolean) =>
      servers.rig.connection.check?.(FE01, {assigns: true, global, cas: []}, callContext(servers.rig.clock));
    const [found, ...more] = (await look(true)) ?? [];
    expect([found?.problem.severity, found?.problem.code, more]).toEqual(['warning', 'REPLICAS_BEHIND', []]);
    expect(found?.problem.detail).toMatch(
      /^Seen from fe01\.contoso\.com, what was last published has not reached fe02\.contoso\.com \(last heard of \S+ \S+ UTC\)\. /,
    );
    expect(await look(false)).toEqual([]);
  });

  test('a session that cannot go on to the management store is told so, and what to do', async () => {
    const servers = await bench();
    const {thumbprint} = await servers.obtain(EXPORTABLE);
    const session = {...servers.rig.forest.server(FE01).session, secondHop: false};
    servers.rig.forest.changeServer(FE01, {session});
    expect(await servers.fails({do: 'assign', usage: 'OAuthTokenIssuer', thumbprint})).toMatchObject({
      code: 'MANAGEMENT_STORE_UNREACHABLE',
      help: expect.stringContaining('second hop'),
    });
  });

  test('a usage that the server does not need is refused in the words of the product', async () => {
    const servers = await bench();
    const {thumbprint} = await servers.obtain();
    expect(await servers.fails({do: 'assign', usage: 'AccessEdgeExternal', thumbprint})).toMatchObject({
      code: 'SERVER_REFUSED',
      detail: expect.stringContaining('The computer does not need a certificate of type AccessEdgeExternal.'),
    });
  });

  test('services are restarted, one by one or all', async () => {
    const servers = await bench();
    expect(await servers.do({do: 'restart', services: ['RTCSRV']})).toEqual({outcome: 'done', after: {}});
    expect(await servers.do({do: 'restart', services: []})).toEqual({outcome: 'done', after: {}});
  });

  test('services that have stopped are started again where one of them does not stop, and the restart is owed still', async () => {
    const servers = await bench();
    await servers.do({do: 'oweRestart'});
    servers.faults(FE01, {services: {stuck: true}});
    expect(await servers.fails({do: 'restart', services: []})).toMatchObject({
      code: 'SERVER_REFUSED',
      detail: expect.stringContaining('The service RTCSRV did not stop in time.'),
      help: expect.stringMatching(
        /^Services may be stopped on fe01\.contoso\.com: Get-CsWindowsService .* Start-CsWindowsService /,
      ),
    });
    const states = readFileSync(join(servers.rig.forest.folder(FE01), 'services.json'), 'utf8');
    expect(new Set(Object.values(JSON.parse(states) as object))).toEqual(new Set(['Running']));
    expect((await servers.read()).restartOwed).toBeDefined();
  });

  test.each([[[]], [['RTCSRV']]])(
    'where services %j neither stop nor start, it is told why they did not stop',
    async services => {
      const servers = await bench();
      servers.faults(FE01, {services: {stuck: true, dead: true}});
      expect(await servers.fails({do: 'restart', services})).toMatchObject({
        code: 'SERVER_REFUSED',
        detail: expect.stringContaining('The service RTCSRV did not stop in time.'),
      });
    },
  );

  test('where services stop and do not start, it is told why not', async () => {
    const servers = await bench();
    servers.faults(FE01, {services: {dead: true}});
    expect(await servers.fails({do: 'restart', services: ['RTCSRV']})).toMatchObject({
      code: 'SERVER_REFUSED',
      detail: expect.stringContaining('The service RTCSRV did not start in time.'),
    });
  });
});

describe('what Windows does with a request', () => {
  test('an answer whose root is not trusted is not installed, and the request stays for when it is', async () => {
    const servers = await bench();
    const {after} = await servers.do(createRequestStep(spec(FE01)));
    const install = await servers.answerTo(after.csr ?? '', after.spki ?? '');
    expect(await servers.fails(install)).toMatchObject({
      code: 'CERTIFICATE_NOT_ACCEPTED',
      detail: expect.stringMatching(/0x800b010[9a]/),
    });
    expect((await servers.read()).requests).toMatchObject({ok: [{spki: after.spki}]});
    await servers.do({do: 'trust', store: 'Root', der: servers.ca.root});
    await servers.do(install);
    expect((await servers.read()).requests).toEqual({ok: []});
  });

  test('its key is in the one provider that the product can use', async () => {
    const servers = await bench();
    const provider = 'Microsoft RSA SChannel Cryptographic Provider';
    expect(await servers.obtain()).toMatchObject({provider, hasPrivateKey: true, exportable: false});
    const [entry] = servers.rig.forest.entries(FE01, 'My');
    expect(servers.rig.forest.key(FE01, entry?.container ?? '')).toMatchObject({providerType: 12, keySpec: 1});
  });

  test('it is made as declared, whatever stands in the subject', async () => {
    const servers = await bench();
    const subject = {
      commonName: FE01,
      organization: 'Müller "50%" + Söhne, Co; KG',
      organizationalUnit: ' IT = all ',
      city: '慕尼黑',
      country: 'DE',
    };
    const {subject: found} = await servers.obtain(spec(FE01, {subject}));
    expect(Object.fromEntries(found.map(({type, value}) => [type, value]))).toEqual({
      CN: FE01,
      O: subject.organization,
      OU: subject.organizationalUnit,
      L: subject.city,
      C: 'DE',
    });
  });

  test('certreq that speaks German says what it has to say', async () => {
    const servers = await bench();
    servers.faults(FE01, {certreq: {locale: 'de', fail: {new: -2146893807}}});
    expect(await servers.fails(createRequestStep(spec(FE01)))).toMatchObject({
      code: 'KEY_REFUSED',
      detail: expect.stringContaining('0x80090011'),
    });
    expect((await servers.read()).requests).toEqual({ok: []});
  });

  test('certreq that opens a window is stopped, and the next step goes on', async () => {
    const rig = await openPowerShell({settings: {timeouts: {step: '6 seconds'}}, faults: {certreq: {hang: 'new'}}});
    const servers = new Bench(rig);
    const found = await servers.fails(createRequestStep(spec(FE01)));
    expect(found.code).toBe('SERVER_REFUSED');
    expect(found.detail).toContain('certreq');
    servers.faults(FE01, {});
    await servers.do(createRequestStep(spec(FE01)));
    await rig.close();
  });

  test('notes that are gone, while the key waits, are no reason for a second request', async () => {
    const servers = await bench();
    const {after} = await servers.do(createRequestStep(spec(FE01)));
    const folder = join(servers.rig.forest.folder(FE01), 'ProgramData', 'cscert', 'requests');
    const note = readFileSync(join(folder, `${after.spki}.json`));
    rmSync(join(folder, `${after.spki}.json`));
    const {requests, stores} = await servers.read();
    expect(problemOf(requests)).toMatchObject({code: 'REQUEST_NOTE_MISSING'});
    expect(stores.My).toEqual({ok: []});
    writeFileSync(join(folder, `${after.spki}.json`), note);
    expect((await servers.read()).requests).toMatchObject({ok: [{spki: after.spki}]});
  });

  test('files of a verb that was killed are taken away by a later one, and those of one at work are not', async () => {
    const servers = await bench();
    const work = join(servers.rig.forest.folder(FE01), 'ProgramData', 'cscert', 'work');
    mkdirSync(work, {recursive: true});
    const HOUR_SECONDS = 3600;
    const now = Date.now() / 1000;
    for (const [name, age] of [
      ['killed.inf', 2 * HOUR_SECONDS],
      ['killed.rsp', 48 * HOUR_SECONDS],
      ['at-work.req', 0],
    ] as const) {
      writeFileSync(join(work, name), 'x');
      utimesSync(join(work, name), now - age, now - age);
    }
    await servers.do(createRequestStep(spec(FE01)));
    expect(readdirSync(work)).toEqual(['at-work.req']);
  });

  test('nothing of ours stays behind but what is noted about requests that wait', async () => {
    const servers = await bench();
    await servers.obtain();
    const folder = join(servers.rig.forest.folder(FE01), 'ProgramData', 'cscert');
    const left = readdirSync(folder, {recursive: true, withFileTypes: true}).filter(entry => entry.isFile());
    expect(left.map(({name}) => name)).toEqual([]);
  });
});
