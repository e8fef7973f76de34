import type {Environment} from './state-folder.ts';

export type ColourFlag = 'always' | 'never' | 'auto';

export interface ColourQuestion {
  /** From `--color`. */
  readonly flag: ColourFlag;
  readonly environment: Environment;
  /** Whether the stream in question is a terminal: standard output and error are asked apart. */
  readonly isTTY: boolean;
}

/** Pipelines whose logs show ANSI colours although they are no terminals. */
const COLOURING_PIPELINES = ['GITHUB_ACTIONS', 'GITLAB_CI', 'TF_BUILD'] as const;

/**
 * Whether a stream gets colours. The first of these that says something decides: the flag, NO_COLOR (no-color.org),
 * FORCE_COLOR or CLICOLOR_FORCE, a pipeline that shows colours, the terminal.
 */
export function wantsColour({flag, environment, isTTY}: ColourQuestion): boolean {
  if (flag !== 'auto') return flag === 'always';
  if (environment['NO_COLOR']) return false;
  const force = environment['FORCE_COLOR'] || environment['CLICOLOR_FORCE'];
  if (force) return !meansNo(force);
  if (COLOURING_PIPELINES.some(name => isOn(environment[name]))) return true;
  return isTTY && environment['TERM'] !== 'dumb';
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && value !== '' && !meansNo(value);
}

function meansNo(value: string): boolean {
  return value === '0' || value.toLowerCase() === 'false';
}
