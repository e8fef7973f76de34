import {describe, expect, test} from '@jest/globals';
import {parseError} from '../../../../src/connections/powershell/session/answer.ts';
import {troubleOf} from '../../../../src/connections/powershell/session/words.ts';

const AT = {server: 'fe01.contoso.com', what: 'the assignment of Default', user: 'CONTOSO\\admin'};
const error = (over: object) =>
  parseError({
    type: 'System.Exception',
    category: 'NotSpecified',
    message: 'Nein.',
    fullyQualifiedErrorId: 'x',
    ...over,
  });
const told = (over: object) => troubleOf(error(over), AT).diagnostic;

describe('an error of a server', () => {
  test('is told in its own words, whatever language they are in', () => {
    expect(told({message: 'Der Dienst\r\nantwortet nicht'})).toMatchObject({
      code: 'SERVER_REFUSED',
      detail: 'fe01.contoso.com: the assignment of Default failed. The server says: Der Dienst antwortet nicht.',
    });
  });

  test.each([
    ['a category', {category: 'PermissionDenied'}],
    ['a type', {type: 'System.UnauthorizedAccessException'}],
    ['a number', {hresult: -2147024891}],
    [
      'a number below',
      {
        inner: [
          {
            type: 'System.Security.Cryptography.CryptographicException',
            message: 'Zugriff verweigert',
            hresult: 0x80070005,
          },
        ],
      },
    ],
  ])('that denies access is known by %s, and names the account', (_by, over) => {
    const found = told(over);
    expect(found.code).toBe('SERVER_ACCESS_DENIED');
    expect(found.detail).toContain('failed as CONTOSO\\admin.');
    expect(found.help).toContain('RTCUniversalServerAdmins');
  });

  test('about a module that is missing, or a store that cannot be reached, says what to do', () => {
    const module = told({message: 'CSCERT_MODULE: Das Modul "Lync" wurde nicht geladen.'});
    expect(module).toMatchObject({code: 'MODULE_MISSING', detail: expect.stringMatching(/says: Das Modul/)});
    const store = told({fullyQualifiedErrorId: 'CentralMgmtStoreInaccessible,Microsoft.Rtc.X'});
    expect(store).toMatchObject({code: 'MANAGEMENT_STORE_UNREACHABLE', help: expect.stringContaining('second hop')});
  });

  test('of any shape is taken for what it is', () => {
    const odd = parseError({type: 7, message: 'x'.repeat(100_000), inner: 'none', hresult: 'much'});
    expect(odd).toEqual({type: '', message: 'x'.repeat(4000), category: '', fullyQualifiedErrorId: '', inner: []});
    expect(troubleOf(odd, AT).diagnostic.detail.length).toBeLessThan(600);
  });
});
