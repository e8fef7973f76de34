import {Argument, Command} from 'commander';
import type {CliContext, CommonOptions} from '../context.ts';
import {addCommonFlags} from '../flags.ts';

export function schemaCommand(cx: CliContext): Command {
  const command = new Command('schema')
    .summary('print a JSON schema')
    .description(
      'Prints the JSON Schema (2020-12) of the configuration, in one piece, for editors and pipelines; or of another format.',
    )
    .addArgument(
      new Argument('[format]', 'which format').choices(['config', 'plan', 'actual', 'event']).default('config'),
    );
  return addCommonFlags(command).action(async (format: string, {json: _, ...options}: CommonOptions) => {
    const [{runCommand}, {runSchema}] = await Promise.all([import('../command.ts'), import('../run-schema.ts')]);
    await runCommand(cx, options, command => runSchema(command, format));
  });
}
