import {checkWords, code, GENERATED, page, table} from './markdown.mjs';

/** The page of the findings: codes, severities and cures from the sources, the words from findings.yaml. */
export function renderFindings({codes, words}) {
  checkWords(
    'findings',
    codes.map(one => one.code),
    words,
  );
  const inOrder = Object.keys(words).map(name => codes.find(one => one.code === name));
  const rows = severity =>
    inOrder
      .filter(one => one.severity === severity)
      .map(one => [
        code(one.code),
        words[one.code].means,
        code(one.cure ?? words[one.code].cures),
        words[one.code].cured,
      ]);
  return page([
    '# Findings',
    GENERATED,
    'A finding is one reason why a certificate, or the trust of a server, is not as declared. `plan` prints it after `because`, `status` below the server. Several findings of one certificate are cured together, by the cheapest remedy that cures all of them: [concepts](../concepts.md#remedies).',
    `The cure is one of: ${Object.entries(CURES)
      .map(([name, meaning]) => `\`${name}\` (${meaning})`)
      .join(', ')}.`,
    'What the CA decides and our mark shows to have been requested exactly so is not requested again: the cure becomes `person`, and the message ends with "the CA changed what was requested".',
    '## Drift',
    'Something is not as it is declared. Drift leads to actions and counts for exit codes.',
    table(['Code', 'Meaning', 'Cure', 'What happens, or what you do'], rows('drift')),
    '## Warnings',
    'Something is not as the product’s documentation recommends. A warning leads to nothing by itself and changes no exit code.',
    table(['Code', 'Meaning', 'Cure', 'What happens, or what you do'], rows('warning')),
    '## Risks',
    'A planned change that deserves a second look before it is approved. Risks stand in a block of their own above the summary line.',
    table(
      ['Code', 'Meaning', 'What you do'],
      inOrder
        .filter(one => one.severity === 'risk')
        .map(one => [code(one.code), words[one.code].means, words[one.code].cured]),
    ),
  ]);
}

const CURES = {
  trust: "a CA's certificate is put into a store",
  mark: 'the friendly name is written anew',
  assign: 'a usage is pointed to another certificate',
  request: 'a new key, a request, and what comes back',
  wait: 'time cures it',
  person: 'somebody has to decide',
  none: 'nothing is to be done',
};
