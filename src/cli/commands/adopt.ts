import {Command, Option} from 'commander';
import type {CliContext, CommonOptions} from '../context.ts';
import {addCommonFlags, addParallelFlag, addSelectionFlags, addWorldFlag, duration} from '../flags.ts';
import type {AdoptFlags} from '../run-adopt.ts';

export function adoptCommand(cx: CliContext): Command {
  const command = new Command('adopt')
    .summary('write the configuration of what the servers have')
    .description(
      'Reads which certificates the servers of a configuration have and writes that configuration anew, with certificates that say what is really there, so that it plans to no change. With --from-topology: writes a configuration from the topology that the product has published, without looking at certificates. With --mark: takes the certificates that are there under management, without issuing any.',
    )
    .option('--out <file>', 'write into this file instead of standard output')
    .option('--force', 'write over a file that exists')
    .option(
      '--from-topology <source>',
      'from a file that Get-CsTopology -AsXml or Topology Builder gave, or from a server, which is asked over a connection',
    )
    .option('--connection <name>', 'with --from-topology SERVER: the connection over which it is asked')
    .option('--mark', 'write the mark of cscert into the friendly names of certificates that are as declared')
    .option('--auto-approve', 'with --mark: do not ask')
    .addOption(
      new Option('--lock-timeout <time>', "with --mark: how long to wait for another run's lock")
        .argParser(duration)
        .default(0, '0s'),
    );
  addCommonFlags(addParallelFlag(addWorldFlag(addSelectionFlags(command))));
  return command.action(async (options: CommonOptions & AdoptFlags) => {
    const [{runCommand}, {runAdopt}] = await Promise.all([import('../command.ts'), import('../run-adopt.ts')]);
    await runCommand(cx, options, command => runAdopt(command, options), {keepsLog: options.mark === true});
  });
}
