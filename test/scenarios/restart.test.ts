/** Restarts on real files: declared, planned, done, and left to the next run by one that was broken off. */
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, expect, test} from '@jest/globals';
import {APPLIED_AT, copyWorld, edit, readyWorld} from '../support/contoso-world.ts';
import {endedWith} from '../support/ended-with.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {cscert, mustRun, temporaryFolder} from '../support/program.ts';

const folder = temporaryFolder();
const SERVER = 'se01.contoso.com';
const options = (cwd: string) => ({cwd, clock: new ManualClock(APPLIED_AT)});
const noteOf = (cwd: string): string => join(cwd, 'servers', SERVER, 'restart.json');
let ready: string;

beforeAll(async () => {
  ready = await readyWorld('lab', folder);
  edit(join(ready, 'cscert.yaml'), 'pools:\n', 'defaults: {restart: afterAssign}\n\npools:\n');
});

test('a restart is planned, done after the assignments, and then nothing is left to do', async () => {
  const cwd = copyWorld(ready);
  const {stdout: planned} = await mustRun(['plan'], options(cwd));
  expect(planned).toContain('* restart    all services of the product on this server');
  expect(planned).toContain(' 1 to restart, 0 to retire.');
  expect(planned).toContain('RESTART');
  const {stdout} = await mustRun(['apply', '--auto-approve'], options(cwd));
  expect(stdout).toMatch(/Apply complete: \d+ done, 0 already done, 0 waiting, 0 failed, 0 not run\./);
  expect(existsSync(noteOf(cwd))).toBe(false);
  expect(await cscert(['plan', '--detailed-exitcode'], options(cwd))).toEqual(endedWith(0));
});

test('what a broken run owes is done by the next, also where its note cannot be read', async () => {
  const cwd = copyWorld(ready);
  await mustRun(['apply', '--auto-approve'], options(cwd));
  for (const note of [JSON.stringify({format: 1, since: '2026-03-02T11:00:00.000Z'}), 'spoiled']) {
    writeFileSync(noteOf(cwd), note);
    const {code, stdout} = await cscert(['plan', '--detailed-exitcode'], options(cwd));
    expect([code, stdout]).toEqual([2, expect.stringContaining('RESTART_OWED')]);
    await mustRun(['apply', '--auto-approve'], options(cwd));
    expect(existsSync(noteOf(cwd))).toBe(false);
  }
  expect(readFileSync(join(cwd, 'cscert.yaml'), 'utf8')).toContain('restart: afterAssign');
});
