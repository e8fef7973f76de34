/** What examples/pipelines does with a delayed request, command by command, on the wizard's example. */
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, expect, test} from '@jest/globals';
import {APPLIED_AT, copyWorld, edit, hashes} from '../support/contoso-world.ts';
import {endedWith} from '../support/ended-with.ts';
import {type OutsideCa, openOutsideCa} from '../support/outside-ca.ts';
import {copyExample, cscert, mustRun, temporaryFolder} from '../support/program.ts';
import {answer, options} from './wizard-world.ts';

const folder = temporaryFolder();
let fresh: string;
let outside: OutsideCa;

beforeAll(async () => {
  outside = await openOutsideCa(APPLIED_AT);
  fresh = copyExample('wizard', folder);
  edit(join(fresh, 'cscert.yaml'), /sha256:[0-9a-f]{64}/, 'roots/public-root.pem');
  mkdirSync(join(fresh, 'roots'));
  writeFileSync(join(fresh, 'roots', 'public-root.pem'), outside.root);
  await mustRun(['init', '--config', '.'], options(fresh));
});

const run = (cwd: string, ...argv: readonly string[]) => cscert([...argv, '--config', '.'], options(cwd));

/** The first half: plan, approve the digest, apply. */
async function digestOf(cwd: string): Promise<string> {
  const file = join(cwd, '..', 'cscert.plan');
  expect(await run(cwd, 'plan', '--detailed-exitcode', '--out', file)).toEqual(endedWith(2));
  const {stdout} = await mustRun(['show', '--json', file], options(cwd));
  return JSON.parse(stdout).digest;
}

test('the digest of the plan is approved and applied, the request is committed, its answer is gone on with', async () => {
  const cwd = copyWorld(fresh);
  const digest = await digestOf(cwd);
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(await run(cwd, 'apply', '--expect', digest, '--lock-timeout', '5m')).toEqual(endedWith(3));

  const committed = [...hashes(join(cwd, 'requests')).keys()];
  expect(committed).toHaveLength(2);
  for (const name of committed) expect(readFileSync(join(cwd, 'requests', name), 'utf8')).not.toContain('PRIVATE KEY');
  expect(await run(cwd, 'apply', '--continue')).toEqual(endedWith(3));

  await answer(cwd, outside);
  expect(await run(cwd, 'apply', '--continue', '--lock-timeout', '5m')).toEqual(endedWith(0));
  expect(await run(cwd, 'plan', '--detailed-exitcode')).toEqual(endedWith(0));
});

test('a digest that was approved for something else applies nothing', async () => {
  const cwd = copyWorld(fresh);
  const digest = await digestOf(cwd);
  edit(join(cwd, 'cscert.yaml'), 'sip.wingtip.contoso.com', 'sip.tailspin.contoso.com');
  const before = hashes(cwd);
  const {code, stderr} = await run(cwd, 'apply', '--expect', digest);
  expect(code).toBe(1);
  expect(stderr).toContain('PLAN_NOT_EXPECTED');
  expect(hashes(cwd)).toEqual(before);
});

test('a root that only now arrives is not trusted by going on: that needs an approval', async () => {
  const cwd = copyWorld(fresh);
  edit(join(cwd, 'cscert.yaml'), 'roots/public-root.pem', `sha256:${outside.fingerprint}`);
  expect(await run(cwd, 'apply', '--auto-approve')).toEqual(endedWith(3));
  await answer(cwd, outside);
  const before = hashes(join(cwd, 'servers'));
  const {stderr} = await run(cwd, 'apply', '--continue');
  expect(stderr).toContain('1 certificate with other changes left out: they need an approval of their own.');
  expect(hashes(join(cwd, 'servers'))).toEqual(before);
  expect(await run(cwd, 'apply', '--auto-approve')).toEqual(endedWith(0));
});
