/**
 * A server that dies at any of its changes. Whoever goes on from what is left ends with one certificate that is
 * assigned, with its key, and with nothing that waits; at no moment does a usage point to what is not there.
 */
import {randomInt} from 'node:crypto';
import {describe, expect} from '@jest/globals';
import type {HolderState} from '../../../src/core/model/actual.ts';
import type {Step, StepResult} from '../../../src/engine/ports/connection.ts';
import {FakeAuthority} from '../../support/fake-authority.ts';
import {type Transport, testByEachTransport} from '../../support/powershell/by-each-transport.ts';
import {openPowerShell, type PowerShellRig} from '../../support/powershell/powershell-rig.ts';
import {callContext, createRequestStep, spec} from '../../support/world.ts';

const FE01 = 'fe01.contoso.com';
const USAGES = ['Default', 'WebServicesInternal'] as const;
/** More changes than the whole way has. */
const MOST_KILLS = 40;

class Way {
  readonly rig: PowerShellRig;
  readonly ca: FakeAuthority;
  kills = 0;

  constructor(rig: PowerShellRig) {
    this.rig = rig;
    this.ca = new FakeAuthority(rig.clock.now());
  }

  get cx() {
    return callContext(this.rig.clock);
  }

  async read(): Promise<HolderState> {
    const state = await this.rig.connection.read(FE01, {deep: true}, this.cx);
    if ('problem' in state) throw new Error(state.problem.detail);
    return state.ok;
  }

  /** True when it was done; false when the server died, which is the only way in which it may fail. */
  async does(...steps: readonly Step[]): Promise<boolean> {
    const results = await this.rig.connection.perform(FE01, steps, this.cx);
    const failed = results.find((result): result is StepResult & {outcome: 'failed'} => result.outcome === 'failed');
    if (failed === undefined) return true;
    expect(failed.problem).toMatchObject({code: 'SERVER_ENDED'});
    this.kills += 1;
    return false;
  }

  /** As an apply goes on from what it finds, until there is nothing left to do. */
  async goOn(): Promise<void> {
    for (let rounds = 0; rounds < 20; rounds++) {
      const {stores, requests, assigned} = await this.read();
      if (!('ok' in stores.My && 'ok' in requests && 'ok' in assigned)) throw new Error('a part could not be read');
      const my = stores.My.ok;
      for (const {current} of Object.values(assigned.ok)) {
        expect(my.find(({thumbprint}) => thumbprint === current)).toMatchObject({hasPrivateKey: true});
      }
      const [pending] = requests.ok;
      const found = my.find(({mark, hasPrivateKey}) => mark !== undefined && hasPrivateKey);
      if (pending !== undefined) await this.answer(pending);
      else if (found === undefined) await this.does(...this.trust(), createRequestStep(spec(FE01)));
      else if (USAGES.every(usage => assigned.ok[usage]?.current === found.thumbprint)) return;
      else await this.does(...USAGES.map(usage => ({do: 'assign', usage, thumbprint: found.thumbprint}) as const));
    }
    throw new Error('it did not come to an end');
  }

  trust(): readonly Step[] {
    return [
      {do: 'trust', store: 'Root', der: this.ca.root},
      {do: 'trust', store: 'CA', der: this.ca.issuing},
    ];
  }

  async answer({spki, csr}: {readonly spki: string; readonly csr: string}): Promise<void> {
    const order = {csr, spki, spec: spec(FE01), server: FE01, slot: 'x', progress: {state: 'created'}} as const;
    const answer = await this.ca.submit(order, async () => undefined, this.cx);
    if (answer.state !== 'issued') throw new Error(answer.state);
    const since = this.rig.clock.now().toISOString();
    await this.does(
      {do: 'note', spki, progress: {state: 'waiting', ticket: '4711', since}},
      {do: 'install', spki, leaf: answer.leaf, chain: answer.chain},
    );
  }
}

/**
 * By ssh and by remoting each has sessions of its own to lose; at every third change it is enough, another third in every
 * run. CSCERT_SEED repeats one.
 */
const STRIDE = {local: 1, ssh: 3, remoting: 3} as const;
const SEED = Number(process.env['CSCERT_SEED'] ?? randomInt(2 ** 31));

async function dieAtEach({name, reach}: Transport): Promise<void> {
  const stride = STRIDE[name];
  const first = 1 + (SEED % stride);
  let rig = await openPowerShell({reach});
  let tried = 0;
  try {
    for (let at = first; at < MOST_KILLS; at += stride) {
      if (at > first) rig = rig.renewed();
      rig.forest.killAt(FE01, at);
      const way = new Way(rig);
      await way.goOn();
      const state = await way.read();
      expect(state.requests).toEqual({ok: []});
      // Nothing that a dead run made is left behind with its key.
      expect(rig.forest.entries(FE01, 'REQUEST')).toEqual([]);
      expect(state.stores.My).toMatchObject({ok: [{hasPrivateKey: true, mark: {ticket: '4711'}}]});
      if (way.kills === 0) break;
      tried += 1;
    }
  } finally {
    await rig.close();
  }
  expect(tried).toBeGreaterThan(Math.floor((10 - first) / stride));
  expect(tried).toBeLessThan(Math.floor(MOST_KILLS / stride));
}

describe(`a server that dies at any of its changes (CSCERT_SEED=${SEED})`, () => {
  testByEachTransport('is gone on with, and ends as if nothing had happened', dieAtEach, 600_000);
});
