/**
 * Every worked example of the product's documentation against the names that follow from the same topology. Where the two
 * differ, the example says in which names and why; what it does not say is a failure.
 */
import {describe, expect, test} from '@jest/globals';
import {loadText} from '../../config/load-text.ts';
import {desiredOf, slotOf} from '../../config/resolve/load-yaml.ts';
import {DIRECTOR_EXAMPLES} from './documents/directors.ts';
import {EDGE_EXAMPLES} from './documents/edge.ts';
import {INTERNAL_SERVER_EXAMPLES} from './documents/internal-servers.ts';
import {OTHER_EXAMPLES} from './documents/others.ts';
import {REVERSE_PROXY_EXAMPLES} from './documents/reverse-proxies.ts';
import {type Difference, LYNC, SFB, type WorkedExample} from './documents/worked-example.ts';

const EXAMPLES: readonly WorkedExample[] = [
  ...INTERNAL_SERVER_EXAMPLES,
  ...DIRECTOR_EXAMPLES,
  ...EDGE_EXAMPLES,
  ...REVERSE_PROXY_EXAMPLES,
  ...OTHER_EXAMPLES,
];

/** JSON is YAML: the example as somebody would write it. */
const textOf = ({deployment, pools}: WorkedExample): string =>
  JSON.stringify({
    deployment: {name: 'contoso', product: 'lync2013', sipDomains: ['contoso.com'], ...deployment},
    authorities: {corp: {type: 'local', folder: 'ca'}},
    connections: {lab: {type: 'directory', folder: 'servers'}},
    defaults: {publicAuthority: 'corp'},
    pools,
  });

const namesIn = (differences: readonly Difference[] = []) => differences.flatMap(({names}) => names);

describe.each(EXAMPLES.map(one => [one.example, one] as const))('%s', (_example, one) => {
  test(`is derived as shown, but for what is said to differ: ${one.documents.join('; ')}`, async () => {
    const {diagnostics} = await loadText(textOf(one));
    expect(diagnostics.filter(({severity}) => severity === 'error')).toEqual([]);
    const {spec} = slotOf(desiredOf(textOf(one)), one.address);
    const [more, fewer] = [namesIn(one.more), namesIn(one.fewer)];
    const expected = [...one.names.filter(name => !fewer.includes(name)), ...more];
    expect(spec.names.map(({value}) => value).toSorted()).toEqual(expected.toSorted());
    expect(spec.subject.commonName).toBe(one.ownSubject?.name ?? one.subject);
  });

  test('differs only where it does, and says why', () => {
    for (const {names, because} of [...(one.more ?? []), ...(one.fewer ?? [])]) {
      expect(names.length).toBeGreaterThan(0);
      expect(because).toMatch(/^\S.{20,}\.$/s);
    }
    expect(namesIn(one.more).filter(name => one.names.includes(name))).toEqual([]);
    expect(namesIn(one.fewer).filter(name => !one.names.includes(name))).toEqual([]);
    expect(one.ownSubject?.name).not.toBe(one.subject);
  });
});

test('every document that is known has an example here', () => {
  const shown = new Set(EXAMPLES.flatMap(({documents}) => documents));
  expect([...Object.values(LYNC), ...Object.values(SFB)].filter(title => !shown.has(title))).toEqual([]);
});

test('an example that says nothing of a difference would be found wrong', () => {
  const [example] = INTERNAL_SERVER_EXAMPLES.filter(({more}) => more !== undefined);
  if (example === undefined) throw new Error('no example differs');
  const names = slotOf(desiredOf(textOf(example)), example.address).spec.names.map(({value}) => value);
  expect(names.toSorted()).not.toEqual([...example.names].toSorted());
});
