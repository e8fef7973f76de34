import {Command} from 'commander';
import type {CliContext} from '../context.ts';

/**
 * What the scripts of `cscert completion` call, hidden from people. It says nothing but candidates and always succeeds:
 * a shell shows whatever else comes in the middle of the line that somebody is typing.
 */
export function completeCommand(cx: CliContext): Command {
  return new Command('__complete')
    .description('Prints what may stand at the end of a command line: what the completion of a shell calls.')
    .argument('[words...]', 'after "--": the words of the command line up to the cursor')
    .option('--next', 'the cursor stands behind a blank (PowerShell drops an empty last word)')
    .helpOption('-h, --help', 'show this help')
    .action(async (words: readonly string[], {next}: {next?: boolean}, command: Command) => {
      const {runComplete} = await import('../run-complete.ts');
      await runComplete(cx.host, command.parent ?? command, next === true ? [...words, ''] : words);
      cx.exit(0);
    });
}
