import {Command, Option} from 'commander';
import type {CliContext, CommonOptions} from '../context.ts';
import {addCommonFlags, addParallelFlag, addSelectionFlags, addWishFlags, duration} from '../flags.ts';
import type {ApplyFlags} from '../run-apply.ts';

export function applyCommand(cx: CliContext): Command {
  const command = new Command('apply')
    .summary('do what the plan says')
    .description(
      'Makes the servers match the configuration. Without PLAN: plans, shows the plan, asks, and applies it. With PLAN: applies a plan that "cscert plan --out" saved, unless the configuration, a server that it touches, or its age has moved on.',
    )
    .argument('[plan]', 'a plan saved with "cscert plan --out FILE"')
    .option('--auto-approve', 'do not ask')
    .option('--continue', 'only go on with requests that a plan approved before; asks nothing')
    .option('--expect <digest>', 'apply only if the plan has this digest')
    .addOption(
      new Option('--max-plan-age <time>', 'refuse a saved plan that is older')
        .argParser(duration)
        .default(86_400_000, '24h'),
    )
    .addOption(
      new Option('--lock-timeout <time>', "how long to wait for another run's lock")
        .argParser(duration)
        .default(0, '0s'),
    )
    .option('-v, --verbose', 'also list what is unchanged');
  addCommonFlags(addParallelFlag(addWishFlags(addSelectionFlags(command))));
  return command.action(async (plan: string | undefined, options: CommonOptions & ApplyFlags) => {
    const [{runCommand}, {runApply}] = await Promise.all([import('../command.ts'), import('../run-apply.ts')]);
    const flags = {...options, ...(plan !== undefined && {plan})};
    await runCommand(cx, options, command => runApply(command, flags), {keepsLog: true});
  });
}
