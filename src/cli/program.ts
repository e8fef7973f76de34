/**
 * The command tree. Only flags stand here: what a command does is loaded when it runs, so that --help costs nothing.
 * To add a command: a file in commands/ with its flags, its body in run-NAME.ts, and an entry in COMMANDS.
 */
import {Command, Option} from 'commander';
import {adoptCommand} from './commands/adopt.ts';
import {applyCommand} from './commands/apply.ts';
import {caCommand} from './commands/ca.ts';
import {calendarCommand} from './commands/calendar.ts';
import {completeCommand} from './commands/complete.ts';
import {completionCommand} from './commands/completion.ts';
import {explainCommand} from './commands/explain.ts';
import {initCommand} from './commands/init.ts';
import {inspectCommand} from './commands/inspect.ts';
import {planCommand} from './commands/plan.ts';
import {requestCommand} from './commands/request.ts';
import {revokeCommand} from './commands/revoke.ts';
import {schemaCommand} from './commands/schema.ts';
import {showCommand} from './commands/show.ts';
import {showCertificateCommand} from './commands/show-certificate.ts';
import {statusCommand} from './commands/status.ts';
import {unlockCommand} from './commands/unlock.ts';
import {validateCommand} from './commands/validate.ts';
import type {CliContext} from './context.ts';
import {EXIT_CODES} from './exit-code.ts';
import {COMMON, describeOption} from './flags.ts';

const COMMANDS: readonly {
  readonly group: string;
  readonly make: Readonly<Record<string, (cx: CliContext) => Command>>;
}[] = [
  {
    group: 'Begin:',
    make: {
      init: initCommand,
      adopt: adoptCommand,
      validate: validateCommand,
      explain: explainCommand,
      schema: schemaCommand,
      completion: completionCommand,
    },
  },
  {
    group: 'Plan and apply:',
    make: {plan: planCommand, show: showCommand, apply: applyCommand, request: requestCommand, ca: caCommand},
  },
  {
    group: 'Look:',
    make: {
      status: statusCommand,
      calendar: calendarCommand,
      'show-certificate': showCertificateCommand,
      inspect: inspectCommand,
    },
  },
  {group: 'Mend:', make: {unlock: unlockCommand, revoke: revokeCommand}},
];

const ENVIRONMENT: readonly (readonly [string, string])[] = [
  ['CSCERT_CONFIG', 'configuration, when --config is not given'],
  ['NO_COLOR, FORCE_COLOR', 'colours off, on'],
  ['CI', 'set: no questions, no redrawn lines'],
  ['XDG_STATE_HOME', 'where logs are kept (cscert/logs below it)'],
];

const table = (title: string, rows: readonly (readonly [string | number, string])[]): string =>
  `\n${title}\n${rows.map(([name, text]) => `  ${String(name).padEnd(23)} ${text}`).join('\n')}`;

/**
 * The whole tree; of a command that is called by its name nothing but that command, for to describe all of them takes as
 * long as to read a small configuration.
 */
export function buildProgram(cx: CliContext, called?: string): Command {
  const {stdout, stderr, identity} = cx.host;
  const program = new Command('cscert')
    .description('Declarative certificates for Lync Server 2013 and Skype for Business Server.')
    .version(identity.version, '-V, --version', 'show the version')
    .addHelpOption(new Option('-h, --help', 'show this help').helpGroup(COMMON))
    .helpCommand('help [command]', 'show the help of a command')
    // A command's own help tells its arguments; here they would push the texts off the screen.
    .configureHelp({subcommandTerm: command => command.name(), optionDescription: describeOption})
    .showSuggestionAfterError()
    .exitOverride();
  for (const {group, name, make} of commandsFor(called)) {
    const command = make(cx);
    if (command.name() !== name) throw new Error(`${name} calls itself ${command.name()}`);
    program.addCommand(command.helpGroup(group).copyInheritedSettings(program));
  }
  program.addCommand(completeCommand(cx), {hidden: true});
  program.addHelpText('after', `${table('Exit codes:', EXIT_CODES)}\n${table('Environment:', ENVIRONMENT)}`);
  for (const command of withSubcommands(program)) {
    if (command.parent) command.copyInheritedSettings(command.parent);
    command.configureOutput({
      writeOut: text => stdout.write(text),
      writeErr: text => stderr.write(text),
      getOutHelpWidth: () => stdout.columns ?? 80,
      getErrHelpWidth: () => stderr.columns ?? 80,
      // Help has none; commander would ask the streams of the process.
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      // One line and where to look, never the whole usage.
      outputError: (text, write) => write(`${text}See "${pathOf(command)} --help".\n`),
    });
  }
  return program;
}

function commandsFor(called: string | undefined) {
  const all = COMMANDS.flatMap(({group, make}) =>
    Object.entries(make).map(([name, makeOne]) => ({group, name, make: makeOne})),
  );
  const wanted = all.filter(({name}) => name === called);
  return wanted.length === 0 ? all : wanted;
}

const withSubcommands = (command: Command): readonly Command[] => [
  command,
  ...command.commands.flatMap(withSubcommands),
];

const pathOf = (command: Command): string =>
  command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
