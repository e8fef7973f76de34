import {Command, Option} from 'commander';
import type {CliContext, CommonOptions} from '../context.ts';
import {addCommonFlags, addParallelFlag, addSelectionFlags, addWishFlags, addWorldFlag, moment} from '../flags.ts';
import type {PlanFlags} from '../run-plan.ts';

export function planCommand(cx: CliContext): Command {
  const command = new Command('plan')
    .summary('show what apply would do, and why')
    .description(
      'Compares the configuration with what the servers have and shows what apply would do, and why. Changes nothing.',
    )
    .option('--out <file>', 'also save the plan, for "cscert apply FILE"')
    .option('--detailed-exitcode', 'exit with 2 when changes are pending, with 3 when only waiting remains')
    .addOption(new Option('--at <time>', 'what would be due at a day or moment to come').argParser(moment))
    .option('-v, --verbose', 'also list what is unchanged');
  addCommonFlags(addParallelFlag(addWorldFlag(addWishFlags(addSelectionFlags(command)))));
  return command.action(async (options: CommonOptions & PlanFlags) => {
    const [{runCommand}, {runPlan}] = await Promise.all([import('../command.ts'), import('../run-plan.ts')]);
    await runCommand(cx, options, command => runPlan(command, options));
  });
}
