/** Machines without an SDK, and machines with one that cannot fetch packages: pretended ones, so that they are quick. */
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {buildHost} from './build-host.ts';

const BEFORE = {PATH: process.env['PATH'], XDG_CACHE_HOME: process.env['XDG_CACHE_HOME']};

describe('building the host', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cscert-build-'));
    mkdirSync(join(folder, 'bin'));
    process.env['XDG_CACHE_HOME'] = join(folder, 'cache');
    process.env['PATH'] = join(folder, 'bin');
  });
  afterEach(() => {
    rmSync(folder, {recursive: true, force: true});
    for (const [name, value] of Object.entries(BEFORE)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  /** A `dotnet` that has this SDK, notes how it is called, and does the rest as told. */
  const pretendDotnet = (sdk: string, publish: string): void => {
    const script = `#!/bin/sh\nif [ "$1" = --list-sdks ]; then echo "${sdk} [/sdk]"; exit 0; fi\necho "$*" >>'${folder}/calls'\n${publish}\n`;
    writeFileSync(join(folder, 'bin', 'dotnet'), script, {mode: 0o755});
  };
  const calls = (): readonly string[] => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');

  test('says what is missing where there is no SDK', () => {
    expect(buildHost()).toEqual({missing: expect.stringContaining('.NET SDK 10')});
    pretendDotnet('8.0.100', 'exit 1');
    expect(buildHost()).toEqual({missing: expect.stringContaining('CSCERT_TEST_PWSH')});
  });

  test('says which package cannot be had, once for all test files', () => {
    pretendDotnet('10.0.100', 'echo "x.csproj : error NU1301: Unable to load the service index"; exit 1');
    const missing = expect.stringContaining('error NU1301: Unable to load the service index; the first build needs');
    expect(buildHost()).toEqual({missing});
    expect(buildHost()).toEqual({missing});
    expect(calls().map(one => /PublishReadyToRun=(\w+)/.exec(one)?.[1])).toEqual(['true', 'false']);
  });

  test('does without compiling ahead where that package alone is missing, and builds the same sources once', () => {
    // The arguments end with the folder of the result.
    const publish =
      'for last; do :; done; case "$*" in *ReadyToRun=true*) exit 1;; esac; /bin/mkdir -p "$last"; echo >"$last/cscert-powershell"';
    pretendDotnet('10.0.100', publish);
    const built = buildHost();
    expect(built).toEqual({executable: expect.stringMatching(/cscert-powershell$/)});
    expect(buildHost()).toEqual(built);
    expect(calls()).toHaveLength(2);
  });
});
