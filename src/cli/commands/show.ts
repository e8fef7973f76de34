import {Command} from 'commander';
import type {CliContext, CommonOptions} from '../context.ts';
import {addCommonFlags} from '../flags.ts';

export function showCommand(cx: CliContext): Command {
  const command = new Command('show')
    .summary('show a saved plan')
    .description('Shows a plan that "cscert plan --out FILE" saved. With --json: the plan document itself.')
    .argument('<plan>', 'file of the plan')
    .option('-v, --verbose', 'also list what is unchanged');
  return addCommonFlags(command).action(async (plan: string, options: CommonOptions & {verbose?: boolean}) => {
    const [{runCommand}, {runShow}] = await Promise.all([import('../command.ts'), import('../run-show.ts')]);
    // The document is the product here, so the event stream stays off.
    const {json, ...others} = options;
    await runCommand(cx, others, command =>
      runShow(command, {plan, json: json === true, verbose: options.verbose === true}),
    );
  });
}
