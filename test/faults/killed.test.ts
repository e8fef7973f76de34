import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {copyExample, mustRun, temporaryFolder} from '../support/program.ts';
import {realPart} from '../support/real-parts.ts';
import {changesOf, killAtEach} from './support/kills.ts';
import {makeReadyKeys} from './support/ready-keys.ts';
import {hasStrace} from './support/strace.ts';

const traced = realPart('strace', hasStrace());
const folder = temporaryFolder();
let environment: Readonly<Record<string, string>>;
const APPLY = ['apply', '--auto-approve', '--log', '/dev/null'];

beforeAll(async () => {
  environment = await makeReadyKeys(`${folder}/keys`, {2048: 2, 3072: 2});
});

traced.test('x', async () => {
  const world = copyExample('lab', folder);
  await mustRun(['init'], {cwd: world});
  const scene = {world, argv: APPLY, environment, expected: {apply: 0 as const, register: {'CN=contoso.com': 1, 'CN=se01.contoso.com': 1}}};
  const t0 = Date.now();
  const calls = await changesOf(scene);
  console.error(calls.length, Date.now() - t0);
  const report = await killAtEach(calls, scene);
  console.error(report, Date.now() - t0);
}, 400_000);
