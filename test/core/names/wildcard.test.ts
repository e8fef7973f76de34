import {expect, test} from '@jest/globals';
import type {Usage} from '../../../src/core/model/usage.ts';
import {type NameWishes, poolNames} from '../../../src/core/names/required-names.ts';
import {covers, isReplaceable, isWildcard, wildcardFor} from '../../../src/core/names/wildcard.ts';
import {CONTOSO, FRONT_END} from './topologies.ts';

test.each([
  ['*.contoso.com', 'meet.contoso.com', true],
  ['*.contoso.com', 'contoso.com', false],
  ['*.contoso.com', 'a.meet.contoso.com', false],
  ['*.contoso.com', '.contoso.com', false],
  ['*.contoso.com', 'meet.notcontoso.com', false],
  ['*.contoso.com', '*.contoso.com', false],
  ['meet.contoso.com', 'meet.contoso.com', false],
])('whether %s covers %s: %s', (wildcard, name, expected) => {
  expect(covers(wildcard, name)).toBe(expected);
});

test('only an asterisk as the whole first label makes a wildcard', () => {
  expect(isWildcard('*.contoso.com')).toBe(true);
  expect(isWildcard('*meet.contoso.com')).toBe(false);
  expect(isWildcard('meet.*.com')).toBe(false);
});

test('a wildcard may stand for what Microsoft lists and for nothing else', () => {
  const replaceable = ['meet', 'dialin', 'discoverInside', 'discoverOutside'] as const;
  const fixed = ['pool', 'server', 'webInternal', 'webExternal', 'signIn', 'admin', 'realm', 'added'] as const;
  expect(replaceable.filter(topic => !isReplaceable(topic))).toEqual([]);
  expect(fixed.filter(isReplaceable)).toEqual([]);
});

test.each([
  ['meet.contoso.com', '*.contoso.com'],
  ['meet.paris.contoso.com', '*.paris.contoso.com'],
  ['contoso.com', undefined],
  ['com', undefined],
])('the wildcard for %s is %s', (name, expected) => {
  expect(wildcardFor(name)).toBe(expected);
});

function web(wishes: Partial<NameWishes>, meet = CONTOSO.simpleUrls.meet) {
  const usages: readonly Usage[] = ['WebServicesInternal', 'WebServicesExternal'];
  return poolNames(
    {...CONTOSO, simpleUrls: {...CONTOSO.simpleUrls, meet}},
    {pool: FRONT_END, servers: ['fe01.contoso.com'], usages},
    {add: [], leaveOut: [], ...wishes},
  ).names;
}
const FIXED = [
  'fepool01.contoso.com',
  'fe01.contoso.com',
  'webint.contoso.com',
  'webext.contoso.com',
  'admin.contoso.com',
];

test('with wildcard: true, one for each domain stands for meetings, dial-in and discovery, and says so', () => {
  const names = web({wildcard: true});
  expect(names.map(({value}) => value)).toEqual([...FIXED, '*.contoso.com', '*.fabrikam.com']);
  expect(names.at(-1)?.reasons).toEqual([
    'in place of lyncdiscover.fabrikam.com',
    'in place of lyncdiscoverinternal.fabrikam.com',
    'in place of meet.fabrikam.com',
  ]);
});

test('with wildcard: true, deeper names get a wildcard of their own, for it stands for one label', () => {
  const names = web({wildcard: true}, ['meet.paris.contoso.com']).map(({value}) => value);
  expect(names.slice(5)).toEqual(['*.contoso.com', '*.fabrikam.com', '*.paris.contoso.com']);
});

test('with wildcard: true, a name that no wildcard may cover stays', () => {
  expect(web({wildcard: true}, ['contoso.com']).map(({value}) => value)).toContain('contoso.com');
});

test('wildcard: true and a wildcard that was added for the same domain are one', () => {
  const names = web({wildcard: true, add: ['*.contoso.com']}).map(({value}) => value);
  expect(names.filter(isWildcard)).toEqual(['*.contoso.com', '*.fabrikam.com']);
});

test('wildcard: true leaves out no name that somebody added', () => {
  const names = web({wildcard: true, add: ['lync.contoso.com']}).map(({value}) => value);
  expect(names).toContain('lync.contoso.com');
});
