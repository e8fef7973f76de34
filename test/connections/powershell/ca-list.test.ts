import {expect, test} from '@jest/globals';
import {readCas, readTemplates} from '../../../src/connections/powershell/ca-list.ts';

test.each([
  [
    'in English',
    'Entry 0:\r\n  Name:   "Contoso CA"\r\n  Config: "ca01.contoso.com\\Contoso CA"\r\n  Server: "ca01.contoso.com"\r\n',
  ],
  ['in German', 'Eintrag 0:\r\n  Konfiguration:  "ca01.contoso.com\\Contoso CA"\r\n'],
  ['of older versions', "Entry 0:\r\n  Config:                 `ca01.contoso.com\\Contoso CA'\r\n"],
])('the list of CAs is read %s', (_what, output) => {
  expect(readCas(output)).toEqual(['ca01.contoso.com\\Contoso CA']);
});

test('what is no name of a CA is none, and each is told once', () => {
  expect(readCas('"C:\\Windows\\x" "a\\b" "a\\b" "..\\c" error 0x80070103')).toEqual(['a\\b']);
});

test('templates are the words before the colons, whatever is said of the right to them', () => {
  const output = 'WebServer: Webserver -- Automatische Registrierung: Zugriff verweigert.\r\nLyncServer: Lync\r\n';
  expect(readTemplates(output)).toEqual(['webserver', 'lyncserver']);
});
