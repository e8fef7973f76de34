/** An SSH server that lets in, and never says what became of the command that it was given. */
import {describe, expect, test} from '@jest/globals';
import {sshTransport} from '../../../../../src/connections/powershell/transports/ssh/transport.ts';
import type {Host} from '../../../../../src/engine/ports/host.ts';
import type {SshLink} from '../../../../../src/engine/ports/ssh.ts';
import {FakeProgram} from '../../../../support/fake-programs.ts';
import {ManualClock} from '../../../../support/manual-clock.ts';
import {callContext} from '../../../../support/world.ts';

const FE01 = 'fe01.contoso.com';

function openOn(start: SshLink['start'], signal?: AbortSignal) {
  const clock = new ManualClock();
  const link: SshLink = {start, hasEnded: () => false, close: () => undefined};
  const host = {environment: {SSH_AUTH_SOCK: '/agent', USER: 'admin'}, clock, connectSsh: async () => ({ok: link})};
  const transport = sshTransport({
    settings: {hostKeys: {[FE01]: 'SHA256:x'}},
    base: '/',
    passphrase: undefined,
    executable: 'powershell.exe',
    addresses: undefined,
    connectMs: 60_000,
    host: host as unknown as Host,
  });
  const opening = transport.open(FE01, callContext(undefined, signal));
  return {clock, end: opening.then(() => 'open').catch(error => error.diagnostic)};
}

describe('an SSH server that starts nothing', () => {
  test('is given up when the time for connecting is over, and what it starts later is ended', async () => {
    const late = new FakeProgram(() => undefined);
    let starts: (started: {readonly ok: FakeProgram}) => void = () => undefined;
    const {clock, end} = openOn(() => new Promise(resolve => (starts = resolve)));
    await clock.pass(1);
    await clock.pass(60_000);
    expect(await end).toMatchObject({
      code: 'SERVER_SILENT',
      detail: `${FE01}: the SSH server let admin in, but did not start powershell.exe within 60 seconds.`,
    });
    expect(late.killed).toBe(false);
    starts({ok: late});
    await late.ended;
    expect(late.killed).toBe(true);
  }, 5_000);

  test('holds up no run that is cancelled', async () => {
    const cancel = new AbortController();
    const {clock, end} = openOn(() => new Promise(() => undefined), cancel.signal);
    await clock.pass(1);
    cancel.abort();
    expect(await end).toMatchObject({code: 'STOPPED'});
  }, 5_000);
});
