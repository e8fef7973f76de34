import {Command} from 'commander';
import type {CliContext, CommonOptions} from '../context.ts';
import {addCommonFlags, addParallelFlag, addSelectionFlags} from '../flags.ts';
import type {StatusFlags} from '../run-status.ts';

export function statusCommand(cx: CliContext): Command {
  const command = new Command('status')
    .summary('show what is assigned, until when, and what is wrong')
    .description(
      'Shows per server and usage which certificate is assigned, until when it is valid, and what is wrong with it; the worst first.',
    );
  command.option('--checks', 'also look for what would stand in the way of an apply: rights, commands, CA, clock');
  addCommonFlags(addParallelFlag(addSelectionFlags(command)));
  return command.action(async (options: CommonOptions & StatusFlags) => {
    const [{runCommand}, {runStatus}] = await Promise.all([import('../command.ts'), import('../run-status.ts')]);
    await runCommand(cx, options, command => runStatus(command, options));
  });
}
