import {expect, test} from '@jest/globals';
import {covers, isReplaceable, isWildcard} from '../../../src/core/names/wildcard.ts';

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
