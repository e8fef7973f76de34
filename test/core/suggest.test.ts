import {describe, expect, test} from '@jest/globals';
import {suggest} from '../../src/core/suggest.ts';

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
