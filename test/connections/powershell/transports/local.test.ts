import {describe, expect, test} from '@jest/globals';
import {bootstrapArguments} from '../../../../src/connections/powershell/session/bootstrap.ts';
import {localTransport, windowsModules} from '../../../../src/connections/powershell/transports/local.ts';
import type {ProgramCall} from '../../../../src/engine/ports/host.ts';
import {FakeProgram} from '../../../support/fake-programs.ts';
import {callContext} from '../../../support/world.ts';

describe('PowerShell on this machine', () => {
  test('is started without a profile, without questions, with its input left to the script', async () => {
    const calls: ProgramCall[] = [];
    const spawn = (call: ProgramCall) => {
      calls.push(call);
      return new FakeProgram(() => undefined);
    };
    await localTransport({executable: 'powershell.exe', host: {spawn, environment: {}}}).open('x', callContext());
    expect(calls).toMatchObject([{program: 'powershell.exe'}]);
    expect(calls[0]?.args.slice(0, -1)).toEqual(
      '-NoProfile -NonInteractive -NoLogo -InputFormat None -OutputFormat Text -EncodedCommand'.split(' '),
    );
  });

  test('gets a command line that cmd.exe takes too', () => {
    expect(['powershell.exe', ...bootstrapArguments()].join(' ').length).toBeLessThan(2000);
  });

  test('does not look for modules where PowerShell 7 has its own', () => {
    const windows = 'C:\\Windows\\system32\\WindowsPowerShell\\v1.0\\Modules';
    const own = 'C:\\Users\\a\\Documents\\WindowsPowerShell\\Modules';
    const seven = [
      'C:\\Users\\a\\Documents\\PowerShell\\Modules',
      'C:\\Program Files\\PowerShell\\Modules',
      'c:\\program files\\powershell\\7\\Modules',
    ];
    expect(windowsModules([...seven, own, windows].join(';'))).toBe([own, windows].join(';'));
    expect(windowsModules(seven.join(';'))).toBeUndefined();
    expect(windowsModules(undefined)).toBeUndefined();
    expect(windowsModules('/usr/share/modules:/home/a')).toBe('/usr/share/modules:/home/a');
  });
});
