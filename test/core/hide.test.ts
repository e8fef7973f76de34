import {expect, test} from '@jest/globals';
import {hideIn} from '../../src/core/hide.ts';
import {Secret} from '../../src/core/secret.ts';
import {findCanaries, makePassword, passwordCanary} from '../support/canary.ts';

const password = makePassword();
const secret = new Secret(password);

test.each([
  ['as it is', `the password ${password} is wrong`],
  ['in JSON', JSON.stringify({arguments: ['-p', password]})],
  ['in an address', `GET https://ca/?p=${encodeURIComponent(password)} answered 403`],
  ['in base64', `Authorization: ${Buffer.from(password).toString('base64')}`],
  ['in base64 of UTF-16', `powershell -EncodedCommand ${Buffer.from(password, 'utf16le').toString('base64')}`],
  ['many times', `${password}${password} ${password}`],
])('a secret %s is hidden in what somebody says', (_form, text) => {
  const hidden = hideIn(text, [new Secret('another one'), secret]);
  expect(findCanaries([{name: 'text', content: hidden}], [passwordCanary('password', password)])).toEqual([]);
  expect(hidden).toContain('[secret]');
});

test('a text without a secret stays as it is, and so does one with a secret that is part of too many words', () => {
  const text = 'The server answered: abc';
  expect(hideIn(text, [secret, new Secret('abc'), new Secret('')])).toBe(text);
  expect(hideIn(text, [])).toBe(text);
});

test('half a surrogate pair in a secret is no reason to fail', () => {
  const odd = `odd secret \ud800`;
  expect(hideIn(`<${odd}>`, [new Secret(odd)])).toBe('<[secret]>');
});
