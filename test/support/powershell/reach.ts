/** The servers of a forest behind a real OpenSSH server, which the transports ssh and remoting go to. */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Forest} from '../cs-contract.ts';
import {powershell} from './engine.ts';
import type {Reach} from './powershell-rig.ts';
import {type Sshd, startSshd} from './sshd.ts';

/** Every server of the forest has the one address; which of them is meant, the first frame says. */
export async function reachBySsh(forest: Forest): Promise<Reach & {readonly sshd: Sshd}> {
  const folder = mkdtempSync(join(tmpdir(), 'cscert-reach-'));
  const sshd = await startSshd({folder, environment: forest.environment()});
  const servers = forest.topology.pools.flatMap(({computers}) => computers);
  return {
    settings: {
      type: 'powershell',
      transport: 'ssh',
      addresses: Object.fromEntries(servers.map(server => [server, `127.0.0.1:${sshd.port}`])),
      ssh: {user: sshd.user, identity: sshd.key, hostKeys: sshd.knownHosts},
    },
    sshd,
    async stop() {
      await sshd.stop();
      rmSync(folder, {recursive: true, force: true});
    },
  };
}

/** New-PSSession of the engine takes the place of WinRM: real PowerShell remoting, over ssh to the same server. */
export async function reachByRemoting(forest: Forest): Promise<Reach & {readonly sshd: Sshd}> {
  const {settings: _, environment: _environment, ...reach} = await reachBySsh(forest);
  return {
    ...reach,
    environment: reach.sshd.environment,
    settings: {type: 'powershell', transport: 'remoting', executable: powershell().executable},
  };
}
