/** The steps of an enrolment, before the pretended server: what is found, what is taken, and what is not. */
import {afterAll, expect} from '@jest/globals';
import {Secret} from '../../../src/core/secret.ts';
import type {Enrolled, Step, StepResult} from '../../../src/engine/ports/connection.ts';
import {ACCOUNTS, CA_CONFIG, type ContractFaults} from '../../support/cs-contract/world.ts';
import {FakeAuthority} from '../../support/fake-authority.ts';
import {powershellPart} from '../../support/powershell/engine.ts';
import {openPowerShell, type PowerShellRig} from '../../support/powershell/powershell-rig.ts';
import {callContext, createRequestStep, spec} from '../../support/world.ts';

const {describe, test} = powershellPart;
const FE01 = 'fe01.contoso.com';
const USAGES = ['Default'] as const;
const [ACCOUNT = {name: '', password: ''}] = ACCOUNTS;

let kept: PowerShellRig | undefined;
afterAll(() => kept?.close());

/** A server that knows its roots, with a request for the names that the product computes there. */
class Server {
  readonly rig: PowerShellRig;
  spki = '';
  readonly wanted: ReturnType<typeof spec>;

  constructor(rig: PowerShellRig, template: string) {
    this.rig = rig;
    const names = ['fepool01.contoso.com', FE01, 'sip.contoso.com'];
    const reasons = names.map(value => ({value, reasons: ['test']}));
    this.wanted = spec(FE01, {
      subject: {commonName: 'fepool01.contoso.com'},
      names: reasons,
      template,
      eku: ['serverAuth'],
    });
  }

  static async open({template = 'WebServer', faults = {}}: {template?: string; faults?: ContractFaults} = {}) {
    kept = kept?.renewed() ?? (await openPowerShell());
    kept.forest.setFaults(FE01, faults);
    const server = new Server(kept, template);
    await server.request();
    return server;
  }

  async perform(step: Step): Promise<StepResult> {
    const [result] = await this.rig.connection.perform(FE01, [step], callContext(this.rig.clock));
    if (result === undefined) throw new Error('no result');
    return result;
  }

  async does(step: Step): Promise<StepResult & {outcome: 'done' | 'already-done'}> {
    const result = await this.perform(step);
    if (result.outcome === 'failed') throw new Error(`${result.problem.code}: ${result.problem.detail}`);
    return result;
  }

  async request(): Promise<void> {
    const product = {command: 'Request-CsCertificate', usages: USAGES} as const;
    const {after} = await this.does({...createRequestStep(this.wanted), product});
    this.spki = after.spki ?? '';
  }

  enrollStep(over: {readonly password?: string} = {}): Step {
    const {spki, wanted} = this;
    const password = new Secret(over.password ?? ACCOUNT.password);
    return {do: 'enroll', spki, spec: wanted, usages: USAGES, ca: CA_CONFIG, account: ACCOUNT.name, password};
  }

  async enrolled(step: Step): Promise<Enrolled> {
    const {enrolled} = (await this.does(step)).after;
    if (enrolled === undefined) throw new Error('nothing was told');
    return enrolled;
  }

  get pending() {
    return this.rig.connection.read(FE01, {deep: false}, callContext(this.rig.clock)).then(read => {
      if ('problem' in read || !('ok' in read.ok.requests)) throw new Error('not read');
      return read.ok.requests.ok;
    });
  }
}

describe('an enrolment', () => {
  test('asks once however often it is told to, and is taken once', async () => {
    const server = await Server.open();
    const first = await server.enrolled(server.enrollStep());
    const again = await server.enrolled(server.enrollStep());
    const found = await server.enrolled({do: 'findEnrolled', spki: server.spki});
    expect(server.rig.forest.requests()).toHaveLength(1);
    expect([again.certificate, found.certificate]).toEqual([first.certificate, first.certificate]);
    expect(first.chain?.length).toBeGreaterThan(0);
    const take: Step = {do: 'takeEnrolled', spki: server.spki, leaf: first.certificate ?? '', chain: first.chain ?? []};
    expect((await server.does(take)).outcome).toBe('done');
    expect((await server.does(take)).outcome).toBe('already-done');
    expect(await server.pending).toEqual([]);
    expect(server.rig.forest.entries(FE01, 'REQUEST')).toEqual([]);
    expect(server.rig.forest.entries(FE01, 'My')).toMatchObject([
      {friendlyName: expect.stringMatching(/ \[cscert [0-9a-f]{8} [0-9a-f]{8}\]$/)},
    ]);
  });

  test('is taken for no certificate but the one that was asked for', async () => {
    const server = await Server.open();
    const {certificate, chain = []} = await server.enrolled(server.enrollStep());
    const ca = new FakeAuthority(server.rig.clock.now());
    const [request] = await server.pending;
    if (request === undefined) throw new Error('no request');
    const order = {...request, spec: server.wanted, server: FE01, slot: 'x'};
    const strange = await ca.submit(order, async () => undefined, callContext(server.rig.clock));
    if (strange.state !== 'issued') throw new Error(strange.state);
    const taken = await server.perform({do: 'takeEnrolled', spki: server.spki, leaf: strange.leaf, chain});
    expect(taken).toMatchObject({outcome: 'failed', problem: {code: 'CERTIFICATE_WRONG_KEY'}});
    // A person gave the right one another name, so that nothing says any more that it was asked for here.
    const [entry] = server.rig.forest.entries(FE01, 'My');
    if (entry === undefined) throw new Error('no certificate');
    server.rig.forest.rename(FE01, 'My', entry.thumbprint, 'Of somebody else');
    const other = await server.perform({do: 'takeEnrolled', spki: server.spki, leaf: certificate ?? '', chain});
    expect(other).toMatchObject({outcome: 'failed', problem: {code: 'CERTIFICATE_WRONG_KEY'}});
    expect(await server.pending).toHaveLength(1);
  });

  test('tells the numbers of what went wrong, and no password', async () => {
    const server = await Server.open();
    const {error, waits} = await server.enrolled(server.enrollStep({password: 'Hunter2-and-more'}));
    expect({waits, numbers: error?.numbers}).toEqual({waits: false, numbers: [0x8007052e]});
    expect(JSON.stringify(error)).not.toContain('Hunter2');
    expect(server.rig.forest.requests()).toEqual([]);
  });

  test('that waits has a number where one request can be meant, and none where two could be', async () => {
    const faults = {product: {requests: 'documented'}} as const;
    const server = await Server.open({template: 'WebServerApproval', faults});
    const ticket = String(server.rig.forest.requests().length + 1);
    expect(await server.enrolled(server.enrollStep())).toMatchObject({waits: true, ticket, status: 'Pending'});
    const first = server.spki;
    await server.request();
    const second = await server.enrolled(server.enrollStep());
    expect(second).toMatchObject({waits: true, status: 'Pending'});
    expect([second.ticket, second.unlisted]).toEqual([undefined, undefined]);
    // Where names are listed, each has its own.
    server.rig.forest.setFaults(FE01, {});
    expect(await server.enrolled({do: 'findEnrolled', spki: first, usages: USAGES})).toMatchObject({ticket});
    // What is discarded takes the key along that the command made.
    await server.does({do: 'discardRequest', spki: first});
    expect(server.rig.forest.entries(FE01, 'REQUEST').map(({friendlyName}) => friendlyName)).toHaveLength(2);
  });
});
