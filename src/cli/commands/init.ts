import {Command, Option} from 'commander';
import {PRODUCTS} from '../../core/model/product.ts';
import type {CliContext, CommonOptions} from '../context.ts';
import {addCommonFlags, repeatable} from '../flags.ts';
import type {InitFlags} from '../init/answers.ts';

export function initCommand(cx: CliContext): Command {
  const command = new Command('init')
    .summary('begin a configuration, or prepare the folders of one')
    .description(
      'Writes a first configuration for one Standard Edition server: cscert.yaml, its schema for editors, and a .gitignore for what must stay out of git. Asks on a terminal, takes flags elsewhere. Where a configuration exists already, only the folders that it needs are made.',
    )
    .option('--name <name>', 'name of the deployment')
    .addOption(new Option('--product <product>', 'product and version').choices(PRODUCTS))
    .addOption(repeatable('--sip-domain <domain>', 'SIP domain; the first is the default'))
    .option('--server <fqdn>', 'Standard Edition server')
    .option('--external <fqdn>', 'external host name of its web services')
    .option('--organization <name>', 'organization in the subject of certificates')
    .option('--country <code>', 'country in the subject of certificates, two letters');
  return addCommonFlags(command).action(async (options: CommonOptions & InitFlags) => {
    const [{runCommand}, {runInit}] = await Promise.all([import('../command.ts'), import('../init/run-init.ts')]);
    await runCommand(cx, options, command => runInit(command, options));
  });
}
