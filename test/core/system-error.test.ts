import {runInNewContext} from 'node:vm';
import {describe, expect, it} from '@jest/globals';
import {codeOf, messageOf, systemCodeOf} from '../../src/core/system-error.ts';

/** As errors are to whoever runs cscert inside of another realm. */
const FOREIGN: unknown = runInNewContext(`Object.assign(new Error('ENOENT: no such file'), {code: 'ENOENT'})`);

describe('an error', () => {
  it('is asked for its code by its shape, whichever realm it is of', () => {
    expect(FOREIGN).not.toBeInstanceOf(Error);
    expect(codeOf(FOREIGN)).toBe('ENOENT');
    expect(systemCodeOf(FOREIGN)).toBe('ENOENT');
  });

  it.each([new Error('a bug'), Object.assign(new Error('aborted'), {code: 20}), 'ENOENT', null, undefined])(
    'has no code unless that is a text: %p',
    error => {
      expect(codeOf(error)).toBeUndefined();
    },
  );

  it('that is not of the system is a bug, and is thrown again', () => {
    const bug = new TypeError('a bug');
    expect(() => systemCodeOf(bug)).toThrow(bug);
  });

  it('says its message alone, without its name', () => {
    expect(messageOf(FOREIGN)).toBe('ENOENT: no such file');
    expect(messageOf('thrown as a text')).toBe('thrown as a text');
  });
});
