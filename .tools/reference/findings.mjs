import {code, GENERATED, page, table} from './markdown.mjs';

/** The page of the findings: codes, severities and cures from the sources, the words from findings.yaml. */
export function renderFindings({codes, words}) {
  const order = Object.keys(words);
  const inOrder = codes.toSorted((a, b) => order.indexOf(a.code) - order.indexOf(b.code));
  const wordsOf = one => words[one.code] ?? {means: '', cured: ''};
  const rows = severity =>
    inOrder
      .filter(one => one.severity === severity)
      .map(one => [code(one.code), wordsOf(one).means, code(one.cure ?? wordsOf(one).cures), wordsOf(one).cured]);
  return page([
    '# Findings',
    GENERATED,
    'A finding is one reason why a certificate, or the trust of a server, is not as declared. `plan` prints it after `because`, `status` below the server. Several findings of one certificate are cured together, by the cheapest remedy that cures all of them: [concepts](../concepts.md#remedies).',
    `The cure is one of: ${listCures(codes)}.`,
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
        .map(one => [code(one.code), wordsOf(one).means, wordsOf(one).cured]),
    ),
  ]);
}

const CURES = {
  trust: "a CA's certificate is put into a store",
  mark: 'the friendly name is written anew',
  assign: 'a usage is pointed to another certificate',
  copy: 'the certificate is copied with its key from another member of the pool',
  request: 'a new key, a request, and what comes back',
  wait: 'time cures it',
  person: 'somebody has to decide',
  none: 'nothing is to be done',
};

/** Those that occur. */
function listCures(codes) {
  const named = Object.entries(CURES).filter(([name]) => codes.some(one => one.cure === name));
  return named.map(([name, meaning]) => `\`${name}\` (${meaning})`).join(', ');
}
