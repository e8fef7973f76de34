import {expect, test} from '@jest/globals';
import {remedyFor} from '../../src/core/system-error.ts';

test.each([
  ['ENOSPC', 'Free space on that disk'],
  ['EROFS', 'Make that file system writable'],
  ['EACCES', 'permitted to write there'],
  ['EIO', 'check the disk'],
  ['ENOTDIR', 'A file stands where a folder should'],
])('%s comes with what to do about it', (code, words) => {
  expect(remedyFor(code)).toContain(words);
  expect(remedyFor(code)).toMatch(/, then run the command again\.$/);
});

test('a code of which nothing is known asks for a look at the folder, or what else the caller knows', () => {
  expect(remedyFor('EWHATEVER')).toBe('Check the folder and its permissions, then run the command again.');
  expect(remedyFor('EWHATEVER', 'Ask')).toBe('Ask, then run the command again.');
});
