import {Command, Option} from 'commander';
import {REVOCATION_REASONS} from '../../core/model/revocation.ts';
import type {CliContext, CommonOptions} from '../context.ts';
import {addCommonFlags, addParallelFlag} from '../flags.ts';
import type {RevokeFlags} from '../run-revoke.ts';

export function revokeCommand(cx: CliContext): Command {
  const command = new Command('revoke')
    .summary('have a certificate revoked by the authority that issued it')
    .description(
      'Has the authority that issued a certificate take it back, for good. Given as an address (the certificate in use there) or as a thumbprint (its first 8 digits or more). No plan ever does this. A local authority revokes by itself and signs its list of revoked certificates anew; of the others it is said who revokes, and how.',
    )
    .argument('<address>', 'address or thumbprint')
    .addOption(
      new Option('--reason <reason>', 'why; it is published').choices(REVOCATION_REASONS).makeOptionMandatory(),
    )
    .option('--in-use', 'also where a server uses the certificate, or could not be asked')
    .option('--auto-approve', 'do not ask');
  addCommonFlags(addParallelFlag(command));
  return command.action(async (asked: string, options: CommonOptions & Omit<RevokeFlags, 'asked'>) => {
    const [{runCommand}, {runRevoke}] = await Promise.all([import('../command.ts'), import('../run-revoke.ts')]);
    await runCommand(cx, options, command => runRevoke(command, {...options, asked}), {keepsLog: true});
  });
}
