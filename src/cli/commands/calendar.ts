import {Command, Option} from 'commander';
import type {CliContext, CommonOptions} from '../context.ts';
import {addCommonFlags, addParallelFlag, addSelectionFlags, addWorldFlag, moment} from '../flags.ts';
import type {CalendarFlags} from '../run-calendar.ts';

export function calendarCommand(cx: CliContext): Command {
  const command = new Command('calendar')
    .summary('show what is to come: renewals, ends, rolls, rules of public CAs')
    .description(
      'Shows when each certificate is renewed and when it would end, when what is staged takes over, and from when on public CAs have other rules. A renewal happens when an apply runs at that time.',
    )
    .addOption(new Option('--format <format>', 'how it is written').choices(['text', 'json', 'ics']).default('text'))
    .addOption(new Option('--until <time>', 'nothing after this day or moment (default: 400 days)').argParser(moment))
    .option('--out <file>', 'write it into a file');
  addCommonFlags(addParallelFlag(addWorldFlag(addSelectionFlags(command))));
  return command.action(async (options: CommonOptions & CalendarFlags) => {
    const [{runCommand}, {runCalendar}] = await Promise.all([import('../command.ts'), import('../run-calendar.ts')]);
    await runCommand(cx, options, command => runCalendar(command, options));
  });
}
