import {code, fence, GENERATED, page, table} from './markdown.mjs';

const AREAS = ['Command line', 'Plan and apply', 'Servers', 'Authorities'];

/**
 * The page of the problems. Those of the configuration are shown by a real message, which ends with what to do; for
 * the others, and where no example exists, the words are in diagnostics.yaml.
 */
export function renderDiagnostics({codes, examples, words}) {
  const [configuration, others] = [
    codes.filter(one => one.areas.includes('Configuration')),
    codes.filter(one => !one.areas.includes('Configuration')),
  ];
  return page([
    '# Diagnostics',
    GENERATED,
    'Every problem has a stable code, a constant summary, a detail with names and figures, and where there is something to do, a line `help:` that says it. All problems are told at once, with file, line and column where they are about the configuration. An error ends the command with [exit code 1](exit-codes.md); a warning changes nothing.',
    ...AREAS.flatMap(area => [
      `## ${area}`,
      table(
        ['Code', 'Summary', 'What it means, and what to do'],
        others.filter(one => one.areas[0] === area).map(one => [code(one.code), one.summary, words[one.code] ?? '']),
      ),
    ]),
    '## Configuration',
    ...configuration.flatMap(({code: name, summary}) => [
      `### ${name}`,
      `${summary}.`,
      examples[name] ? fence(examples[name]) : (words[name] ?? ''),
    ]),
  ]);
}
