/** PowerShell on the other side of a real OpenSSH server, and every way in which it is not reached. */
import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer, type Server} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect} from '@jest/globals';
import type {PowerShellSettings} from '../../../../../src/connections/powershell/settings.ts';
import {sshTransport} from '../../../../../src/connections/powershell/transports/ssh/transport.ts';
import {StepTrouble} from '../../../../../src/connections/step-problems.ts';
import type {Diagnostic} from '../../../../../src/core/diagnostic.ts';
import {Secret} from '../../../../../src/core/secret.ts';
import {clock} from '../../../../../src/host/clock.ts';
import {files} from '../../../../../src/host/files.ts';
import {connectSsh} from '../../../../../src/host/ssh.ts';
import {freePort} from '../../../../support/powershell/free-port.ts';
import {type Sshd, sshdPart, startSshd} from '../../../../support/powershell/sshd.ts';
import {callContext, testHost} from '../../../../support/world.ts';

const {describe, test} = sshdPart;
const FE01 = 'fe01.contoso.com';

let root: string;
let sshd: Sshd;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'cscert-ssh-'));
  if (existsSync('/usr/sbin/sshd')) sshd = await startSshd({folder: join(root, 'sshd')});
});
afterAll(async () => {
  await sshd?.stop();
  rmSync(root, {recursive: true, force: true});
});

interface Told {
  readonly ssh?: PowerShellSettings['ssh'];
  readonly address?: string;
  readonly executable?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly passphrase?: string;
  readonly connectMs?: number;
}

function transport(told: Told = {}) {
  const {
    address = `127.0.0.1:${sshd.port}`,
    executable = 'powershell.exe',
    environment = {},
    connectMs = 20_000,
  } = told;
  return sshTransport({
    settings: {user: sshd.user, identity: sshd.key, hostKeys: sshd.knownHosts, ...told.ssh},
    base: root,
    host: {...testHost(files), clock, connectSsh, environment},
    passphrase: told.passphrase === undefined ? undefined : new Secret(told.passphrase),
    executable,
    addresses: {[FE01]: address},
    connectMs,
  });
}

/** Runs one and gives it no input, so that it ends. */
async function linesOf(told: Told = {}, cx = callContext()): Promise<readonly string[]> {
  const own = transport(told);
  try {
    const channel = await own.open(FE01, cx);
    channel.endInput();
    const lines: string[] = [];
    for await (const line of channel.lines) lines.push(line);
    return lines;
  } finally {
    own.close?.();
  }
}

async function problemOf(told: Told, cx = callContext()): Promise<Diagnostic> {
  const error = await linesOf(told, cx).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StepTrouble)) throw new Error(`it was no problem but ${String(error)}`);
  expect(error.diagnostic.detail).toContain(FE01);
  expect(error.diagnostic.help).toBeDefined();
  return error.diagnostic;
}

async function listening(server: Server, work: (port: number) => Promise<void>): Promise<void> {
  const port = await freePort();
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
  try {
    await work(port);
  } finally {
    server.close();
  }
}

