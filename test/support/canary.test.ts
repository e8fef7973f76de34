/** The search for canaries finds them: else the tests beside this one would prove nothing. */
import {generateKeyPairSync} from 'node:crypto';
import {inspect} from 'node:util';
import {describe, expect, test} from '@jest/globals';
import {encodePem} from '../../src/x509/pem.ts';
import {findCanaries, keyCanary, makePassword, passwordCanary} from './canary.ts';

const password = makePassword();
const wide = Buffer.from(password, 'utf16le');
const key = generateKeyPairSync('rsa', {modulusLength: 2048}).privateKey;
const der = key.export({type: 'pkcs8', format: 'der'});
const pem = encodePem('PRIVATE KEY', der);
const jwk = key.export({format: 'jwk'});

const find = (content: string | Buffer) =>
  findCanaries([{name: 'here', content}], [passwordCanary('password', password), keyCanary('key', key)]);

const shifted = (bytes: Buffer) => [0, 1, 2].map(by => Buffer.concat([Buffer.alloc(by, 7), bytes, Buffer.from('x')]));

describe('a password is found', () => {
  const utf8 = Buffer.from(password);
  test.each<readonly [string, string | Buffer]>([
    ['as it is', `x ${password} y`],
    ['in JSON', JSON.stringify({deep: {password}})],
    ['in JSON in JSON', JSON.stringify(JSON.stringify({password}))],
    ['in an address', `https://ca/?p=${encodeURIComponent(password)}`],
    ['in a header of basic authentication', `Basic ${Buffer.from(`user:${password}`).toString('base64')}`],
    ...shifted(utf8).map((bytes, by) => [`in base64, shifted by ${by}`, bytes.toString('base64')] as const),
    ...shifted(utf8).map((bytes, by) => [`in base64url, shifted by ${by}`, bytes.toString('base64url')] as const),
    ['in hex', utf8.toString('hex')],
    ['in upper-case hex with colons', (utf8.toString('hex').toUpperCase().match(/../g) ?? []).join(':')],
    ['in a dump of bytes', inspect(utf8)],
    ['in bytes as JSON', JSON.stringify(utf8, null, 2)],
    ['in UTF-16', wide],
    ['in big-endian UTF-16', Buffer.from(wide).swap16()],
    ['in base64 of UTF-16, as PowerShell takes commands', wide.toString('base64')],
    ['in hex of UTF-16', wide.toString('hex')],
    ['when only its first half is there', password.slice(0, 15)],
    ['broken into lines', password.replaceAll(/(.{4})/gs, '$1\n')],
  ])('%s', (_form, content) => {
    expect(find(content).map(line => line.split(':')[0])).toEqual(['password']);
  });
});

describe('a private key is found', () => {
  test.each<readonly [string, string | Buffer]>([
    ['in PEM', pem],
    ['in PEM within JSON', JSON.stringify({key: pem})],
    ['in PEM, indented in YAML', pem.replaceAll(/^/gm, '    ')],
    ['in one line of base64', der.toString('base64')],
    ['in DER', der],
    ['in the old form of PEM', key.export({type: 'pkcs1', format: 'pem'}).toString()],
    ['as JWK', JSON.stringify(jwk)],
    ['by one of its numbers', String(jwk.q)],
    ['in a dump of bytes', inspect(new Uint8Array(der), {maxArrayLength: null})],
    ['in hex with colons, as OpenSSL prints it', (der.toString('hex').match(/../g) ?? []).join(':\n    ')],
    ['in UTF-16', Buffer.from(pem, 'utf16le')],
  ])('%s', (_form, content) => {
    expect(find(content).map(line => line.split(':')[0])).toEqual(['key']);
  });
});

test('what is public of a key, and what only looks like a secret, is none', () => {
  const spki = generateKeyPairSync('rsa', {modulusLength: 2048}).publicKey.export({type: 'spki', format: 'pem'});
  const own = encodePem('PUBLIC KEY', Buffer.from(String(jwk.n), 'base64url'));
  expect(find(`${spki}${own}[secret] password: env:CA_PASS ${makePassword()}`)).toEqual([]);
});
