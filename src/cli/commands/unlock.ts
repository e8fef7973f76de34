import {Command} from 'commander';
import type {CliContext, CommonOptions} from '../context.ts';
import {addCommonFlags} from '../flags.ts';

export function unlockCommand(cx: CliContext): Command {
  const command = new Command('unlock')
    .summary('show the locks, or give back one of a run that is dead')
    .description(
      'Without ID: shows who holds which lock. With ID: gives that lock back, after asking. Only for a run that is dead: a living one would be disturbed.',
    )
    .argument('[id]', 'id of the lock, as the refusal shows it')
    .option('--force', 'do not ask');
  return addCommonFlags(command).action(async (id: string | undefined, options: CommonOptions & {force?: boolean}) => {
    const [{runCommand}, {runUnlock}] = await Promise.all([import('../command.ts'), import('../run-unlock.ts')]);
    await runCommand(cx, options, command =>
      runUnlock(command, {force: options.force === true, ...(id !== undefined && {id})}),
    );
  });
}
