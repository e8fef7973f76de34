import {expect, test} from '@jest/globals';
import {lastWords} from '../../src/host/last-words.ts';

test('an error of the system is told in one line', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {code: 'ENOSPC'});
  expect(lastWords(full)).toBe('error: the output could not be written: ENOSPC: no space left on device, write');
});

test('a bug is told with its stack, also when Node gave it a code', () => {
  const bug = Object.assign(new Error('bad argument'), {code: 'ERR_INVALID_ARG_TYPE'});
  expect(lastWords(bug)).toContain('last-words.test.ts');
  expect(lastWords(bug)).toMatch(/\nerror: cscert failed unexpectedly\. This is a bug: please report it .*\.$/);
  expect(lastWords('text')).toMatch(/^text\nerror: /);
});
