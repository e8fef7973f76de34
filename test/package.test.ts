/** What is published must work where nothing else of the repository is: packed, installed globally, and run. */
import {cpSync, existsSync, mkdirSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, expect} from '@jest/globals';
import {mustEnd, outside, pack, QUIET, registryAnswers} from './support/packed.ts';
import {temporaryFolder} from './support/program.ts';
import {realPart} from './support/real-parts.ts';
import type {Spawned} from './support/spawn.ts';

const folder = temporaryFolder();
const prefix = join(folder, 'global');
const home = join(folder, 'home');
const bin = join(prefix, process.platform === 'win32' ? '' : 'bin', 'cscert');

const mustRun = (program: string, argv: readonly string[], cwd: string): Promise<Spawned> =>
  mustEnd(program, argv, {cwd, environment: {...outside(), XDG_STATE_HOME: home}});

const {describe, test} = realPart('an npm registry', registryAnswers());

describe('the package', () => {
  let files: readonly string[];

  beforeAll(async () => {
    mkdirSync(home);
    const packed = await pack(folder);
    files = packed.files;
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    await mustRun(
      'npm',
      ['install', '--global', '--prefix', prefix, '--prefer-offline', ...QUIET, packed.tarball],
      empty,
    );
  }, 120_000);

  test('holds the program, the schemas and the examples, and nothing else of the repository', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'bin/cscert.cjs',
        'dist/bundle/main.cjs',
        'schemas/plan.schema.json',
        'examples/lab/cscert.yaml',
        'README.md',
        'LICENSE',
      ]),
    );
    expect(files.filter(path => /^(?:src|test|scripts|\.)|\.tsbuildinfo$|\.(?:key|pem|p10)$/.test(path))).toEqual([]);
  });

  test('runs from an empty folder: version, init, plan, apply, and then nothing is left to do', async () => {
    const cwd = join(folder, 'deployment');
    mkdirSync(cwd);
    expect((await mustRun(bin, ['--version'], cwd)).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    await mustRun(bin, ['init', '--sip-domain', 'contoso.com', '--server', 'se01.contoso.com'], cwd);
    expect((await mustRun(bin, ['plan'], cwd)).stdout).toContain('Plan: 1 to trust, 2 to request, 2 to import');
    expect((await mustRun(bin, ['apply', '--auto-approve'], cwd)).stdout).toContain('Apply complete: 9 done');
    expect((await mustRun(bin, ['plan', '--detailed-exitcode'], cwd)).stdout).toContain('No changes.');
    expect(readdirSync(join(home, 'cscert', 'logs'))).toHaveLength(1);
  });

  test('reads the example and the schemas that it brings', async () => {
    const installed = join(prefix, 'lib', 'node_modules', 'cscert');
    const cwd = join(folder, 'example');
    cpSync(join(installed, 'examples', 'contoso'), cwd, {recursive: true});
    expect((await mustRun(bin, ['validate', '--config', '.'], cwd)).stdout).toContain('The configuration is valid');
    for (const format of ['config', 'plan', 'actual', 'event']) {
      expect(JSON.parse((await mustRun(bin, ['schema', format], cwd)).stdout)).toHaveProperty('$schema');
    }
    expect(existsSync(join(installed, 'node_modules', 'jest'))).toBe(false);
  });
});
