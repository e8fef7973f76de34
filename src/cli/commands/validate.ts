import {Command} from 'commander';
import type {CliContext, CommonOptions} from '../context.ts';
import {addCommonFlags} from '../flags.ts';

export function validateCommand(cx: CliContext): Command {
  const command = new Command('validate')
    .summary('check the configuration, without reaching any server')
    .description(
      'Checks the configuration against the schema and the rules of the product, and tells all problems at once. Reaches no server.',
    )
    .argument('[path...]', 'configuration, as with --config');
  return addCommonFlags(command).action(async (paths: readonly string[], options: CommonOptions) => {
    const [{runCommand}, {runValidate}] = await Promise.all([import('../command.ts'), import('../run-validate.ts')]);
    await runCommand(cx, {...options, config: [...options.config, ...paths]}, runValidate);
  });
}
