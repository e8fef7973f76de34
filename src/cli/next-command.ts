import type {Plan} from '../core/model/plan.ts';

/** What was said on the command line besides the command itself, as far as it matters for the next one. */
export interface Said {
  readonly config: readonly string[];
  /** As given with -C. */
  readonly chdir?: string | undefined;
  /** A saved plan: it knows its selection and wishes itself. */
  readonly out?: string | undefined;
  /** What is to be run; `apply` when nothing is said. */
  readonly command?: 'plan' | 'apply' | 'apply --continue' | 'adopt --mark';
}

/**
 * The command that applies a plan as it was shown, or goes on with it: with the same folder, configuration and selection,
 * ready to be pasted where the one before was typed.
 */
export function nextCommand(
  {selection, wishes}: Pick<Plan, 'selection' | 'wishes'>,
  {config, chdir, out, command = 'apply'}: Said,
): string {
  const flag = (name: string, values: readonly string[] = []): readonly string[] =>
    values.flatMap(value => [name, quote(value)]);
  const made = [
    ...flag('--only', selection?.only),
    ...flag('--exclude', selection?.exclude),
    ...flag('--assign', wishes?.assign),
    ...flag('--retry', wishes?.retry),
  ];
  const from = [...flag('--config', config), ...flag('-C', chdir === undefined ? [] : [chdir])];
  return ['cscert', command, ...(out === undefined ? made : [quote(out)]), ...from].join(' ');
}

/**
 * What a file says must not become part of a command line that is pasted, unless no shell sees more in it than words: a
 * backslash may take its meaning from a blank or a quotation mark behind it.
 */
export const isHarmless = (word: string): boolean =>
  /^[\w@+=:,./ -]+$/.test(word) || /^[\w@+=:,./\\-]*[\w@+=:,./-]$/.test(word);

/** Double quotes mean the same to POSIX shells, PowerShell and cmd for what stands in paths and addresses. */
function quote(word: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(word) ? word : `"${word}"`;
}
