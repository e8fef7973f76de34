/** The program as it was built and is run by people, with servers that it reaches by ssh. */
import {execFileSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, expect} from '@jest/globals';
import {type PowerShellExample, powershellExampleBy} from '../../../../support/powershell/powershell-example.ts';
import {reachBySsh} from '../../../../support/powershell/reach.ts';
import {sshdPart} from '../../../../support/powershell/sshd.ts';
import {temporaryFolder} from '../../../../support/program.ts';
import {type Spawned, spawnCscert} from '../../../../support/spawn.ts';

const folder = temporaryFolder();
const PASSPHRASE = 'a passphrase';
let lab: PowerShellExample | undefined;
afterEach(() => lab?.close());

sshdPart.describe('the program as it was built', () => {
  sshdPart.test(
    'plans and applies by ssh with a key under a passphrase, and trusts no host key but the one it was told',
    async () => {
      lab = await powershellExampleBy(reachBySsh, 'lab', folder);
      lab.forest.letClocksGo();
      const {key = ''} = lab.reach.sshd ?? {};
      execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', PASSPHRASE, '-f', key]);
      const file = join(lab.cwd, 'cscert.yaml');
      const declared = readFileSync(file, 'utf8').replace('"identity"', '"passphrase":"env:KEY_PASSPHRASE","identity"');
      writeFileSync(file, declared);

      expect(await run('plan', '--detailed-exitcode')).toMatchObject({code: 2, stderr: ''});
      const applied = await run('apply', '--auto-approve');
      expect(applied).toMatchObject({code: 0, stdout: expect.stringContaining(' 0 failed, 0 not run.')});
      expect(await run('plan', '--detailed-exitcode')).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('No changes.'),
      });

      const unknown = {'se01.contoso.com': `SHA256:${'A'.repeat(43)}`};
      writeFileSync(file, declared.replace(/"hostKeys":"[^"]*"/, `"hostKeys":${JSON.stringify(unknown)}`));
      expect(await run('plan')).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('its host key is not the one that is known'),
      });
    },
    120_000,
  );
});

function run(...argv: readonly string[]): Promise<Spawned> {
  const environment = {HOME: join(folder, 'home'), KEY_PASSPHRASE: PASSPHRASE};
  return spawnCscert(argv, {cwd: lab?.cwd ?? folder, environment});
}
