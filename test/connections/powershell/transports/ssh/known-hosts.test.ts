import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {
  fingerprintOf,
  keysIn,
  keyWith,
  typeOf,
} from '../../../../../src/connections/powershell/transports/ssh/known-hosts.ts';

const keyOf = (text: string): Buffer => {
  const type = Buffer.from('ssh-ed25519');
  const field = (data: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, data.length]), data]);
  return Buffer.concat([field(type), field(Buffer.from(text.padEnd(32, '.')))]);
};
const GOOD = keyOf('good');
const OTHER = keyOf('other');
const line = (hosts: string, key = GOOD): string => `${hosts} ssh-ed25519 ${key.toString('base64')} a comment\n`;
const FE01 = {host: 'FE01.contoso.com', port: 22};

describe('a list of known hosts', () => {
  test.each([
    ['fe01.contoso.com'],
    ['fe02.contoso.com,fe01.contoso.com'],
    ['*.contoso.com'],
    ['fe0?.contoso.com'],
    ['10.0.0.1'],
  ])('finds the key under %s', hosts => {
    const keys = keysIn(line(hosts), [FE01, {host: '10.0.0.1', port: 22}]);
    expect(keys.types).toEqual(['ssh-ed25519']);
    expect([GOOD, OTHER].map(key => keys.judge(key))).toEqual(['good', 'other']);
  });

  test.each([
    ['another server', line('fe02.contoso.com')],
    ['a longer name', line('fe01.contoso.com.evil.example')],
    ['a name that is excepted', line('*.contoso.com,!fe01.contoso.com')],
    ['another port', line('[fe01.contoso.com]:2222')],
    ['a comment', line('#fe01.contoso.com')],
    ['a CA', line('@cert-authority fe01.contoso.com')],
    ['half a line', 'fe01.contoso.com ssh-ed25519\n'],
  ])('takes nothing from %s', (_what, text) => {
    expect(keysIn(text, [FE01]).judge(GOOD)).toBe('unknown');
  });

  test('looks for a name with its port where that is not 22', () => {
    expect(keysIn(line('[fe01.contoso.com]:2222'), [{...FE01, port: 2222}]).judge(GOOD)).toBe('good');
    expect(keysIn(line('fe01.contoso.com'), [{...FE01, port: 2222}]).judge(GOOD)).toBe('unknown');
  });

  test('refuses a key that is revoked, also where another line has it', () => {
    const text = line('fe01.contoso.com') + line('@revoked *');
    expect(keysIn(text, [FE01]).judge(GOOD)).toBe('revoked');
  });
});

describe('what OpenSSH wrote', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cscert-known-'));
  });
  afterAll(() => rmSync(folder, {recursive: true}));

  test('is read where names are hashed', () => {
    const path = join(folder, 'known_hosts');
    writeFileSync(path, line('fe01.contoso.com') + line('[fe02.contoso.com]:2222', OTHER));
    execFileSync('ssh-keygen', ['-H', '-f', path], {stdio: 'ignore'});
    const text = readFileSync(path, 'utf8');
    expect(text).not.toContain('contoso');
    expect(keysIn(text, [FE01]).judge(GOOD)).toBe('good');
    expect(keysIn(text, [{host: 'fe02.contoso.com', port: 2222}]).judge(OTHER)).toBe('good');
    expect(keysIn(text, [{host: 'fe03.contoso.com', port: 22}]).judge(GOOD)).toBe('unknown');
  });
});

describe('a fingerprint', () => {
  test('stands for one key', () => {
    const print = fingerprintOf(GOOD);
    expect([GOOD, OTHER].map(key => keyWith(print).judge(key))).toEqual(['good', 'other']);
    expect(keyWith(`${print}=`).judge(GOOD)).toBe('good');
    expect(keyWith(undefined).judge(GOOD)).toBe('unknown');
  });

  test('is shown with the kind of the key', () => {
    expect(typeOf(GOOD)).toBe('ssh-ed25519');
    expect(typeOf(Buffer.alloc(2))).toBe('unknown');
  });
});
