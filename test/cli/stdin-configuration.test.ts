import {describe, expect, test} from '@jest/globals';
import {VALID} from '../config/load-text.ts';
import {cscert, temporaryFolder} from '../support/program.ts';

const cwd = temporaryFolder();
const validate = (stdin: string | Uint8Array) => cscert(['validate', '--config', '-'], {cwd, stdin});

describe('a configuration from standard input', () => {
  test('is read as it came', async () => {
    expect(await validate(VALID)).toMatchObject({code: 0, stderr: ''});
    expect(await validate(Buffer.from(`\ufeff${VALID}`))).toMatchObject({code: 0, stderr: ''});
  });

  test.each([
    ['too large', `${VALID}#${'x'.repeat(2 ** 20)}`, /^error CFG_TOO_LARGE.*\nStandard input is larger than 1 MiB\./],
    ['empty', '', /^error CFG_NOT_FOUND.*\nNothing came from standard input\./],
    ['UTF-16', Buffer.from(`\ufeff${VALID}`, 'utf16le'), /^<stdin>:1:1: error CFG_NOT_TEXT.*\n.*UTF-16/],
    ['Windows-1252', Buffer.from(`# M\xfcnchen\n${VALID}`, 'latin1'), /^<stdin>:1:1: error CFG_NOT_TEXT/],
    ['no YAML', ']', /^<stdin>:1:1: error CFG_YAML_SYNTAX/],
  ])('that is %s is refused in words and not as a bug', async (_what, text, words) => {
    const {code, stdout, stderr} = await validate(text);
    expect({code, stdout}).toEqual({code: 1, stdout: ''});
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(/INTERNAL|\bat .*:\d+/);
  });
});
