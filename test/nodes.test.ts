/**
 * The packed package, installed in an empty folder, under every version of Node that it is promised for. The versions
 * are named by CSCERT_TEST_NODES: paths of the programs, separated as in PATH; .ci/run fetches them.
 */
import {execFileSync} from 'node:child_process';
import {cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {mustEnd, outside, pack, QUIET} from './support/packed.ts';
import {temporaryFolder} from './support/program.ts';
import {copyProgram, listenToParts} from './support/program-parts.ts';
import {realPart} from './support/real-parts.ts';

/** The oldest is the one that package.json promises. */
const PROMISED = ['20.19.', '22.', '24.', '26.'];

const found = (process.env['CSCERT_TEST_NODES'] ?? '')
  .split(delimiter)
  .filter(program => existsSync(program))
  .map(program => ({program, version: execFileSync(program, ['--version'], {encoding: 'utf8'}).trim().slice(1)}));

/** What has been deprecated since, or is about to be, is an error here before it is one for users. */
const STRICT = ['--throw-deprecation', '--pending-deprecation'];

/** An apply makes some twenty keys; machines that do other things besides are slow at that. */
const PATIENCE_MS = 240_000;

const folder = temporaryFolder();
const installed = join(folder, 'node_modules', 'cscert');

beforeAll(async () => {
  if (found.length === 0) return;
  const {tarball} = await pack(folder);
  const options = {cwd: folder, environment: outside()};
  await mustEnd('npm', ['install', '--prefix', folder, '--prefer-offline', ...QUIET, tarball], options);
}, 120_000);

test('the oldest Node that is tried is the oldest that the package asks for', () => {
  const {engines} = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8'));
  expect(`>=${PROMISED[0]}`).toBe(`${engines.node}.`);
});

/** Whether a pool's certificates for the outside come from a public CA. */
const asksPeople = (path: string): boolean => /role: (?:edge|reverseProxy)/.test(readFileSync(path, 'utf8'));

describe.each(PROMISED)('Node %s', promised => {
  const node = found.find(({version}) => version.startsWith(promised));
  const part = realPart(`Node ${promised}x in CSCERT_TEST_NODES`, node !== undefined);
  const cwd = join(folder, `${promised}contoso`);
  afterAll(() => rmSync(cwd, {recursive: true, force: true}));

  async function cscert(argv: readonly string[], code = 0): Promise<string> {
    const home = join(folder, `${promised}home`);
    mkdirSync(home, {recursive: true});
    const environment = {HOME: home};
    const all = [...STRICT, join(installed, 'bin', 'cscert.cjs'), ...argv, '--config', '.'];
    const {stdout, stderr} = await mustEnd(String(node?.program), all, {
      cwd,
      environment,
      code,
      timeoutMs: PATIENCE_MS,
    });
    // Warnings of Node itself begin with its number, e.g. (node:4711).
    expect(stderr).not.toMatch(/\(node:\d+\)|Warning/);
    return stdout;
  }

  part.test(
    'runs examples/contoso from validate to status',
    async () => {
      cpSync(join(installed, 'examples', 'contoso'), cwd, {recursive: true});
      expect(await cscert(['validate'])).toContain('The configuration is valid');
      await cscert(['init']);
      expect(await cscert(['plan', '--detailed-exitcode'], 2)).toMatch(/Plan: [1-9]\d* to trust, [1-9]/);
      // Certificates for the outside wait for a public CA, which is a person's affair.
      expect(await cscert(['apply', '--auto-approve'], 3)).toMatch(
        / [1-9]\d* done, 0 already done, [1-9]\d* waiting, 0 failed/,
      );
      expect(await cscert(['plan', '--detailed-exitcode'], 3)).toMatch(/[1-9]\d* waiting/);
      for (const name of readdirSync(join(cwd, 'pools')))
        if (asksPeople(join(cwd, 'pools', name))) rmSync(join(cwd, 'pools', name));
      expect(await cscert(['plan', '--detailed-exitcode'])).toContain('No changes.');
      expect(await cscert(['status'])).toMatch(/\d+ servers: \d+ fine\./);
      expect(await cscert(['inspect', '--deep'])).toContain('servers read.');
      const events = (await cscert(['status', '--json'])).trim().split('\n');
      expect(events.map(line => JSON.parse(line))).not.toHaveLength(0);
    },
    PATIENCE_MS,
  );

  part.test(
    'takes what it compiled ahead itself',
    async () => {
      const home = join(folder, `${promised}built`);
      copyProgram(home, ['.tools', 'examples']);
      const lab = join(home, 'examples', 'lab');
      const environment = {HOME: home};
      await mustEnd(String(node?.program), [join(home, '.tools', 'compile-ahead.cjs')], {
        cwd: home,
        environment,
        timeoutMs: PATIENCE_MS,
      });
      const how = {home, node: String(node?.program), cwd: lab, environment};
      const {stdout, told} = await listenToParts(['validate'], how);
      expect(stdout).toContain('The configuration is valid');
      expect([...new Set(Object.values(told))]).toEqual([false]);
      rmSync(home, {recursive: true});
    },
    PATIENCE_MS,
  );
});
