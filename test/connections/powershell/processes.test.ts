/** What is started and sent, and that it ends: real processes of the engine before simulated servers. */
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, expect} from '@jest/globals';
import {Secret} from '../../../src/core/secret.ts';
import type {Step, StepFacts} from '../../../src/engine/ports/connection.ts';
import type {Program} from '../../../src/engine/ports/host.ts';
import {bytesCanary, findCanaries, makePassword, passwordCanary} from '../../support/canary.ts';
import {endedWith} from '../../support/ended-with.ts';
import {FakeAuthority} from '../../support/fake-authority.ts';
import type {FakeHost} from '../../support/fake-host.ts';
import {powershellPart} from '../../support/powershell/engine.ts';
import {type PowerShellExample, powershellExample} from '../../support/powershell/powershell-example.ts';
import {openPowerShell, type PowerShellRig} from '../../support/powershell/powershell-rig.ts';
import {temporaryFolder} from '../../support/program.ts';
import {realPart} from '../../support/real-parts.ts';
import {watchProcesses} from '../../support/watch-processes.ts';
import {callContext, createRequestStep, spec} from '../../support/world.ts';

const {describe, test} = powershellPart;
const SE01 = 'se01.contoso.com';
const EDGE01 = 'edge01.contoso.com';
const EDGE02 = 'edge02.contoso.com';

const folder = temporaryFolder();
let copies = 0;
const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function rigOf(...options: Parameters<typeof openPowerShell>): Promise<PowerShellRig> {
  const rig = await openPowerShell(...options);
  open.push(() => rig.close());
  return rig;
}

function labOf(): PowerShellExample {
  const example = powershellExample('lab', join(folder, String(++copies)));
  open.push(() => example.forest.close());
  return example;
}

/** How programs ended; undefined for those that have not. */
const endsOf = (programs: readonly Program[]): Promise<readonly unknown[]> =>
  Promise.all(programs.map(({ended}) => Promise.race([ended, Promise.resolve(undefined)])));

describe('a server', () => {
  test('is read with two frames, and with one when it is read again', async () => {
    const rig = await rigOf();
    const read = () => rig.connection.read(SE01.replace('se01', 'fe01'), {deep: true}, callContext(rig.clock));
    await read();
    expect(rig.started.frames).toHaveLength(2);
    await read();
    expect(rig.started.frames).toHaveLength(3);
    expect(rig.started.programs).toHaveLength(1);
  });

  test('is left when the connection is closed: PowerShell ends by itself', async () => {
    const rig = await rigOf();
    const servers = [EDGE01, EDGE02];
    await Promise.all(servers.map(server => rig.connection.read(server, {deep: false}, callContext(rig.clock))));
    await rig.connection.close?.();
    expect(await endsOf(rig.started.programs)).toEqual([{code: 0}, {code: 0}]);
  });

  test('whose PowerShell was killed gets another one', async () => {
    const rig = await rigOf();
    const read = () => rig.connection.read(EDGE01, {deep: false}, callContext(rig.clock));
    await read();
    await rig.started.programs[0]?.kill();
    const [state] = [await read(), await read()].filter(one => 'ok' in one);
    expect(state).toBeDefined();
    expect(rig.started.programs).toHaveLength(2);
  });
});

describe('a command', () => {
  test.each([
    ['that succeeds', ['plan', '--config', '.'], 0],
    ['that fails', ['apply', '--config', '.', '--auto-approve', '--only', 'nowhere'], 1],
    ['that unlocks', ['unlock', '--config', '.'], 0],
  ])('%s leaves no process behind', async (_how, argv, code) => {
    const lab = labOf();
    expect(await lab.run(...argv)).toMatchObject({code});
    expect(await endsOf(lab.started.programs)).not.toContain(undefined);
  });

  test('that is interrupted twice breaks off what hangs, gives the lock back and leaves no process behind', async () => {
    const lab = labOf();
    lab.forest.setFaults(SE01, {certreq: {hang: 'new'}});
    const own = join(lab.forest.folder(SE01), 'ProgramData', 'cscert');
    let interrupt = (): void => undefined;
    const prepare = (host: FakeHost): FakeHost => {
      interrupt = () => host.interrupt('SIGINT');
      return host;
    };
    const running = lab.runWith(prepare, 'apply', '--config', '.', '--auto-approve');
    const begun = (): boolean => existsSync(join(own, 'work')) && readdirSync(join(own, 'work')).length > 0;
    for (let tries = 0; tries < 3000 && !begun(); tries++) await new Promise(next => setTimeout(next, 20));
    expect(begun()).toBe(true);
    expect(readdirSync(own)).toContain('lock.json');
    interrupt();
    interrupt();
    expect(await running).toMatchObject({code: 130});
    expect(readdirSync(own)).not.toContain('lock.json');
    expect(await endsOf(lab.started.programs)).not.toContain(undefined);
    lab.forest.setFaults(SE01, {});
    expect(await lab.run('apply', '--config', '.', '--auto-approve')).toEqual(endedWith(0));
  });
});

describe('a secret', () => {
  realPart('/proc', process.platform === 'linux').test(
    'is in no command line, no environment, no file and no result while a certificate is copied',
    async () => {
      const rig = await rigOf({faults: {certreq: {acceptUntrusted: true}}, environment: {UNRELATED: 'seen'}});
      const password = makePassword();
      const results: unknown[] = [];
      const perform = async (server: string, step: Step): Promise<StepFacts> => {
        const [result] = await rig.connection.perform(server, [step], callContext(rig.clock));
        results.push(result);
        if (result === undefined || result.outcome === 'failed') throw new Error(JSON.stringify(result));
        return result.after;
      };
      let pfx = new Secret('');
      const copy = async (): Promise<void> => {
        const ca = new FakeAuthority(rig.clock.now());
        const wanted = spec('access.contoso.com', {key: {algorithm: 'rsa', size: 2048, exportable: true}});
        const {spki = '', csr = ''} = await perform(EDGE01, createRequestStep(wanted));
        const order = {csr, spki, spec: wanted, server: EDGE01, slot: 'x', progress: {state: 'created'}} as const;
        const answer = await ca.submit(order, async () => undefined, callContext(rig.clock));
        if (answer.state !== 'issued') throw new Error(answer.state);
        const {thumbprint = ''} = await perform(EDGE01, {do: 'install', spki, leaf: answer.leaf, chain: answer.chain});
        const secret = {password: new Secret(password)};
        const exported = await perform(EDGE01, {do: 'exportShared', thumbprint, profile: 'modern', ...secret});
        pfx = exported.pfx ?? pfx;
        const named = {friendlyName: 'Edge external', specDigest: 'ab'.repeat(32)};
        await perform(EDGE02, {do: 'importShared', pfx, exportable: true, ...secret, ...named});
      };
      const seen = await watchProcesses(process.pid, copy());
      expect([...seen.environments].some(text => text.includes('UNRELATED=seen'))).toBe(true);
      const files = readdirSync(rig.forest.root, {recursive: true, withFileTypes: true}).filter(entry =>
        entry.isFile(),
      );
      const places = [
        ...[...seen.commands, ...seen.environments].map(content => ({name: 'the processes', content})),
        ...files.map(({name, parentPath}) => ({name, content: readFileSync(join(parentPath, name))})),
        {name: 'the results', content: JSON.stringify(results)},
      ];
      const canaries = [
        passwordCanary('the password', password),
        bytesCanary('the PFX', Buffer.from(pfx.reveal(), 'base64').subarray(200, 260)),
      ];
      expect(findCanaries(places, canaries)).toEqual([]);
      expect(places.length).toBeGreaterThan(20);
    },
  );
});
