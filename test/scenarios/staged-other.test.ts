/** A declaration that is taken back while its certificate is staged, on real files: what was staged never takes over. */
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import {APPLIED_AT, appliedWorld} from '../support/contoso-world.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {cscert, mustRun, planOf, temporaryFolder} from '../support/program.ts';

const DAY = 86_400_000;
const SERVER = 'se01.contoso.com';
const folder = temporaryFolder();

/** Since the world was applied. */
const clockAfter = (days: number): ManualClock => {
  const clock = new ManualClock(APPLIED_AT);
  clock.advance(days * DAY);
  return clock;
};

const oauthOn = (cwd: string, ...path: readonly string[]) =>
  JSON.parse(readFileSync(join(cwd, 'servers', ...path), 'utf8')).usages.OAuthTokenIssuer;

test('what was staged for a declaration that was taken back is dropped by the next apply', async () => {
  const cwd = await appliedWorld('lab', folder);
  const file = join(cwd, 'cscert.yaml');
  const before = readFileSync(file, 'utf8');
  const {current} = oauthOn(cwd, 'global', 'assigned.json');
  const moved = before
    .replace(
      'type: local, folder: ca}',
      'type: local, folder: ca}\n  other: {type: local, folder: other-ca}\ndefaults: {authority: internal}',
    )
    .replace('sipDomains:', 'certificates:\n    oauth: {usages: [OAuthTokenIssuer], authority: other}\n  sipDomains:');
  writeFileSync(file, moved);
  await mustRun(['apply', '--config', '.', '--auto-approve'], {cwd, clock: clockAfter(1)});
  expect(oauthOn(cwd, 'global', 'assigned.json')).toMatchObject({current, staged: expect.anything()});
  writeFileSync(file, before);
  const {plan, code, text} = await planOf(cwd, {clock: clockAfter(1)});
  expect([code, plan.actions.map(({verb, because}) => [verb, because])]).toEqual([2, [['assign', ['STAGED_OTHER']]]]);
  expect(text.replaceAll(/\s+/g, ' ')).toContain(
    `would take over from ${current.slice(0, 8)}, which is the certificate`,
  );
  const status = await cscert(['status', '--config', '.'], {cwd, clock: clockAfter(1)});
  expect(status.stdout).toMatch(/OAuthTokenIssuer .* drift\n\s+STAGED_OTHER /);
  const applied = await mustRun(['apply', '--config', '.', '--auto-approve'], {cwd, clock: clockAfter(1)});
  expect(applied.stdout).toContain('Apply complete: 1 done');
  for (const place of [
    ['global', 'assigned.json'],
    [SERVER, 'replicated.json'],
  ]) {
    expect(oauthOn(cwd, ...place)).toMatchObject({current});
    expect(oauthOn(cwd, ...place)).not.toHaveProperty('staged');
  }
  const later = await planOf(cwd, {clock: clockAfter(4)});
  expect([later.code, later.plan.slots.map(({state}) => state)]).toEqual([0, ['in-sync', 'in-sync']]);
  expect(later.plan.slots.flatMap(({members}) => members.map(one => one.assigned.OAuthTokenIssuer))).toContain(current);
});
