import {describe, expect, test} from '@jest/globals';
import {createBriefSessions} from '../../../../src/connections/powershell/session/brief.ts';
import type {Channel} from '../../../../src/connections/powershell/session/channel.ts';
import {limitsOf} from '../../../../src/connections/powershell/settings.ts';
import {channelTo} from '../../../../src/connections/powershell/transports/local.ts';
import {FakeProgram} from '../../../support/fake-programs.ts';
import {ManualClock, settle} from '../../../support/manual-clock.ts';
import {callContext} from '../../../support/world.ts';
import {HELLO, HOST, playFirst} from '../fake-server.ts';

const PLACES = 16;
const DEAD = Array.from({length: PLACES}, (_, index) => `dead${index}`);

type Open = (server: string) => Promise<Channel>;

/** A server to which no way leads, and one that takes what it is told and says nothing. */
const NO_WAY: Open = () => new Promise(() => undefined);
const SILENT: Open = async () => channelTo(new FakeProgram(() => undefined));

function briefOf(openDead: Open, connect?: string) {
  const clock = new ManualClock(HOST.utcNow);
  const seen: string[] = [];
  const programs: FakeProgram[] = [];
  const alive: Open = async server => {
    const program = new FakeProgram(playFirst({...HOST, fqdn: server}));
    programs.push(program);
    return channelTo(program);
  };
  const transport = {
    open(server: string) {
      seen.push(server);
      return server.startsWith('dead') ? openDead(server) : alive(server);
    },
  };
  const limits = limitsOf({
    type: 'powershell',
    transport: 'local',
    ...(connect !== undefined && {timeouts: {connect}}),
  });
  const setup = {transport, clock, random: (bytes: number) => Buffer.alloc(bytes, 7), limits};
  return {brief: createBriefSessions({helloTo: server => ({...HELLO, server}), setup}), clock, seen, alive, programs};
}

const nothing = async (): Promise<void> => undefined;

describe('a brief session', () => {
  test.each<[string, Open, string | undefined, number]>([
    ['to which no way leads', NO_WAY, undefined, 20_000],
    ['that say nothing', SILENT, undefined, 20_000],
    ['that are given less time', NO_WAY, '5 seconds', 5_000],
    ['that are given more time', NO_WAY, '5 minutes', 20_000],
  ])('servers %s leave their places to others in time', async (_what, openDead, connect, limitMs) => {
    const {brief, clock, seen} = briefOf(openDead, connect);
    const dead = Promise.allSettled(DEAD.map(server => brief.use(server, callContext(), nothing)));
    const healthy = brief.use('a', callContext(), async session => session.host.fqdn);
    await clock.pass(limitMs - 1);
    expect(seen).toEqual(DEAD);
    await clock.pass(1);
    expect(await healthy).toBe('a');
    expect(await dead).toMatchObject(DEAD.map(() => ({reason: {diagnostic: {code: 'SERVER_SILENT'}}})));
  });

  test('that comes about too late is closed', async () => {
    let arrive: () => void = () => undefined;
    const arrived = new Promise<void>(resolve => {
      arrive = resolve;
    });
    const {brief, clock, alive, programs} = briefOf(server => arrived.then(() => alive(server)));
    const used = brief.use('dead', callContext(), nothing).catch(() => 'too late');
    await clock.pass(20_000);
    expect(await used).toBe('too late');
    arrive();
    await clock.pass(5_000);
    expect(programs.map(({killed}) => killed)).toEqual([true]);
  });

  test('is not begun where the run was cancelled while it waited for a place', async () => {
    const {brief, clock, seen} = briefOf(NO_WAY);
    const dead = Promise.allSettled(DEAD.map(server => brief.use(server, callContext(), nothing)));
    const cancelling = new AbortController();
    const waiting = brief.use('a', callContext(undefined, cancelling.signal), nothing);
    await settle();
    cancelling.abort();
    await Promise.all([
      expect(waiting).rejects.toMatchObject({diagnostic: {code: 'STOPPED'}}),
      clock.pass(20_000),
      dead,
    ]);
    expect(seen).toEqual(DEAD);
  });
});
