import {describe, expect, test} from '@jest/globals';
import type {Entry} from '../../../src/connections/powershell/facts/entries.ts';
import {waiting} from '../../../src/connections/powershell/waiting.ts';

const SERVER = 'fe01.contoso.com';

const entry = (index: number): Entry =>
  ({storedName: `Old ${index}`, certificate: {spki: `${index}`, thumbprint: 'AB'.repeat(20)}}) as Entry;

const told = (count: number) => {
  const entries = Array.from({length: count}, (_, index) => entry(index + 1));
  const seen = {
    requests: () => [],
    files: () => new Map(),
    entries: (store: string) => (store === 'REQUEST' ? entries : []),
  };
  return waiting(seen as never, {server: SERVER} as never).map(({detail}) => detail);
};

describe('what waits on a server', () => {
  test('is nothing where the store REQUEST is empty', () => {
    expect(told(0)).toEqual([]);
  });

  test('names ten requests that nobody noted, and counts the others', () => {
    const ten = Array.from({length: 10}, (_, index) => `"Old ${index + 1}"`).join(', ');
    const end = 'They are left alone, but for those of its own runs that were broken off.';
    expect(told(10)).toEqual([`${SERVER} has requests that cscert did not note: ${ten}. ${end}`]);
    expect(told(13)).toEqual([`${SERVER} has requests that cscert did not note: ${ten} and 3 more. ${end}`]);
  });
});
