/** A PowerShell here that takes nothing of what it is told: one that hangs at its start. */
import {describe, expect, test} from '@jest/globals';
import {openSession} from '../../../../src/connections/powershell/session/session.ts';
import {limitsOf} from '../../../../src/connections/powershell/settings.ts';
import {remotingTransport} from '../../../../src/connections/powershell/transports/remoting.ts';
import {FakeProgram} from '../../../support/fake-programs.ts';
import {ManualClock} from '../../../support/manual-clock.ts';
import {callContext} from '../../../support/world.ts';
import {HELLO, HOST} from '../fake-server.ts';

class Hanging extends FakeProgram {
  override write(): Promise<void> {
    return new Promise(() => undefined);
  }
}

function openTo(program: FakeProgram, signal?: AbortSignal) {
  const clock = new ManualClock(HOST.utcNow);
  const limits = limitsOf({type: 'powershell', transport: 'remoting'});
  const transport = remotingTransport({
    settings: {},
    addresses: undefined,
    executable: 'powershell.exe',
    password: undefined,
    connectMs: limits.connect,
    host: {environment: {}, spawn: () => program},
  });
  const random = (bytes: number): Buffer => Buffer.alloc(bytes, 7);
  const opening = openSession(HELLO, {transport, clock, random, limits}, callContext(undefined, signal));
  return {clock, codeOfEnd: opening.then(() => 'open').catch(error => error.diagnostic.code)};
}

describe('a PowerShell for remoting that takes nothing', () => {
  test('is given up, and ended, when the time for connecting is over', async () => {
    const program = new Hanging(() => undefined);
    const {clock, codeOfEnd} = openTo(program);
    await clock.pass(1);
    await clock.pass(60_000);
    expect(await codeOfEnd).toBe('SERVER_SILENT');
    expect(program.killed).toBe(true);
  }, 5_000);

  test('is ended with a run that is cancelled meanwhile', async () => {
    const program = new Hanging(() => undefined);
    const cancel = new AbortController();
    const {clock, codeOfEnd} = openTo(program, cancel.signal);
    await clock.pass(1);
    cancel.abort();
    expect(await codeOfEnd).toBe('STOPPED');
    expect(program.killed).toBe(true);
  }, 5_000);
});
