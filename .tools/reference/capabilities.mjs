import {code, GENERATED, page, table} from './markdown.mjs';

/** The page of what connections and authorities can do, from their capability tables. */
export function renderCapabilities({connections, authorities, steps, words}) {
  return page([
    '# Capabilities',
    GENERATED,
    'What a connection or an authority can do is data in its folder. The same data drives the shared test suites, checks at plan time, and this page.',
    '## Connections',
    table(
      ['', ...connections.map(({type}) => code(type))],
      [
        ['What it is', ...connections.map(({title}) => title)],
        ['Usages', ...connections.map(({can}) => can.usages.join(', '))],
        ['Key sizes', ...connections.map(({can}) => can.keySizes.join(', '))],
        ['Signature hashes', ...connections.map(({can}) => can.signatures.join(', '))],
        ...steps.map(step => [
          `${code(step)}: ${words[step] ?? ''}`,
          ...connections.map(({can}) => (can.steps.includes(step) ? 'yes' : 'no')),
        ]),
      ],
    ),
    '## Authorities',
    table(
      ['', ...authorities.map(({type}) => code(type))],
      [
        ['What it is', ...authorities.map(({title}) => title)],
        ...Object.keys(authorities[0].can).map(name => [
          `${code(name)}: ${words[name] ?? ''}`,
          ...authorities.map(({can}) => show(can[name])),
        ]),
      ],
    ),
  ]);
}

/** What an authority does not have may be left out of its table. */
const show = (value = false) => (typeof value === 'boolean' ? (value ? 'yes' : 'no') : value);
