import {expect} from '@jest/globals';
import {powershellPart} from './engine.ts';
import {runPowerShell} from './run-powershell.ts';

const {describe, test} = powershellPart;

describe('the PowerShell engine', () => {
  test('leaves standard input to the script and says what it says', async () => {
    const script = "$line = [Console]::In.ReadLine(); [Console]::Out.WriteLine($line.ToUpperInvariant()); 'done'";
    expect(await runPowerShell({script, stdin: 'hello\nrest\n'})).toEqual({
      stdout: 'HELLO\r\ndone\r\n',
      stderr: '',
      code: 0,
    });
  });
});
