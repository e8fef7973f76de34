import {describe, expect, test} from '@jest/globals';
import {timeAt} from '../../../../src/connections/powershell/steps/context.ts';
import {callContext} from '../../../support/world.ts';
import {fakeServer, HOST} from '../fake-server.ts';

async function judgedWhere(utcNow: string): Promise<string> {
  const session = await fakeServer(() => undefined, {host: {...HOST, utcNow}}).session();
  return timeAt({session, call: callContext()}).toISOString();
}

describe('what a server dates is judged by', () => {
  test('its own clock where that is ahead', async () => {
    expect(await judgedWhere('2026-03-01T12:01:30Z')).toBe('2026-03-01T12:01:30.000Z');
  });

  test('the clock of the runner where the server is behind', async () => {
    expect(await judgedWhere('2026-03-01T11:58:30Z')).toBe('2026-03-01T12:00:00.000Z');
  });
});
