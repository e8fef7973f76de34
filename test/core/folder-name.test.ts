import {describe, expect, it} from '@jest/globals';
import {isFolderName} from '../../src/core/folder-name.ts';

describe('a name is safe as that of a folder', () => {
  it.each(['fe01.contoso.com', 'default', 'a-1', `${'a'.repeat(63)}.b`, 'console.contoso.com'])('if it is %j', name => {
    expect(isFolderName(name)).toBe(true);
  });

  it.each(['', '.', '..', '../a', 'a/b', 'a\\b', 'a..b', '.a', 'a.', '-a', 'FE01', 'a b', 'a\0', 'a\n', 'a_b', 'ä'])(
    'and not if it is %j',
    name => {
      expect(isFolderName(name)).toBe(false);
    },
  );

  it.each(['con', 'nul.contoso.com', 'com1', 'lpt9.x'])('and not if Windows would open the device %j', name => {
    expect(isFolderName(name)).toBe(false);
  });

  it('and not if it is longer than a DNS name may be', () => {
    const label = 'a'.repeat(60);
    expect(isFolderName([label, label, label, label].join('.'))).toBe(true);
    expect(isFolderName([label, label, label, label, label].join('.'))).toBe(false);
  });
});