describe('PowerShell by ssh', () => {
  test('is reached with a key from a file, the server by its line in known_hosts', async () => {
    expect(await linesOf()).toEqual([]);
  });

  test('is reached also where known_hosts has keys of a kind that nobody uses any more', async () => {
    const lines = [`[127.0.0.1]:${sshd.port} ssh-dss AAAA`, `[127.0.0.1]:${sshd.port} 1024 35 1234567`];
    writeFileSync(join(root, 'old_hosts'), [...lines, readFileSync(sshd.knownHosts, 'utf8')].join('\n'));
    expect(await linesOf({ssh: {hostKeys: 'old_hosts'}})).toEqual([]);
  });

  test('is reached where the server is known by its fingerprint', async () => {
    expect(await linesOf({ssh: {hostKeys: {[FE01]: sshd.fingerprint}}})).toEqual([]);
  });

  test('is reached with a key that an agent holds', async () => {
    const socket = join(root, 'agent');
    const started = execFileSync('ssh-agent', ['-a', socket], {encoding: 'utf8'});
    const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(started)?.[1]);
    try {
      execFileSync('ssh-add', [sshd.key], {env: {...process.env, SSH_AUTH_SOCK: socket}, stdio: 'ignore'});
      expect(await linesOf({ssh: {identity: 'agent'}, environment: {SSH_AUTH_SOCK: socket}})).toEqual([]);
    } finally {
      process.kill(pid);
    }
  });

  test('is reached with a key under a passphrase', async () => {
    const path = join(root, 'locked');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'a passphrase', '-f', path]);
    const keys = join(root, 'sshd', 'authorized_keys');
    writeFileSync(keys, readFileSync(keys, 'utf8') + readFileSync(`${path}.pub`, 'utf8'));
    expect(await linesOf({ssh: {identity: 'locked'}, passphrase: 'a passphrase'})).toEqual([]);
    const found = await problemOf({ssh: {identity: 'locked'}, passphrase: 'canary-passphrase'});
    expect(found.code).toBe('SSH_IDENTITY_UNUSABLE');
    expect(JSON.stringify(found)).not.toContain('canary');
    expect((await problemOf({ssh: {identity: 'locked'}})).code).toBe('SSH_IDENTITY_UNUSABLE');
  });

  test('is one connection for a server, with at most four programs at a time', async () => {
    const own = transport();
    const logins = (): number => sshd.log().split('Accepted publickey').length;
    const before = logins();
    // What a start has to wait for is told by the order of things: the fifth begins when one of the others has ended.
    const order: string[] = [];
    const opened = await Promise.all([1, 2, 3, 4].map(() => own.open(FE01, callContext())));
    for (const channel of opened) void channel.ended.then(() => order.push('one ends'));
    const fifth = own.open(FE01, callContext()).then(channel => {
      order.push('the fifth begins');
      return channel;
    });
    // As long as it would take if it did not wait: another connection begins a program meanwhile.
    const other = transport();
    await (await other.open(FE01, callContext())).kill();
    other.close?.();
    expect(order).toEqual([]);
    await opened[0]?.kill();
    await fifth;
    expect(order).toEqual(['one ends', 'the fifth begins']);
    await Promise.all([...opened.slice(1), await fifth].map(channel => channel.kill()));
    own.close?.();
    expect(logins() - before).toBe(2);
  });

  test('ends on the other side when it is killed here', async () => {
    // No PowerShell, but as one it ends with its input. Whether a signal is handed on depends on sshd: never for root.
    const folder = join(root, 'waits');
    mkdirSync(folder);
    const executable = join(folder, 'waits');
    writeFileSync(executable, `#!/bin/sh\necho $$ > ${folder}/pid\necho begun\nexec cat\n`, {mode: 0o755});
    const own = transport({executable});
    const channel = await own.open(FE01, callContext());
    const lines = channel.lines[Symbol.asyncIterator]();
    expect(await lines.next()).toEqual({done: false, value: 'begun'});
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    expect(() => process.kill(pid, 0)).not.toThrow();
    await channel.kill();
    await channel.ended;
    expect(() => process.kill(pid, 0)).toThrow();
    own.close?.();
  });

  test('that is cut off in the middle is told by the system’s code', async () => {
    const own = transport();
    const channel = await own.open(FE01, callContext());
    const read = (async () => {
      for await (const _line of channel.lines);
    })();
    own.close?.();
    await expect(read).rejects.toMatchObject({code: 'ECONNRESET'});
  });
});

