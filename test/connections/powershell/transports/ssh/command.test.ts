import {describe, expect, test} from '@jest/globals';
import {commandFor, LONGEST_COMMAND} from '../../../../../src/connections/powershell/transports/ssh/command.ts';

describe('the command that a shell on the server is given', () => {
  test('fits into what cmd.exe takes, with room to spare', () => {
    expect(commandFor('powershell.exe').length).toBeLessThan(LONGEST_COMMAND / 2);
  });

  test('begins with the executable, in quotes where its path has blanks', () => {
    expect(commandFor('powershell.exe')).toMatch(
      /^powershell\.exe -NoProfile -NonInteractive .* -EncodedCommand \w+=*$/,
    );
    expect(commandFor('C:\\Program Files\\PowerShell\\powershell.exe')).toMatch(
      /^"C:\\Program Files\\PowerShell\\powershell\.exe" -NoProfile/,
    );
  });

  test.each(['a"b', 'a & b', 'a|b', '$(a)', '%PATH%', 'a;b', 'a`b', "a'b", 'a\nb', 'a^b', 'a>b'])(
    'is not made of %j, which a shell would read in its own way',
    executable => {
      expect(() => commandFor(executable)).toThrow(
        expect.objectContaining({diagnostic: expect.objectContaining({code: 'POWERSHELL_NOT_STARTED'})}),
      );
    },
  );
});
