/** SSH by the library ssh2, which is loaded when it is first needed. */
import {connect, type Socket} from 'node:net';
import type {Client, ConnectConfig, ServerHostKeyAlgorithm} from 'ssh2';
import {codeOf, messageOf} from '../core/system-error.ts';
import type {ConnectSsh, SshCall, SshFailure, SshLink, SshStage} from '../engine/ports/ssh.ts';
import {programOn} from './ssh-program.ts';

/** A server that has answered nothing for a minute is gone; the way to it is kept open while it works on something. */
const KEEP_ALIVE = {keepaliveInterval: 15_000, keepaliveCountMax: 4} as const;

/** How far an attempt has come. */
interface Progress {
  connected: boolean;
  refusedKey: boolean;
  agreed: boolean;
}

export const connectSsh: ConnectSsh = async call => {
  if (call.signal.aborted) return {failed: {stage: 'stopped', text: 'the run was stopped'}};
  // The whole, not a name of it: in the bundle a library that is CommonJS has nothing but its default.
  const {default: ssh2} = await import('ssh2');
  return attempt(new ssh2.Client(), call);
};

function attempt(client: Client, call: SshCall): ReturnType<ConnectSsh> {
  const progress: Progress = {connected: false, refusedKey: false, agreed: false};
  // Small packets go at once: with the system's default each frame would wait some 40 ms for the one before.
  const socket = connect({host: call.host, port: call.port, noDelay: true});
  socket.once('connect', () => {
    progress.connected = true;
  });
  return new Promise(resolve => {
    const fail = (failed: SshFailure): void => {
      resolve({failed});
      client.destroy();
      socket.destroy();
    };
    const stop = (): void => fail({stage: 'stopped', text: 'the run was stopped'});
    call.signal.addEventListener('abort', stop, {once: true});
    // Stays: an error that nobody listens to would end the process.
    client.on('error', error => fail(failureOf(error, progress)));
    client.once('handshake', () => {
      progress.agreed = true;
    });
    client.once('close', () => {
      call.signal.removeEventListener('abort', stop);
      fail({stage: progress.agreed ? 'login' : 'lost', text: 'the server closed the connection'});
    });
    client.once('ready', () => {
      call.signal.removeEventListener('abort', stop);
      resolve({ok: linkOn(client)});
    });
    try {
      client.connect(configOf(call, socket, progress));
    } catch (error) {
      // Only what it is given to log in with can be wrong by then.
      fail({stage: 'identity', text: messageOf(error)});
    }
  });
}

function configOf(call: SshCall, sock: Socket, progress: Progress): ConnectConfig {
  const {identity, hostKeyTypes} = call;
  const passphrase = 'privateKey' in identity ? identity.passphrase?.reveal() : undefined;
  return {
    sock,
    username: call.user,
    readyTimeout: call.limitMs,
    ...KEEP_ALIVE,
    ...('agent' in identity
      ? {agent: identity.agent, authHandler: ['agent']}
      : {privateKey: identity.privateKey, authHandler: ['publickey'], ...(passphrase !== undefined && {passphrase})}),
    ...(hostKeyTypes !== undefined && {algorithms: {serverHostKey: signaturesFor(hostKeyTypes)}}),
    hostVerifier(key: Buffer) {
      const accepted = call.accepts(key);
      progress.refusedKey = !accepted;
      return accepted;
    },
  };
}

/** With what a server may sign by its key, the best first; RSA no longer with SHA-1 (RFC 8332). */
const SIGNATURES: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
];

/**
 * Those of the keys that are known come first, and the others after them: a server that has none of these keys is to show
 * what it has, so that somebody can be told of it. A kind that is none of them is too old to be asked for.
 */
function signaturesFor(types: readonly string[]): ServerHostKeyAlgorithm[] {
  const isKnown = (one: ServerHostKeyAlgorithm): boolean => types.includes(one.startsWith('rsa-') ? 'ssh-rsa' : one);
  return [...SIGNATURES.filter(isKnown), ...SIGNATURES.filter(one => !isKnown(one))];
}

function failureOf(error: Error & {readonly level?: string}, progress: Progress): SshFailure {
  return {stage: stageOf(error, progress), code: codeOf(error), text: messageOf(error)};
}

function stageOf(error: Error & {readonly level?: string}, {connected, refusedKey, agreed}: Progress): SshStage {
  if (error.level === 'client-timeout') return 'time';
  if (!connected) return 'connect';
  if (refusedKey) return 'hostKey';
  if (error.level === 'agent') return 'agent';
  if (agreed) return 'login';
  return error.level === 'client-socket' || /lost before handshake/i.test(error.message) ? 'lost' : 'handshake';
}

function linkOn(client: Client): SshLink {
  let ended = false;
  client.once('close', () => {
    ended = true;
  });
  return {
    start: command =>
      new Promise(resolve => {
        const refuse = (error: unknown): void =>
          resolve({failed: {stage: 'login', code: codeOf(error), text: messageOf(error)}});
        try {
          client.exec(command, (error, channel) => (error ? refuse(error) : resolve({ok: programOn(channel)})));
        } catch (error) {
          refuse(error);
        }
      }),
    hasEnded: () => ended,
    close() {
      ended = true;
      client.end();
    },
  };
}
