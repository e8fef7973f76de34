import type {Diagnostic, Part} from '../../core/diagnostic.ts';
import {remedyFor, systemCodeOf} from '../../core/system-error.ts';

/** Everything that can go wrong in an offline authority, by its stable code. */
const PROBLEMS = {
  CA_REVOKES_ITSELF: 'This CA revokes at its own place',
  AUTHORITY_SETTING_INVALID: 'A setting of the authority is not valid',
  REQUEST_FOLDER_UNREADABLE: 'The folder of requests could not be read',
  REQUEST_FOLDER_UNWRITABLE: 'The folder of requests could not be written',
  REQUEST_NAME_UNSAFE: 'A request cannot be filed under its name',
  REQUEST_UNREADABLE: 'The request could not be read',
} as const;

/** What is said of files that answer nothing, by its stable code. */
const REMARKS = {
  ANSWER_TO_OLDER_REQUEST: 'An answer is for an older request',
  ANSWER_TO_OTHER_SERVER: 'An answer is for the request of another server',
  ANSWER_WITHOUT_REQUEST: 'An answer is for a key that no request here has',
  ANSWER_IS_PFX: 'A PFX brings a key of its own',
  ANSWER_UNREADABLE: 'A file beside the requests is no answer',
  REQUEST_FOLDER_FULL: 'The folder of requests holds too much to be looked at',
  ANSWERS_SEVERAL: 'A request has several answers',
} as const;

export interface Words {
  readonly detail: string;
  readonly help?: string;
}

export function problem(code: keyof typeof PROBLEMS, words: Words): Diagnostic {
  return {severity: 'error', code, summary: PROBLEMS[code], ...words};
}

export function remark(code: keyof typeof REMARKS, words: Words): Diagnostic {
  return {severity: 'warning', code, summary: REMARKS[code], ...words};
}

/** Runs what touches the folder of requests; an error of the system becomes a problem with `code`. */
export async function attempt<T>(
  code: 'REQUEST_FOLDER_UNREADABLE' | 'REQUEST_FOLDER_UNWRITABLE',
  shown: string,
  work: () => Promise<T>,
): Promise<Part<T>> {
  try {
    return {ok: await work()};
  } catch (error) {
    const said = systemCodeOf(error);
    return {
      problem: problem(code, {
        detail: `${shown}: the system says ${said}.`,
        help: remedyFor(said),
      }),
    };
  }
}
