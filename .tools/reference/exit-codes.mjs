import {code, GENERATED, page, table} from './markdown.mjs';

/** The page of exit codes, from the table that --help prints. */
export function renderExitCodes(codes) {
  return page([
    '# Exit codes',
    GENERATED,
    table(
      ['Code', 'Meaning'],
      codes.map(([number, meaning]) => [code(number), meaning]),
    ),
    'Where several hold, the first of these is told: 130 or 143, then 1, then 3, then 2, then 0.',
    'Without `--detailed-exitcode`, `plan` ends with 0 also when changes are pending: it could read everything, and what it shows is no error. `apply` never ends with 2.',
    'With `--detailed-exitcode`, what needs a person counts as a pending change.',
    '`status` and `inspect` end with 1 when a server could not be read, and with 0 otherwise, whatever they show. For a job that is to fail when something is wrong, take `plan --detailed-exitcode`.',
  ]);
}
