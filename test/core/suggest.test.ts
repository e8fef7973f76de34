import {describe, expect, test} from '@jest/globals';
import {makeSuggest, suggest} from '../../src/core/suggest.ts';

const USAGES = ['Default', 'WebServicesInternal', 'WebServicesExternal', 'OAuthTokenIssuer'];

describe('did you mean', () => {
  test.each([
    ['WebServiceExternal', 'WebServicesExternal'],
    ['WebServicesInteral', 'WebServicesInternal'],
    ['default', 'Default'],
    ['Defualt', 'Default'],
    ['oauthtokenissuer', 'OAuthTokenIssuer'],
  ])('%s is taken for %s', (word, meant) => {
    expect(suggest(word, USAGES)).toBe(meant);
  });

  test.each(['', 'Edge', 'Web', 'x'.repeat(1000)])('%j is like nothing', word => {
    expect(suggest(word, USAGES)).toBeUndefined();
  });

  test('the nearest wins, and of two as near the first', () => {
    expect(suggest('lab', ['lat', 'lab1', 'lab'])).toBe('lab');
    expect(suggest('laz', ['lab', 'lax'])).toBe('lab');
  });

  test('two letters that changed places are one slip, also in a short word', () => {
    expect(suggest('dzm', ['dmz'])).toBe('dmz');
    expect(suggest('xyz', ['dmz'])).toBeUndefined();
  });
});

test('one word of a command line finds its like among the certificates of thousands of servers', () => {
  const addresses = Array.from({length: 8000}, (_, at) => `fepool${at}.contoso.com/fe${at}.contoso.com/default`);
  expect(suggest('fepool7900.contoso.com/fe7900.contoso.com/defualt', addresses)).toBe(addresses[7900]);
});

describe('did you mean, of many mistakes', () => {
  const candidates = Array.from({length: 1000}, (_, index) => `name-${index}.contoso.com`);

  test('the first of them get a suggestion, and once they have cost too much nothing does', () => {
    const suggestOne = makeSuggest();
    const found = Array.from({length: 1000}, (_, index) => suggestOne(`nmae-${index}.contoso.com`, candidates));
    const [first] = found;
    expect(first).toBe('name-0.contoso.com');
    const end = found.indexOf(undefined);
    expect(end).toBeGreaterThan(5);
    expect(end).toBeLessThan(50);
    expect(new Set(found.slice(end))).toEqual(new Set([undefined]));
  });
});
