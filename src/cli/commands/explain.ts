import {Command} from 'commander';
import type {CliContext, CommonOptions} from '../context.ts';
import {addCommonFlags} from '../flags.ts';

export function explainCommand(cx: CliContext): Command {
  const command = new Command('explain')
    .summary('explain the names and settings of a certificate')
    .description(
      'Shows a declared certificate with the reason for each of its names and the source of each setting. Without ADDRESS: lists the addresses.',
    )
    .argument('[address]', 'pool/server/certificate or global/certificate');
  return addCommonFlags(command).action(async (address: string | undefined, options: CommonOptions) => {
    const [{runCommand}, {runExplain}] = await Promise.all([import('../command.ts'), import('../run-explain.ts')]);
    await runCommand(cx, options, command => runExplain(command, address));
  });
}
