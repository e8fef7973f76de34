/**
 * A real OpenSSH server on loopback for tests: who logs in is the user who runs the tests, with a home of the test's
 * own, `powershell.exe` on the PATH, and PowerShell remoting as the subsystem `powershell`.
 */
import {type ChildProcess, spawn} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createConnection} from 'node:net';
import {userInfo} from 'node:os';
import {delimiter, join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {freePort} from './free-port.ts';
import type {Launcher} from './launcher.ts';
import {endTree} from './process-tree.ts';
import {fingerprintOf, makeKey} from './ssh-keys.ts';

const PROGRAM = ['/usr/sbin', '/usr/local/sbin', ...(process.env['PATH'] ?? '').split(delimiter)]
  .map(folder => join(folder, 'sshd'))
  .find(path => existsSync(path));

const READY_LIMIT_MS = 10_000;
const TRIES = 5;

/** Whether there is an OpenSSH server here. */
export const hasSshd = (): boolean => PROGRAM !== undefined;

export interface SshdOptions {
  /** A temporary folder of the test's; the server keeps its files in it. */
  readonly folder: string;
  /** What sessions find in their environment, besides PATH and HOME. Clients may add names that begin with CSCERT_. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What `powershell.exe` is. */
  readonly engine: Launcher;
  /** More lines for sshd_config; the first line of a keyword counts. */
  readonly settings?: readonly string[];
}

export interface Sshd {
  readonly port: number;
  readonly user: string;
  /** Path of the one private key that is let in. */
  readonly key: string;
  /** Path of a known_hosts file with the server's key. */
  readonly knownHosts: string;
  /** The server's key as `SHA256:…`. */
  readonly fingerprint: string;
  /** Its sessions are below this process. */
  readonly pid: number;
  /** The home of who logs in. */
  readonly home: string;
  /** What New-PSSession of the engine needs to come here. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the server has logged so far. */
  log(): string;
  /** Ends the server and every session. */
  stop(): Promise<void>;
}

/** Starts a server; resolves when it answers. The caller stops it. */
export async function startSshdOf(options: SshdOptions): Promise<Sshd> {
  const {folder} = options;
  const place = (name: string): string => join(folder, name);
  mkdirSync(place('home'), {recursive: true});
  // The folder that the server of a system service finds made.
  if (userInfo().uid === 0) mkdirSync('/run/sshd', {recursive: true});
  for (const name of ['host_key', 'user_key']) if (!existsSync(place(name))) await makeKey(place(name));
  writeFileSync(place('authorized_keys'), readFileSync(place('user_key.pub')));
  const {port, child} = await listen(options);
  const hostKey = readFileSync(place('host_key.pub'), 'utf8').trim();
  writeFileSync(place('known_hosts'), `[127.0.0.1]:${port} ${hostKey.split(' ').slice(0, 2).join(' ')}\n`);
  return {
    port,
    user: userInfo().username,
    pid: child.pid ?? 0,
    home: place('home'),
    key: place('user_key'),
    knownHosts: place('known_hosts'),
    fingerprint: fingerprintOf(hostKey),
    environment: {
      CSCERT_CONTRACT_SSH_PORT: String(port),
      CSCERT_CONTRACT_SSH_KEY: place('user_key'),
      CSCERT_CONTRACT_SSH_KNOWN_HOSTS: place('known_hosts'),
    },
    log: () => readFileSync(place('sshd.log'), 'utf8'),
    stop: () => endTree(child),
  };
}

/** Between finding a free port and listening on it another process may take it: then with another one. */
async function listen(options: SshdOptions): Promise<{readonly port: number; readonly child: ChildProcess}> {
  for (let left = TRIES; ; left--) {
    const port = await freePort();
    const config = join(options.folder, 'sshd_config');
    writeFileSync(config, configuration(options, port));
    writeFileSync(join(options.folder, 'sshd.log'), '');
    const log = ['-E', join(options.folder, 'sshd.log')];
    const child = spawn(PROGRAM ?? 'sshd', ['-D', '-f', config, ...log], {stdio: 'ignore'});
    if (await answers(port, child)) return {port, child};
    await endTree(child);
    if (left === 1) throw new Error(`sshd does not start: ${readFileSync(join(options.folder, 'sshd.log'), 'utf8')}`);
  }
}

function configuration(options: SshdOptions, port: number): string {
  const {folder, environment = {}, settings = [], engine} = options;
  const variables = {
    // So that nobody's profile is read.
    HOME: join(folder, 'home'),
    PATH: [engine.folder, process.env['PATH']].join(delimiter),
    ...environment,
  };
  // All in one line: of several the first would count.
  const set = Object.entries(variables).map(([name, value]) => `"${name}=${value}"`);
  return [
    ...settings,
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${folder}/host_key`,
    `PidFile ${folder}/sshd.pid`,
    `AuthorizedKeysFile ${folder}/authorized_keys`,
    'PermitRootLogin prohibit-password',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'UsePAM no',
    'StrictModes no',
    'PrintMotd no',
    'PrintLastLog no',
    'LogLevel VERBOSE',
    'AcceptEnv CSCERT_*',
    `SetEnv ${set.join(' ')}`,
    `Subsystem powershell ${engine.executable} -sshs`,
    'Subsystem sftp internal-sftp',
    '',
  ].join('\n');
}

/** True when the server greets, false when it has ended. */
async function answers(port: number, child: ChildProcess): Promise<boolean> {
  const end = Date.now() + READY_LIMIT_MS;
  while (child.exitCode === null && Date.now() < end) {
    if (await greets(port)) return true;
    await delay(10);
  }
  return false;
}

function greets(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = createConnection(port, '127.0.0.1');
    socket.once('data', text => {
      socket.destroy();
      resolve(text.toString('latin1').startsWith('SSH-2.0-OpenSSH'));
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}
