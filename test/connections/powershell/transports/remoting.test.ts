/** PowerShell by remoting: a real session over the engine's own remoting protocol, where WinRM is on Windows. */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect} from '@jest/globals';
import type {PowerShellSettings} from '../../../../src/connections/powershell/settings.ts';
import {remotingTransport} from '../../../../src/connections/powershell/transports/remoting.ts';
import {Secret} from '../../../../src/core/secret.ts';
import type {ProgramCall} from '../../../../src/engine/ports/host.ts';
import {Forest} from '../../../support/cs-contract.ts';
import {powershell} from '../../../support/powershell/engine.ts';
import {spawnIn} from '../../../support/powershell/powershell-rig.ts';
import {reachByRemoting} from '../../../support/powershell/reach.ts';
import {sshdPart} from '../../../support/powershell/sshd.ts';
import {callContext} from '../../../support/world.ts';
import {openOver} from '../fake-server.ts';

const {describe, test} = sshdPart;
const FE01 = 'fe01.contoso.com';
const PASSWORD = 'canary-pässword';

describe('PowerShell by remoting', () => {
  let forest: Forest;
  let reach: Awaited<ReturnType<typeof reachByRemoting>>;
  const calls: ProgramCall[] = [];

  beforeAll(async () => {
    forest = Forest.lay();
    reach = await reachByRemoting(forest);
  });
  afterAll(async () => {
    await reach.stop();
    forest.close();
  });

  function transport(settings: NonNullable<PowerShellSettings['remoting']> = {}) {
    const spawn = spawnIn(forest, reach.environment);
    return remotingTransport({
      settings,
      addresses: undefined,
      executable: powershell().executable,
      password: settings.credential === undefined ? undefined : new Secret(PASSWORD),
      connectMs: 50_000,
      host: {
        environment: {},
        spawn: call => {
          calls.push(call);
          return spawn(call);
        },
      },
    });
  }

  const asked = (): unknown =>
    JSON.parse(readFileSync(join(forest.root, 'remoting.log'), 'utf8').trim().split('\n').at(-1) ?? '');

  test('opens one session as it is told to, with a password that is in no argument', async () => {
    const credential = {user: 'CONTOSO\\admin', password: 'env:UNUSED'};
    const own = transport({scheme: 'https', port: 5999, authentication: 'negotiate', credential});
    const session = await openOver(own, FE01);
    expect(session.host.fqdn).toBe(FE01);
    expect((await session.call([{verb: 'read', input: {parts: [], deep: false}}], callContext())).length).toBe(1);
    await session.close();
    expect(asked()).toMatchObject({
      computer: FE01,
      port: 5999,
      useSsl: true,
      authentication: 'Negotiate',
      user: 'CONTOSO\\admin',
      // Less than the 50 seconds after which the server would be said to be silent.
      openTimeoutMs: 40_000,
    });
    const encoded = Buffer.from(PASSWORD).toString('base64');
    expect(JSON.stringify(calls)).not.toMatch(new RegExp(`canary|${encoded.slice(0, 12)}`));
  });

  test('asks by Kerberos on the usual port when nothing else is said', async () => {
    await (await openOver(transport(), FE01)).close();
    expect(asked()).toMatchObject({port: 0, useSsl: false, authentication: 'Kerberos', user: null});
  });

  test.each([
    ['AccessDenied', 5, 'SERVER_ACCESS_DENIED', 'the account is not let in'],
    ['CannotConnect', -2144108526, 'SERVER_UNREACHABLE', 'WinRM does not answer'],
    ['SomethingElse', 1, 'SERVER_UNREACHABLE', 'no remote session came about'],
  ])('tells in words that the server answers %s', async (id, code, problem, words) => {
    forest.setFaults(FE01, {remoting: {id, code, message: 'So it is.'}} as never);
    const failing = openOver(transport(), FE01);
    await expect(failing).rejects.toMatchObject({
      diagnostic: {code: problem, detail: expect.stringMatching(new RegExp(`^${FE01}: ${words}.*So it is`))},
    });
    forest.setFaults(FE01, {});
  });

  test('tells that a name does not resolve', async () => {
    await expect(openOver(transport(), 'nowhere.contoso.com')).rejects.toMatchObject({
      diagnostic: {code: 'SERVER_UNREACHABLE', detail: expect.stringContaining('its name does not resolve')},
    });
  });
});
