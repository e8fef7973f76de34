/** Why a server cannot be reached, in the words of an administrator. */
import type {SshFailure} from '../../../../engine/ports/ssh.ts';
import {oneLineOf, type ProblemCode, Trouble} from '../../problems.ts';
import type {Address} from '../address.ts';

export interface Attempted {
  readonly server: string;
  readonly address: Address;
  readonly user: string;
  /** In seconds. */
  readonly limit: number;
}

interface Words {
  readonly code: ProblemCode;
  /** The end of a sentence that begins with the server. */
  readonly detail: string;
  readonly help: string;
}

export function troubleOfSsh(failure: SshFailure, attempted: Attempted): Trouble {
  const {code, detail, help} = wordsFor(failure, attempted);
  return new Trouble(code, {detail: `${attempted.server}: ${detail}`, help});
}

function wordsFor(failure: SshFailure, attempted: Attempted): Words {
  const {address, user, limit} = attempted;
  const at = `${address.host} port ${address.port}`;
  const said = oneLineOf(failure.text);
  switch (failure.stage) {
    case 'connect':
      return wordsOfSystem(failure.code ?? said, address, at);
    case 'lost':
      return {
        code: 'SERVER_UNREACHABLE',
        detail: `${at} takes connections, but closes them before it introduces itself, also when asked again.`,
        help: 'Look into the log of sshd on the server: it may be overloaded, let too few log in at a time (MaxStartups), or refuse this computer; or it is no SSH server.',
      };
    case 'handshake':
    case 'hostKey':
      return {
        code: 'SERVER_UNREACHABLE',
        detail: `no SSH connection with ${at} came about: ${said}.`,
        help: 'Look whether an SSH server listens there, and into its log. A very old one may know none of the methods that are safe today.',
      };
    case 'login':
      return {
        code: 'SERVER_ACCESS_DENIED',
        detail: `the SSH server did not let ${user} in (${said}).`,
        help: 'Put the public key where the server looks for it: for administrators of Windows C:\\ProgramData\\ssh\\administrators_authorized_keys, which only administrators and the system may write. Its log says which key it refused.',
      };
    case 'agent':
      return {
        code: 'SSH_IDENTITY_UNUSABLE',
        detail: `the SSH agent cannot be used (${said}).`,
        help: 'Look whether the agent runs and holds a key (ssh-add -l), or name the file of a private key in ssh.identity.',
      };
    case 'identity':
      return {
        code: 'SSH_IDENTITY_UNUSABLE',
        detail: `the private key cannot be used: ${said}.`,
        help: 'ssh.identity names a private key in the form of OpenSSH, PEM or PuTTY; one with a passphrase needs ssh.passphrase.',
      };
    case 'time':
      return {
        code: 'SERVER_UNREACHABLE',
        detail: `${at} did not answer within ${limit} seconds.`,
        help: 'Look whether the server runs and a firewall lets this computer through; timeouts.connect gives it more time.',
      };
    case 'stopped':
      return {code: 'STOPPED', detail: 'connecting was broken off.', help: 'Run the command again.'};
  }
}

const SYSTEM: Readonly<Record<string, readonly [string, string]>> = {
  ENOTFOUND: [
    'its name does not resolve',
    'Correct the name, or say in addresses of the connection where it is reached.',
  ],
  EAI_AGAIN: ['its name cannot be looked up at the moment', 'Look whether the DNS servers of this computer answer.'],
  ECONNREFUSED: ['the connection was refused', 'Start the OpenSSH server there (service sshd), or correct the port.'],
  ETIMEDOUT: ['it does not answer', 'Look whether the server runs and a firewall lets this computer through.'],
  EHOSTUNREACH: ['there is no way to it', 'Look whether the server runs, and at the routes of this computer.'],
  ENETUNREACH: ['there is no way to its network', 'Look at the routes of this computer.'],
  ECONNRESET: ['the connection was reset', 'Look into the log of sshd on the server.'],
};

function wordsOfSystem(code: string, {host}: Address, at: string): Words {
  const [what, help] = SYSTEM[code] ?? [`the system says ${code}`, 'Look whether the server can be reached from here.'];
  const where = /^(ENOTFOUND|EAI_)/.test(code) ? host : at;
  return {code: 'SERVER_UNREACHABLE', detail: `${what} (${where}).`, help};
}

/** A key that is not the one that was pinned, or none was. */
export function troubleOfKey(
  server: string,
  verdict: 'other' | 'revoked' | 'unknown',
  {seen, type}: {readonly seen: string; readonly type: string},
): Trouble {
  const shown = `${seen} (${type})`;
  if (verdict === 'unknown')
    return new Trouble('SSH_HOST_KEY_UNKNOWN', {
      detail: `${server}: its host key is not known here. It shows ${shown}.`,
      help: 'Compare that with what ssh-keygen -lf C:\\ProgramData\\ssh\\ssh_host_ed25519_key.pub prints on the server itself; then add it to ssh.hostKeys, or the key to the known_hosts file.',
    });
  const why = verdict === 'revoked' ? 'its host key is marked as revoked' : 'its host key is not the one that is known';
  return new Trouble('SSH_HOST_KEY_CHANGED', {
    detail: `${server}: ${why}. It shows ${shown}. Nothing was sent.`,
    help: 'Find out why: the server may have been set up anew, or somebody stands between. Only when you know, put the new key in the place of the old one.',
  });
}
