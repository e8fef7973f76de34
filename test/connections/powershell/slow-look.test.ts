/** The clock of a server that takes its time over the look at what an apply needs: CAs behind a firewall, a slow module. */
import {describe, expect, test} from '@jest/globals';
import {preflight} from '../../../src/connections/powershell/preflight.ts';
import {limitsOf} from '../../../src/connections/powershell/settings.ts';
import {ManualClock} from '../../support/manual-clock.ts';
import {callContext} from '../../support/world.ts';
import {FE01} from './fake-server.ts';

const MINUTE = 60_000;

/** What is told of the clock where the look takes so long, and the server is ahead by so much. */
async function clockTold(takesMs: number, aheadMs: number): Promise<readonly string[]> {
  const clock = new ManualClock('2026-03-01T12:00:00.000Z');
  const part = {ok: []};
  const call = async () => {
    const utcNow = new Date(clock.now().getTime() + aheadMs).toISOString();
    clock.jump(takesMs);
    const looked = {utcNow, elevated: true, product: null, store: null, cas: []};
    return [{ok: looked}, {ok: {My: part, REQUEST: part, requests: part}}];
  };
  const session = {call, aheadMs, host: {user: 'CONTOSO\\admin'}};
  const cx = {
    server: FE01,
    session,
    call: {...callContext(), now: clock.now},
    limits: limitsOf({type: 'powershell', transport: 'local'}),
  };
  const found = await preflight({assigns: false, global: false, cas: []}, cx as never);
  return found.map(({problem}) => `${problem.severity}: ${problem.detail.split('.com is ')[1]?.split('.')[0]}`);
}

describe('the clock of a server that is slow', () => {
  test('is not said to be behind for the time that the look took', async () => {
    expect(await clockTold(8 * MINUTE, 0)).toEqual([]);
  });

  test('is said to be off by what is certain', async () => {
    expect(await clockTold(8 * MINUTE, -10 * MINUTE)).toEqual(['warning: 10 minutes behind that of the runner']);
    expect(await clockTold(0, 10 * MINUTE)).toEqual(['warning: 10 minutes ahead of that of the runner']);
    expect(await clockTold(2 * MINUTE, 10 * MINUTE)).toEqual(['warning: 8 minutes ahead of that of the runner']);
  });
});
