import {type Command, Help, InvalidArgumentError, Option} from 'commander';
import {LEVELS} from '../core/level.ts';

const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), value];

/** A default that help does not show: nothing given is nothing said. */
const NONE = 'none';

/** A flag that may be given several times. */
export function repeatable(flags: string, description: string): Option {
  return new Option(flags, description).argParser(collect).default([], NONE);
}

export const COMMON = 'Options of every command:';

/** What help says of an option. */
export function describeOption(option: Option): string {
  const {description, defaultValueDescription} = option;
  return defaultValueDescription === NONE ? description : new Help().optionDescription(option);
}

export function addCommonFlags(command: Command): Command {
  return command
    .optionsGroup(COMMON)
    .addOption(
      repeatable('--config <path>', 'configuration: a file or a folder').default(
        [],
        '$CSCERT_CONFIG, ./cscert.yaml or ./cscert/',
      ),
    )
    .option('-C, --chdir <folder>', 'work in this folder')
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .option('--json', 'print events as JSON lines instead of text')
    .option('--log <file>', 'write a log of the run; apply without it writes one into your state folder')
    .addOption(
      new Option(
        '--log-level <level>',
        'what is logged (default: info); without a log, debug and trace go to standard error',
      ).choices(LEVELS),
    );
}

export function addSelectionFlags(command: Command): Command {
  return command
    .addOption(repeatable('--only <address>', 'only what matches (pool, server or address; * and ** as wildcards)'))
    .addOption(repeatable('--exclude <address>', 'all but what matches'));
}

/** What a person asks for besides what is declared. */
export function addWishFlags(command: Command): Command {
  return command
    .addOption(
      repeatable('--assign <address>', 'also assign this certificate, which is declared with "assign: manual"'),
    )
    .addOption(repeatable('--retry <address>', 'request this certificate anew, although its request was denied'));
}

export function addParallelFlag(command: Command): Command {
  return command.addOption(
    new Option('--parallelism <number>', 'servers at the same time')
      .argParser(wholeNumber({least: 1, most: 500}))
      .default(10),
  );
}

/** Parser of a whole number within bounds. */
function wholeNumber({least, most}: {readonly least: number; readonly most: number}): (text: string) => number {
  return text => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most))
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
    return value;
  };
}

/** What was inspected before instead of the servers as they are. */
export function addWorldFlag(command: Command): Command {
  return command.option('--actual <file>', 'from what "cscert inspect --out" saved, without reaching any server');
}

/** Parser of `2027-03-01` (midnight UTC) or a moment such as `2027-03-01T12:00:00Z`. */
export function moment(text: string): Date {
  const whole = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d))?$/.test(text);
  const time = whole ? Date.parse(text) : Number.NaN;
  // Otherwise the 30th of February would be the 2nd of March.
  const day = text.slice(0, 10);
  const isDay = !Number.isNaN(time) && new Date(`${day}T00:00Z`).toISOString().startsWith(day);
  if (!isDay)
    throw new InvalidArgumentError('Give a day such as 2027-03-01, or a moment such as 2027-03-01T12:00:00Z.');
  return new Date(time);
}

const UNITS: Readonly<Record<string, number>> = {s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000};

/** Parser of `90s`, `5m`, `24h` or `2d` into milliseconds. */
export function duration(text: string): number {
  const [, digits, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const factor = UNITS[unit ?? ''];
  if (digits === undefined || factor === undefined)
    throw new InvalidArgumentError('Give a time such as 90s, 5m, 24h or 2d.');
  return Number(digits) * factor;
}
