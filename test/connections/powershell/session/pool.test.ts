import {describe, expect, test} from '@jest/globals';
import {createPool} from '../../../../src/connections/powershell/session/pool.ts';
import {limitsOf} from '../../../../src/connections/powershell/settings.ts';
import {channelTo} from '../../../../src/connections/powershell/transports/local.ts';
import {clock} from '../../../../src/host/clock.ts';
import {FakeProgram} from '../../../support/fake-programs.ts';
import {callContext} from '../../../support/world.ts';
import {HELLO, HOST, playFirst} from '../fake-server.ts';

function poolOf(most: number) {
  const seen: string[] = [];
  const programs = new Map<string, FakeProgram>();
  let [open, peak] = [0, 0];
  const transport = {
    async open(server: string) {
      const program = new FakeProgram(playFirst({...HOST, fqdn: server}));
      seen.push(`open ${server}`);
      programs.set(server, program);
      open += 1;
      peak = Math.max(peak, open);
      void program.ended.then(() => {
        open -= 1;
      });
      return channelTo(program);
    },
    leave: (server: string) => seen.push(`leave ${server}`),
    close: () => seen.push('close'),
  };
  const random = (bytes: number) => Buffer.alloc(bytes, 7);
  const limits = limitsOf({type: 'powershell', transport: 'local'});
  const setup = {transport, clock, random, limits};
  return {
    pool: createPool({helloTo: server => ({...HELLO, server}), setup, most}),
    seen,
    programs,
    peak: () => peak,
    open: () => open,
  };
}

const nothing = async (): Promise<void> => undefined;

describe('a pool of sessions', () => {
  test('opens one for each server and keeps it', async () => {
    const {pool, seen} = poolOf(9);
    const same = await Promise.all([1, 2, 3].map(() => pool.use('a', callContext(), async session => session)));
    expect(new Set(same).size).toBe(1);
    await pool.use('b', callContext(), nothing);
    expect(seen).toEqual(['open a', 'open b']);
    await pool.close();
    expect(seen.toSorted()).toEqual(['close', 'leave a', 'leave b', 'open a', 'open b']);
  });

  test('closes the one that was not used for longest when another is needed', async () => {
    const {pool, seen} = poolOf(2);
    for (const server of ['a', 'b', 'a', 'c', 'a', 'b']) await pool.use(server, callContext(), nothing);
    expect(seen).toEqual(['open a', 'open b', 'leave b', 'open c', 'leave c', 'open b']);
  });

  test('never takes one away from whoever works with it, and never has more than it may', async () => {
    const {pool, peak, open} = poolOf(3);
    const servers = Array.from({length: 40}, (_, index) => `s${index % 20}`);
    const works = servers.map(server =>
      pool.use(server, callContext(), async session => {
        await clock.sleep(2, new AbortController().signal);
        return session.hasEnded() ? 'taken away' : session.host.fqdn;
      }),
    );
    expect(await Promise.all(works)).toEqual(servers);
    expect(peak()).toBeLessThanOrEqual(3);
    await pool.close();
    expect(open()).toBe(0);
  });

  test('opens another where one has ended', async () => {
    const {pool, seen, programs} = poolOf(2);
    await pool.use('a', callContext(), nothing);
    programs.get('a')?.end({code: 3});
    await clock.sleep(5, new AbortController().signal);
    expect(await pool.use('a', callContext(), async session => session.hasEnded())).toBe(false);
    expect(seen).toEqual(['open a', 'open a']);
  });

  test('has room again where a server could not be reached', async () => {
    const {pool} = poolOf(1);
    const asked = pool.use('wrong', callContext(undefined, AbortSignal.abort()), nothing);
    await expect(asked).rejects.toBeDefined();
    expect(await pool.use('a', callContext(), async session => session.host.fqdn)).toBe('a');
  });
});
