import {Command} from 'commander';
import type {CliContext, CommonOptions} from '../context.ts';
import {addCommonFlags, addParallelFlag, addSelectionFlags} from '../flags.ts';
import type {InspectFlags} from '../run-inspect.ts';

export function inspectCommand(cx: CliContext): Command {
  const command = new Command('inspect')
    .summary('show what the servers really have')
    .description('Shows the certificate stores, requests and assignments of the servers as they are, declared or not.')
    .option('--deep', 'also open every private key and prove that it belongs to its certificate')
    .option('--out <file>', 'also save everything that was read, as JSON');
  addCommonFlags(addParallelFlag(addSelectionFlags(command)));
  return command.action(async (options: CommonOptions & InspectFlags) => {
    const [{runCommand}, {runInspect}] = await Promise.all([import('../command.ts'), import('../run-inspect.ts')]);
    await runCommand(cx, options, command => runInspect(command, options));
  });
}
