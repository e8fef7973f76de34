import {Command} from 'commander';
import type {CliContext, CommonOptions} from '../context.ts';
import {addCommonFlags} from '../flags.ts';
import type {CaTask} from '../run-ca.ts';

type CaOptions = CommonOptions & {readonly authority?: string; readonly reason?: string};

export function caCommand(cx: CliContext): Command {
  return new Command('ca')
    .summary('make a local authority, or decide on its requests')
    .description(
      'Makes the CA of a local authority; shows and decides on the requests of one that asks first (approval: required).',
    )
    .helpCommand(false)
    .addCommand(createCommand(cx))
    .addCommand(listCommand(cx))
    .addCommand(approveCommand(cx))
    .addCommand(denyCommand(cx));
}

function createCommand(cx: CliContext): Command {
  const command = new Command('create')
    .summary('make a CA where there is none')
    .description(
      'Makes the root and the issuing CA of a local authority where there is none. The first apply does so by itself, ' +
        'unless servers have certificates of a CA that is not there any more: for them plan then proposes new ones.',
    );
  return withFlags(command).action((options: CaOptions) => run(cx, options, {do: 'create'}));
}

function listCommand(cx: CliContext): Command {
  const command = new Command('list')
    .summary('show what waits, what was issued and what was denied')
    .description('Shows the requests of the local authorities: what waits first, then the rest, the latest first.');
  return withFlags(command).action((options: CaOptions) => run(cx, options, {do: 'list'}));
}

function approveCommand(cx: CliContext): Command {
  const command = new Command('approve')
    .summary('issue what was asked for')
    .description('Issues the certificates of requests that wait. The next apply collects them.')
    .argument('<ticket...>', 'as "cscert ca list" shows them');
  return withFlags(command).action((tickets: readonly string[], options: CaOptions) =>
    run(cx, options, {do: 'approve', tickets}),
  );
}

function denyCommand(cx: CliContext): Command {
  const command = new Command('deny')
    .summary('refuse what was asked for')
    .description('Denies a request that waits. Its server does not ask again until what is declared changes.')
    .argument('<ticket>', 'as "cscert ca list" shows it')
    .requiredOption('--reason <text>', 'why, for those who asked; required');
  return withFlags(command).action((ticket: string, options: CaOptions) =>
    run(cx, options, {do: 'deny', ticket, reason: options.reason ?? ''}),
  );
}

function withFlags(command: Command): Command {
  return addCommonFlags(
    command.option('--authority <name>', 'which one, where several local authorities are declared'),
  );
}

async function run(cx: CliContext, options: CaOptions, task: CaTask): Promise<void> {
  const [{runCommand}, {runCa}] = await Promise.all([import('../command.ts'), import('../run-ca.ts')]);
  const {authority} = options;
  await runCommand(cx, options, command => runCa(command, task, authority));
}
