/** PowerShell on a server through PowerShell remoting (WinRM): a PowerShell here relays each frame to a session there. */
import type {ServerId} from '../../../core/model/desired.ts';
import type {Secret} from '../../../core/secret.ts';
import type {Host} from '../../../engine/ports/host.ts';
import {SCRIPTS} from '../generated/scripts.ts';
import {oneLineOf, type ProblemCode, Trouble} from '../problems.ts';
import type {RemoteError} from '../session/answer.ts';
import {bootstrapArguments} from '../session/bootstrap.ts';
import type {Transport} from '../session/channel.ts';
import {encodeFrame} from '../session/frame.ts';
import type {PowerShellSettings} from '../settings.ts';
import {addressOf} from './address.ts';
import {channelTo, windowsModules} from './local.ts';

export interface RemotingOptions {
  readonly settings: NonNullable<PowerShellSettings['remoting']>;
  readonly addresses: Readonly<Record<string, string>> | undefined;
  /** The PowerShell here. */
  readonly executable: string;
  readonly password: Secret | undefined;
  /** Until a PowerShell on the server has answered, in milliseconds. */
  readonly connectMs: number;
  readonly host: Pick<Host, 'spawn' | 'environment'>;
}

export function remotingTransport(options: RemotingOptions): Transport {
  const {executable, host, settings, password} = options;
  return {
    async open(server) {
      if (settings.credential !== undefined && password === undefined) throw passwordMissing(server);
      const environment = {PSModulePath: windowsModules(host.environment['PSModulePath'])};
      const channel = channelTo(host.spawn({program: executable, args: bootstrapArguments(), environment}));
      const {remoting, session, common, frame, secure} = SCRIPTS;
      const first = encodeFrame({
        way: wayTo(server, options),
        scripts: {serve: remoting, session, common, frame, secure},
      });
      const secret = settings.credential === undefined ? '' : `${encodeFrameSecret(password)}\n`;
      // What cannot be written is told by the end of the program. It is not waited for: a program that hangs takes nothing,
      // and only the first question has an end.
      channel.write(`${first}\n${secret}`).catch(() => undefined);
      return channel;
    },
    troubleOf: troubleOfRemoting,
  };
}

const encodeFrameSecret = (password: Secret | undefined): string =>
  Buffer.from(password?.reveal() ?? '', 'utf8').toString('base64');

/** Of the time for connecting: WinRM has to have given up before that is over, so that its own words are told. */
const SHARE_OF_OPENING = 0.8;

/** The names of `-Authentication`; a client certificate is one by itself. */
const AUTHENTICATION = {kerberos: 'Kerberos', negotiate: 'Negotiate', credssp: 'Credssp', certificate: null} as const;

function wayTo(server: ServerId, {settings, addresses, connectMs}: RemotingOptions): Readonly<Record<string, unknown>> {
  const {scheme = 'http', authentication = 'kerberos', credential, certificate} = settings;
  const {host, port} = addressOf(server, addresses, settings.port ?? 0);
  return {
    computer: host,
    port: port === 0 ? null : port,
    ssl: scheme === 'https',
    authentication: AUTHENTICATION[authentication],
    certificate: authentication === 'certificate' ? (certificate ?? null) : null,
    user: credential?.user ?? null,
    openMs: Math.floor(connectMs * SHARE_OF_OPENING),
  };
}

function passwordMissing(server: ServerId): Trouble {
  return new Trouble('SERVER_ACCESS_DENIED', {
    detail: `${server}: the password of remoting.credential could not be read.`,
    help: 'Correct remoting.credential.password of the connection.',
  });
}

interface Reading {
  readonly id: RegExp;
  readonly code: ProblemCode;
  readonly what: string;
  readonly help: string;
}

/** By the first part of the error's identifier, which is not translated (WSManErrors of about_Remote_Troubleshooting). */
const READINGS: readonly Reading[] = [
  {
    id: /^(ComputerNotFound|NameResolution)/,
    code: 'SERVER_UNREACHABLE',
    what: 'its name does not resolve',
    help: 'Correct the name, or say in addresses of the connection where it is reached.',
  },
  {
    id: /^(AccessDenied|LogonFailure)/,
    code: 'SERVER_ACCESS_DENIED',
    what: 'the account is not let in',
    help: 'The account must be an administrator of the server (or a member of Remote Management Users) and known in its domain; its password may have expired.',
  },
  {
    id: /^(CannotConnect|WinRMOperationTimeout|NetworkPathNotFound)/,
    code: 'SERVER_UNREACHABLE',
    what: 'WinRM does not answer',
    help: 'Look whether the server runs, WinRM is enabled there (Enable-PSRemoting), and a firewall lets this computer through.',
  },
];

/** Why no session came about, with the words of PowerShell, whatever language they are in. */
export function troubleOfRemoting(server: ServerId, {fullyQualifiedErrorId, message}: RemoteError): Trouble {
  const found = READINGS.find(({id}) => id.test(fullyQualifiedErrorId));
  const what = found?.what ?? 'no remote session came about';
  return new Trouble(found?.code ?? 'SERVER_UNREACHABLE', {
    detail: `${server}: ${what}. PowerShell says: ${oneLineOf(message)}`,
    help:
      found?.help ??
      'Try New-PSSession with the same computer name in PowerShell; about_Remote_Troubleshooting tells what may be wrong.',
  });
}
