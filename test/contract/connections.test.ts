import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll} from '@jest/globals';
import {prepareRoot} from '../../src/connections/directory/index.ts';
import {createConnection} from '../../src/connections/registry.ts';
import {files} from '../../src/host/files.ts';
import {FakeConnection} from '../support/fake-connection.ts';
import {powershellPart} from '../support/powershell/engine.ts';
import {openPowerShell, type PowerShellRig} from '../support/powershell/powershell-rig.ts';
import {reachByRemoting, reachBySsh} from '../support/powershell/reach.ts';
import {sshdPart} from '../support/powershell/sshd.ts';
import {siteOn, TestClock, testHost} from '../support/world.ts';
import {type ConnectionRig, describeConnection} from './connection-contract.ts';
import {describeShared} from './shared-contract.ts';

async function openDirectory(): Promise<ConnectionRig> {
  const base = await mkdtemp(join(tmpdir(), 'cscert-directory-'));
  const clock = new TestClock();
  const settings = {type: 'directory', folder: 'servers'} as const;
  await prepareRoot(settings, {files, base});
  const made = await createConnection(settings, siteOn(testHost(files, clock), base));
  if ('problem' in made) throw new Error(made.problem.detail);
  return {connection: made.ok, clock, close: () => rm(base, {recursive: true})};
}

const openFake = async (): Promise<ConnectionRig> => ({
  connection: new FakeConnection(),
  clock: new TestClock(),
  close: async () => undefined,
});

for (const [name, open] of [
  ['directory', openDirectory],
  ['fake', openFake],
] as const) {
  describeConnection(name, open);
  describeShared(name, open);
}

powershellPart.describe('with the PowerShell engine', () => {
  let kept: PowerShellRig | undefined;
  afterAll(() => kept?.close());

  // A process takes its time to begin; the same ones serve all tests, and the servers are new for each. What Windows
  // refuses, an answer that ends in no trusted root, is tried elsewhere: here each step is tried alone.
  const openSimulated = async (): Promise<ConnectionRig> => {
    kept = kept?.renewed() ?? (await openPowerShell({faults: {certreq: {acceptUntrusted: true}}}));
    return {connection: kept.connection, clock: kept.clock, close: async () => undefined};
  };

  describeConnection('powershell', openSimulated);
  describeShared('powershell', openSimulated);
});

sshdPart.describe('with the PowerShell engine behind OpenSSH', () => {
  let kept: PowerShellRig | undefined;
  afterAll(() => kept?.close());

  const openBySsh = async (): Promise<ConnectionRig> => {
    kept = kept?.renewed() ?? (await openPowerShell({reach: reachBySsh, faults: {certreq: {acceptUntrusted: true}}}));
    return {connection: kept.connection, clock: kept.clock, close: async () => undefined};
  };

  describeConnection('powershell by ssh', openBySsh);
  describeShared('powershell by ssh', openBySsh);

  let relayed: PowerShellRig | undefined;
  afterAll(() => relayed?.close());

  const openByRemoting = async (): Promise<ConnectionRig> => {
    const options = {reach: reachByRemoting, faults: {certreq: {acceptUntrusted: true}}};
    relayed = relayed?.renewed() ?? (await openPowerShell(options));
    return {connection: relayed.connection, clock: relayed.clock, close: async () => undefined};
  };

  describeConnection('powershell by remoting', openByRemoting);
  describeShared('powershell by remoting', openByRemoting);
});
