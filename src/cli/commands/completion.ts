import {Argument, Command} from 'commander';
import {INSTALLATION, SHELLS, type Shell} from '../completion/shells.ts';
import type {CliContext, CommonOptions} from '../context.ts';
import {addCommonFlags} from '../flags.ts';

export function completionCommand(cx: CliContext): Command {
  const command = new Command('completion')
    .summary('print a script that completes command lines')
    .description(
      'Prints a script for a shell, which then completes commands, options, and the addresses of the configuration at hand.',
    )
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .addHelpText('after', `\nTo install it:\n${INSTALLATION.map(line => `  ${line}`.trimEnd()).join('\n')}`);
  return addCommonFlags(command).action(async (shell: Shell, {json: _, ...options}: CommonOptions) => {
    const [{runCommand}, {runCompletion}] = await Promise.all([
      import('../command.ts'),
      import('../run-completion.ts'),
    ]);
    await runCommand(cx, options, command => runCompletion(command, shell));
  });
}
