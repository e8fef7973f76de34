import {inspect} from 'node:util';
import {describe, expect, test} from '@jest/globals';
import {readSecret} from '../../src/config/secret-reference.ts';
import {readOnlyFiles, systemError} from './read-only-files.ts';

const SOURCES = {
  base: '/repo',
  environment: {CA: 'hunter2', EMPTY: ''},
  files: readOnlyFiles({
    '/repo/ca.txt': 'hunter2\r\n',
    '/repo/two.txt': 'hunter2\n\n',
    '/repo/empty.txt': '\n',
    '/repo/latin.txt': Buffer.from('h\xfcnter', 'latin1'),
    '/etc/ca.txt': 'hunter3',
  }),
};

const read = async (reference: string) => {
  const part = await readSecret(reference, SOURCES);
  return 'ok' in part ? part.ok.reveal() : `${part.problem.code}: ${part.problem.detail}`;
};

describe('a secret by reference', () => {
  test.each([
    ['env:CA', 'hunter2'],
    ['file:ca.txt', 'hunter2'],
    ['file:two.txt', 'hunter2\n'],
    ['file:/etc/ca.txt', 'hunter3'],
  ])('%s is read', async (reference, value) => {
    expect(await read(reference)).toBe(value);
  });

  test.each([
    ['env:NONE', 'not set'],
    ['env:EMPTY', 'empty'],
    ['env:constructor', 'not set'],
    ['file:none.txt', 'no file'],
    ['file:empty.txt', 'is empty'],
    ['file:latin.txt', 'UTF-8'],
  ])('%s is a problem in words', async (reference, words) => {
    expect(await read(reference)).toMatch(new RegExp(`^CFG_SECRET_MISSING: .*${words}`));
  });

  test('what is no reference is refused without being repeated', async () => {
    expect(await read('hunter2')).not.toContain('hunter2');
    expect(await read('hunter2')).toMatch(/^CFG_SECRET_MISSING/);
  });

  test('what was read shows nowhere but by reveal', async () => {
    const part = await readSecret('env:CA', SOURCES);
    expect(`${JSON.stringify(part)}${inspect(part, {depth: 9})}`).not.toContain('hunter2');
  });

  test('a file that the system refuses is named with its answer', async () => {
    const files = {...SOURCES.files, read: () => Promise.reject(systemError('EACCES'))};
    const part = await readSecret('file:ca.txt', {...SOURCES, files});
    expect('problem' in part && part.problem.detail).toContain('EACCES');
  });
});
