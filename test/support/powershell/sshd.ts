/** The OpenSSH server of the tests, with the engine of all tests as its PowerShell. */
import {realPart} from '../real-parts.ts';
import {hasPowerShell, powershell} from './engine.ts';
import {hasSshd, type Sshd, type SshdOptions, startSshdOf} from './sshd-process.ts';

export type {Sshd} from './sshd-process.ts';

/** `describe` and `test` for what needs the engine and an OpenSSH server. */
export const sshdPart = realPart(
  hasPowerShell() ? 'the OpenSSH server (sshd)' : 'the PowerShell engine and the OpenSSH server (sshd)',
  hasPowerShell() && hasSshd(),
);

/** Starts a server; resolves when it answers. The caller stops it. `engine` names another one than that of all tests. */
export const startSshd = (options: Omit<SshdOptions, 'engine'> & Partial<Pick<SshdOptions, 'engine'>>): Promise<Sshd> =>
  startSshdOf({engine: powershell(), ...options});
