/** The servers of a forest behind a real OpenSSH server, which the transport ssh goes to. */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Forest} from '../cs-contract.ts';
import type {Reach} from './powershell-rig.ts';
import {startSshd} from './sshd.ts';

/** Every server of the forest has the one address; which of them is meant, the first frame says. */
export async function reachBySsh(forest: Forest): Promise<Reach & {readonly log: () => string}> {
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
    log: sshd.log,
    async stop() {
      await sshd.stop();
      rmSync(folder, {recursive: true, force: true});
    },
  };
}
