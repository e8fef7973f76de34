import {expect, test} from '@jest/globals';
import {lastWords} from '../../src/host/last-words.ts';

test('an error of the system is told in one line', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {code: 'ENOSPC', syscall: 'write'});
  expect(lastWords(full)).toBe('error: the output could not be written: ENOSPC: no space left on device, write');
});

test('an error that no output has part in is not told as one of the output', () => {
  const gone = Object.assign(new Error('ENOENT: no such file or directory, uv_cwd'), {
    code: 'ENOENT',
    syscall: 'uv_cwd',
  });
  expect(lastWords(gone)).toBe(
    'error: the folder that cscert was started in is gone or may not be read; change into another one: ENOENT: no such file or directory, uv_cwd',
  );
  const other = Object.assign(new Error('EMFILE: too many open files'), {code: 'EMFILE', syscall: 'open'});
  expect(lastWords(other)).toBe('error: the system refused what cscert cannot do without: EMFILE: too many open files');
});

test('a bug is told with its stack, also when Node gave it a code', () => {
  const bug = Object.assign(new Error('bad argument'), {code: 'ERR_INVALID_ARG_TYPE'});
  expect(lastWords(bug)).toContain('last-words.test.ts');
  expect(lastWords(bug)).toMatch(/\nerror: cscert failed unexpectedly\. This is a bug: please report it .*\.$/);
  expect(lastWords('text')).toMatch(/^text\nerror: /);
});
