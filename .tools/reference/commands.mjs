import {code, fence, GENERATED, page, table} from './markdown.mjs';

const COMMON = 'Options of every command:';

/** The page of the commands, from the tree of commander. */
export function renderCommands({program, help}) {
  // Without `help`, and without what only a shell calls.
  const shown = program
    .createHelp()
    .visibleCommands(program)
    .filter(command => command.name() !== 'help');
  const common = program.commands[0].options.filter(option => option.helpGroupHeading === COMMON);
  return page([
    '# Commands',
    GENERATED,
    `\`cscert COMMAND --help\` says the same. Standard output carries the product (text, or events with \`--json\`); standard error carries progress, questions and problems.`,
    fence(help),
    '## Options of every command',
    optionTable(common),
    'Secrets are never given on the command line: the configuration refers to them with `env:NAME` or `file:PATH`.',
    ...shown.flatMap(command => renderCommand(command)),
  ]);
}

/** A command and those below it. */
function renderCommand(command, above = '') {
  const own = command.options.filter(option => option.helpGroupHeading !== COMMON);
  const name = `${above}${command.name()}`;
  return [
    `## ${name}`,
    fence(`cscert ${name} ${command.usage()}`),
    command.description(),
    command.registeredArguments.length > 0 && argumentTable(command.registeredArguments),
    own.length > 0 && optionTable(own),
    ...command.commands.flatMap(one => renderCommand(one, `${name} `)),
  ].filter(Boolean);
}

const nameOf = argument => `${argument.name()}${argument.variadic ? '...' : ''}`;

function argumentTable(args) {
  return table(
    ['Argument', 'Meaning', 'Default'],
    args.map(argument => [
      code(argument.required ? `<${nameOf(argument)}>` : `[${nameOf(argument)}]`),
      withChoices(argument.description, argument.argChoices),
      argument.defaultValue === undefined ? '' : code(argument.defaultValue),
    ]),
  );
}

function optionTable(options) {
  return table(
    ['Option', 'Meaning', 'Default'],
    options.map(option => [code(option.flags), withChoices(option.description, option.argChoices), defaultOf(option)]),
  );
}

const withChoices = (text, choices) => (choices ? `${text}: ${choices.map(code).join(', ')}` : text);

function defaultOf({defaultValue, defaultValueDescription}) {
  if (defaultValueDescription === 'none' || defaultValue === undefined) return '';
  return code(defaultValueDescription ?? defaultValue);
}
