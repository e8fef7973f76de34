/** PowerShell on a server through OpenSSH: one connection for each server, which carries up to four of them. */
import pLimit, {type LimitFunction} from 'p-limit';
import type {ServerId} from '../../../../core/model/desired.ts';
import type {CallContext} from '../../../../engine/ports/context.ts';
import type {Host, Program} from '../../../../engine/ports/host.ts';
import type {SshCall, SshFailure, SshLink} from '../../../../engine/ports/ssh.ts';
import {isOverOf} from '../../is-over.ts';
import type {Trouble} from '../../problems.ts';
import type {Channel, Transport} from '../../session/channel.ts';
import {type Address, addressOf} from '../address.ts';
import {channelTo} from '../local.ts';
import {commandFor} from './command.ts';
import {fingerprintOf, typeOf} from './known-hosts.ts';
import {identityOf, keysOf, type SshPlace, userOf} from './settings.ts';
import {type Start, startInTime} from './start.ts';
import {saidOfStart} from './started.ts';
import {troubleOfKey, troubleOfSsh} from './words.ts';

export interface SshOptions extends SshPlace {
  readonly executable: string;
  readonly addresses: Readonly<Record<string, string>> | undefined;
  readonly connectMs: number;
  readonly host: Host;
}

/** sshd takes ten sessions on a connection (MaxSessions); others may want some. */
const MOST_CHANNELS = 4;
/** How often a server is asked that closes before it introduces itself: it lets only so many log in at a time. */
const TRIES = 6;
const FIRST_WAIT_MS = 150;

interface Way {
  readonly link: Promise<SshLink>;
  readonly channels: LimitFunction;
  isOver(): boolean;
}

export function sshTransport(options: SshOptions): Transport {
  const ways = new Map<ServerId, Way>();
  const wayTo = (server: ServerId, cx: CallContext): Way => {
    const known = ways.get(server);
    if (known !== undefined && !known.isOver()) return known;
    const way = openWay(connectTo(server, options, cx));
    ways.set(server, way);
    return way;
  };
  const leave = (server: ServerId): void => {
    ways.get(server)?.link.then(
      link => link.close(),
      () => undefined,
    );
    ways.delete(server);
  };
  return {
    async open(server, cx) {
      const command = commandFor(options.executable);
      const {link, channels} = wayTo(server, cx);
      const {executable, connectMs, host} = options;
      const start = {server, command, executable, connectMs, clock: host.clock, signal: cx.signal};
      return startOn(await link, {...start, user: userOf(options), channels});
    },
    leave,
    close() {
      for (const server of [...ways.keys()]) leave(server);
    },
  };
}

const openWay = (link: Promise<SshLink>): Way => ({link, channels: pLimit(MOST_CHANNELS), isOver: isOverOf(link)});

interface StartOn extends Start {
  readonly channels: LimitFunction;
}

/** Waits for a free channel; the place is free again when the program has ended. */
function startOn(link: SshLink, {channels, ...start}: StartOn): Promise<Channel> {
  const {server, executable} = start;
  return new Promise((resolve, reject) => {
    void channels(async () => {
      const started = await startInTime(link, start);
      if ('failed' in started) return reject(started.failed);
      resolve(channelOf(started.ok, server, executable));
      await started.ok.ended;
    });
  });
}

function channelOf(program: Program, server: ServerId, executable: string): Channel {
  const channel = channelTo(program);
  return {...channel, lines: saidOfStart(channel, {server, executable})};
}

async function connectTo(server: ServerId, options: SshOptions, cx: CallContext): Promise<SshLink> {
  const {settings, addresses, connectMs, host} = options;
  const address = addressOf(server, addresses, settings.port ?? 22);
  const keys = await keysOf(options, server, address);
  let refused: Trouble | undefined;
  const call: SshCall = {
    ...address,
    user: userOf(options),
    identity: await identityOf(options),
    ...(keys.types !== undefined && {hostKeyTypes: keys.types}),
    limitMs: connectMs,
    signal: cx.signal,
    accepts(key) {
      const verdict = keys.judge(key);
      if (verdict === 'good') return true;
      refused = troubleOfKey(server, verdict, {seen: fingerprintOf(key), type: typeOf(key)});
      return false;
    },
  };
  const attempt = await tryOften(call, host);
  if ('ok' in attempt) return attempt.ok;
  throw refused ?? troubleOfSsh(attempt.failed, troubleAt(server, address, call));
}

const troubleAt = (server: ServerId, address: Address, {user, limitMs}: SshCall) => ({
  server,
  address,
  user,
  limit: Math.round(limitMs / 1000),
});

type Attempt = {readonly ok: SshLink} | {readonly failed: SshFailure};

/** Again, after waits that grow and differ, as long as the server closes before anything was said. */
async function tryOften(call: SshCall, host: Host): Promise<Attempt> {
  for (let tried = 1; ; tried += 1) {
    const attempt = await host.connectSsh(call);
    const isLost = 'failed' in attempt && attempt.failed.stage === 'lost';
    if (!isLost || tried === TRIES) return attempt;
    const longest = FIRST_WAIT_MS * 2 ** tried;
    const chance = host.random(2).readUInt16BE(0) / 65_536;
    await host.clock.sleep(longest * (0.5 + chance / 2), call.signal).catch(() => undefined);
  }
}
