import type {Command} from 'commander';

/** Flags of every command that take the next word as their value. */
const VALUED = new Set(['--config', '-C', '--chdir', '--color', '--log', '--log-level']);
const ALONE = /^(?:--json|-C.+|--(?:config|chdir|color|log|log-level)=.*)$/s;

/**
 * The words of a command line with the flags of every command behind the command's name, wherever they stood:
 * `cscert -C lab plan` is what git, make and others have taught people to type. Everything else stays where it is.
 */
export function commandFirst(argv: readonly string[], program: Command): readonly string[] {
  const start = lengthOfFlags(argv);
  const end = start + lengthOfName(argv.slice(start), program);
  return [...argv.slice(start, end), ...argv.slice(0, start), ...argv.slice(end)];
}

/** The word that should be a command's name; undefined where there is none. */
export function calledCommand(argv: readonly string[]): string | undefined {
  return argv[lengthOfFlags(argv)];
}

function lengthOfFlags(argv: readonly string[]): number {
  let at = 0;
  for (let word = argv[0]; word !== undefined; word = argv[at]) {
    if (VALUED.has(word)) at += 2;
    else if (ALONE.test(word)) at += 1;
    else break;
  }
  return Math.min(at, argv.length);
}

/** How many words name a command: two for `ca list`. */
function lengthOfName([word, ...rest]: readonly string[], {commands}: Command): number {
  const command = commands.find(one => one.name() === word);
  return command === undefined ? 0 : 1 + lengthOfName(rest, command);
}