describe('a server that is not reached by ssh', () => {
  test('shows another key than its line in known_hosts', async () => {
    const wrong = join(root, 'wrong_hosts');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(root, 'other')]);
    writeFileSync(wrong, `[127.0.0.1]:${sshd.port} ${readFileSync(join(root, 'other.pub'), 'utf8')}`);
    const found = await problemOf({ssh: {hostKeys: 'wrong_hosts'}});
    expect(found.code).toBe('SSH_HOST_KEY_CHANGED');
    expect(found.detail).toContain(`${sshd.fingerprint} (ssh-ed25519)`);
  });

  test('shows a key of another kind than its line in known_hosts', async () => {
    execFileSync('ssh-keygen', ['-q', '-t', 'rsa', '-N', '', '-f', join(root, 'of_rsa')]);
    writeFileSync(
      join(root, 'rsa_hosts'),
      `[127.0.0.1]:${sshd.port} ${readFileSync(join(root, 'of_rsa.pub'), 'utf8')}`,
    );
    const found = await problemOf({ssh: {hostKeys: 'rsa_hosts'}});
    expect(found.code).toBe('SSH_HOST_KEY_CHANGED');
    expect(found.detail).toContain(`${sshd.fingerprint} (ssh-ed25519)`);
  });

  test('shows another key than the fingerprint', async () => {
    const hostKeys = {[FE01]: `SHA256:${'A'.repeat(43)}`};
    expect((await problemOf({ssh: {hostKeys}})).code).toBe('SSH_HOST_KEY_CHANGED');
  });

  test('is not known at all, and nothing was sent', async () => {
    const found = await problemOf({ssh: {hostKeys: {'fe02.contoso.com': sshd.fingerprint}}});
    expect(found.code).toBe('SSH_HOST_KEY_UNKNOWN');
    expect(found.detail).toContain(sshd.fingerprint);
  });

  test('has a list of keys that is not there', async () => {
    await expect(linesOf({ssh: {hostKeys: 'nowhere'}})).rejects.toMatchObject({
      diagnostic: {code: 'SSH_HOST_KEYS_UNREADABLE', detail: `There is no ${join(root, 'nowhere')}.`},
    });
  });

  test('has a name that does not resolve', async () => {
    const found = await problemOf({address: 'fe01.invalid', ssh: {hostKeys: {[FE01]: sshd.fingerprint}}});
    expect(found).toMatchObject({
      code: 'SERVER_UNREACHABLE',
      detail: expect.stringMatching(/name (does not resolve|cannot be looked up)/),
    });
  });

  test('refuses the connection', async () => {
    const found = await problemOf({
      address: `127.0.0.1:${await freePort()}`,
      ssh: {hostKeys: {[FE01]: sshd.fingerprint}},
    });
    expect(found.detail).toMatch(/^fe01\.contoso\.com: the connection was refused \(127\.0\.0\.1 port \d+\)\.$/);
  });

  test('takes the connection and says nothing', async () => {
    const silent = createServer(socket => socket.on('error', () => undefined));
    await listening(silent, async port => {
      const told = {address: `127.0.0.1:${port}`, ssh: {hostKeys: {[FE01]: sshd.fingerprint}}, connectMs: 300};
      expect((await problemOf(told)).detail).toContain('did not answer within 0 seconds');
    });
  });

  test('closes before it introduces itself: it is asked again, with waits', async () => {
    let asked = 0;
    const full = createServer(socket => {
      asked += 1;
      socket.end('Exceeded MaxStartups\r\n');
    });
    await listening(full, async port => {
      const quick = transport({address: `127.0.0.1:${port}`, ssh: {hostKeys: {[FE01]: sshd.fingerprint}}});
      const asking = quick.open(FE01, callContext());
      await expect(asking).rejects.toMatchObject({
        diagnostic: {code: 'SERVER_UNREACHABLE', detail: expect.stringContaining('closes them before')},
      });
      expect(asked).toBe(6);
    });
  }, 30_000);

  test('speaks something else', async () => {
    const web = createServer(socket =>
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\nNo, this is not what you are looking for.\r\n'),
    );
    await listening(web, async port => {
      const found = await problemOf({address: `127.0.0.1:${port}`, ssh: {hostKeys: {[FE01]: sshd.fingerprint}}});
      expect(found.code).toBe('SERVER_UNREACHABLE');
    });
  }, 30_000);

  test('does not let the account in', async () => {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(root, 'stranger')]);
    const found = await problemOf({ssh: {identity: 'stranger'}});
    expect(found.code).toBe('SERVER_ACCESS_DENIED');
    expect(found.detail).toContain(sshd.user);
  });

  test('finds no PowerShell', async () => {
    const found = await problemOf({executable: 'nowhere.exe'});
    expect(found).toMatchObject({
      code: 'POWERSHELL_NOT_STARTED',
      detail: expect.stringContaining('does not find nowhere.exe'),
    });
  });

  test.each([
    ['the agent is not named', {ssh: {identity: 'agent'}}],
    ['the agent is not there', {ssh: {identity: 'agent'}, environment: {SSH_AUTH_SOCK: '/nonexistent/agent'}}],
    ['the file of the key is no key', {ssh: {identity: 'no-key'}}],
  ])('has nobody to ask it: %s', async (_what, told) => {
    writeFileSync(join(root, 'no-key'), 'not a key\n');
    const error = await transport(told as Told)
      .open(FE01, callContext())
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({diagnostic: {code: 'SSH_IDENTITY_UNUSABLE'}});
  });

  test('is left at once when the run is cancelled', async () => {
    const silent = createServer(socket => socket.on('error', () => undefined));
    await listening(silent, async port => {
      const cancel = new AbortController();
      const told = {address: `127.0.0.1:${port}`, ssh: {hostKeys: {[FE01]: sshd.fingerprint}}};
      const asking = problemOf(told, callContext(undefined, cancel.signal));
      setTimeout(() => cancel.abort(), 50);
      expect((await asking).code).toBe('STOPPED');
    });
  });
});
