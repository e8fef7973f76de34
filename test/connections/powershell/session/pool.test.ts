import {describe, expect, test} from '@jest/globals';
import {createPool} from '../../../../src/connections/powershell/session/pool.ts';
import type {Session} from '../../../../src/connections/powershell/session/session.ts';
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

  test('closes first the one of which nothing more is wanted, unless somebody has come for it since', async () => {
    const {pool, seen} = poolOf(2);
    for (const server of ['a', 'b']) await pool.use(server, callContext(), nothing);
    for (const server of ['b', 'nobody']) pool.spare(server);
    await pool.use('c', callContext(), nothing);
    expect(seen.at(-2)).toBe('leave b');
    pool.spare('a');
    await pool.use('a', callContext(), nothing);
    await pool.use('d', callContext(), nothing);
    expect(seen.at(-2)).toBe('leave c');
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

  test('has room again where a server could not be reached, and leaves no PowerShell behind', async () => {
    const {pool, open} = poolOf(1);
    const asked = pool.use('wrong', callContext(undefined, AbortSignal.abort()), nothing);
    await expect(asked).rejects.toBeDefined();
    expect(open()).toBe(0);
    expect(await pool.use('a', callContext(), async session => session.host.fqdn)).toBe('a');
  });
});

describe('beside the sessions of a pool', () => {
  const later = () => {
    let go: () => void = () => undefined;
    const gone = new Promise<void>(resolve => {
      go = resolve;
    });
    return {go: () => go(), gone};
  };
  const nameOf = async (session: Session) => session.host.fqdn;

  test('one that is idle, or for which there is room, is used and kept', async () => {
    const {pool, seen} = poolOf(2);
    await pool.useBeside('a', callContext(), nothing);
    await pool.use('a', callContext(), nothing);
    await pool.useBeside('a', callContext(), nothing);
    expect(seen).toEqual(['open a']);
  });

  test('another is opened to a server whose own is at work, and closed at once; the way there stays', async () => {
    const {pool, seen, open} = poolOf(2);
    const {go, gone} = later();
    const working = pool.use('a', callContext(), () => gone);
    expect(await pool.useBeside('a', callContext(), nameOf)).toBe('a');
    expect(seen).toEqual(['open a', 'open a']);
    expect(open()).toBe(1);
    go();
    await working;
    await pool.use('a', callContext(), nothing);
    expect(seen).toEqual(['open a', 'open a']);
  });

  test.each([
    ['that is there', true],
    ['that is opened for it', false],
  ])('one %s is had alone: whoever comes meanwhile begins only after it', async (_what, isThere) => {
    const {pool, seen} = poolOf(2);
    const {go, gone} = later();
    const order: string[] = [];
    if (isThere) await pool.use('a', callContext(), nothing);
    const renewing = pool.useBeside('a', callContext(), async () => {
      order.push('renewal begins');
      await gone;
      order.push('renewal ends');
    });
    const working = pool.use('a', callContext(), async () => order.push('work'));
    await clock.sleep(20, new AbortController().signal);
    expect(order).toEqual(['renewal begins']);
    expect(await pool.useBeside('a', callContext(), nameOf)).toBe('a');
    expect(seen).toEqual(['open a', 'open a']);
    go();
    await Promise.all([renewing, working]);
    expect(order).toEqual(['renewal begins', 'renewal ends', 'work']);
  });

  test('one that was had alone is there for others also where that failed', async () => {
    const {pool} = poolOf(2);
    const renewing = pool.useBeside('a', callContext(), () => Promise.reject(new Error('not now')));
    const working = pool.use('a', callContext(), nameOf);
    await expect(renewing).rejects.toThrow('not now');
    expect(await working).toBe('a');
  });

  test('another is opened where there is no room, and nobody loses its own; the way there goes with it', async () => {
    const {pool, seen} = poolOf(1);
    await pool.use('a', callContext(), nothing);
    expect(await pool.useBeside('b', callContext(), nameOf)).toBe('b');
    await pool.use('a', callContext(), nothing);
    expect(seen).toEqual(['open a', 'open b', 'leave b']);
  });

  test('one of which nothing more is wanted makes room for it, and it is kept', async () => {
    const {pool, seen} = poolOf(2);
    for (const server of ['a', 'b']) await pool.use(server, callContext(), nothing);
    pool.spare('b');
    await pool.useBeside('c', callContext(), nothing);
    await pool.use('c', callContext(), nothing);
    await pool.use('a', callContext(), nothing);
    expect(seen).toEqual(['open a', 'open b', 'leave b', 'open c']);
  });

  test('none has to go, wanted or not, for a server whose own is at work', async () => {
    const {pool, seen} = poolOf(2);
    const {go, gone} = later();
    await pool.use('a', callContext(), nothing);
    pool.spare('a');
    const working = pool.use('b', callContext(), () => gone);
    expect(await pool.useBeside('b', callContext(), nameOf)).toBe('b');
    go();
    await working;
    expect(seen).toEqual(['open a', 'open b', 'open b']);
  });

  test('the way to a server stays as long as one of its sessions is at work, kept or not', async () => {
    const {pool, seen} = poolOf(1);
    const [kept, beside] = [later(), later()];
    const working = pool.use('a', callContext(), () => kept.gone);
    const renewing = pool.useBeside('a', callContext(), () => beside.gone);
    kept.go();
    await working;
    await pool.use('b', callContext(), nothing);
    expect(seen.filter(one => one.startsWith('leave'))).toEqual([]);
    beside.go();
    await renewing;
    expect(seen.filter(one => one.startsWith('leave'))).toEqual(['leave a']);
  });

  test.each([
    [40, 8],
    [100, 68],
  ])(
    'renewing %i locks in turn opens a session for each server without one, %i, and takes none away',
    async (count, without) => {
      const {pool, seen, open, peak} = poolOf(32);
      const servers = Array.from({length: count}, (_, index) => `s${index}`);
      for (const server of servers) await pool.use(server, callContext(), nothing);
      const kept = servers.slice(-32);
      for (let round = 0; round < 2; round++) {
        seen.length = 0;
        await Promise.all(servers.map(server => pool.useBeside(server, callContext(), nothing)));
        expect(seen.filter(one => one.startsWith('open'))).toHaveLength(without);
        expect(open()).toBe(32);
      }
      expect(peak()).toBeLessThanOrEqual(32 + 16);
      seen.length = 0;
      for (const server of kept) await pool.use(server, callContext(), nothing);
      expect(seen).toEqual([]);
      await pool.close();
    },
  );
});
