import type {Plan} from '../core/model/plan.ts';

/** What was said on the command line besides the command itself, as far as it matters for the next one. */
export interface Said {
  readonly config: readonly string[];
  /** A saved plan: it knows its selection and wishes itself. */
  readonly out?: string | undefined;
  /** What is to be run; `apply` when nothing is said. */
  readonly command?: 'apply' | 'adopt --mark';
}

/**
 * The command that applies a plan as it was shown, or goes on with it: with the same configuration and selection, ready to be pasted.
 * The folder of -C is not repeated: whoever pastes stands where the plan was made.
 */
export function nextCommand(
  {selection, wishes}: Pick<Plan, 'selection' | 'wishes'>,
  {config, out, command = 'apply'}: Said,
): string {
  const flag = (name: string, values: readonly string[] = []): readonly string[] =>
    values.flatMap(value => [name, quote(value)]);
  const made = [
    ...flag('--only', selection?.only),
    ...flag('--exclude', selection?.exclude),
    ...flag('--assign', wishes?.assign),
    ...flag('--retry', wishes?.retry),
  ];
  return ['cscert', command, ...(out === undefined ? made : [quote(out)]), ...flag('--config', config)].join(' ');
}

/** Double quotes mean the same to POSIX shells, PowerShell and cmd for what stands in paths and addresses. */
function quote(word: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(word) ? word : `"${word}"`;
}
