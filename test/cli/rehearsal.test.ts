/** Plans from a saved inspection and for a moment to come. */
import {mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, expect, test} from '@jest/globals';
import {endedWith} from '../support/ended-with.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {copyExample, cscert, mustRun, temporaryFolder} from '../support/program.ts';

const folder = temporaryFolder();
/** An applied lab, what was inspected of it, and nothing else: neither servers nor a CA can be reached any more. */
let apart: string;

interface SavedServer {
  readonly ok: {readonly stores: object};
}

interface SavedWorld {
  readonly holders: Readonly<Record<string, SavedServer>>;
}

beforeAll(async () => {
  const world = copyExample('lab', folder);
  await mustRun(['init'], {cwd: world});
  await mustRun(['apply', '--auto-approve'], {cwd: world});
  await mustRun(['inspect', '--out', 'world.json'], {cwd: world});
  apart = join(folder, 'apart');
  mkdirSync(apart);
  for (const name of ['cscert.yaml', 'world.json']) renameSync(join(world, name), join(apart, name));
  rmSync(world, {recursive: true});
});

test('a saved inspection is planned against where no server can be reached', async () => {
  const {stdout, stderr} = await mustRun(['plan', '--actual', 'world.json'], {cwd: apart});
  expect(stdout).toContain('No changes. 1 server matches the configuration.');
  expect(stderr).toContain('REHEARSAL');
  expect(readFileSync(join(apart, 'cscert.yaml'), 'utf8')).not.toBe('');
});

test('what will be due at a moment is shown, and no command to apply it', async () => {
  const flags = ['--actual', 'world.json', '--detailed-exitcode'];
  const before = await cscert(['plan', ...flags, '--at', '2026-09-01'], {cwd: apart, isTTY: true});
  expect(before.code).toBe(0);
  const {code, stdout} = await cscert(['plan', ...flags, '--at', '2027-01-01'], {cwd: apart, isTTY: true});
  expect(code).toBe(2);
  expect(stdout).toContain('EXPIRES_SOON');
  expect(stdout).not.toContain('cscert apply');
});

test('the digest of a rehearsal is that of the same plan on the servers, and may be given to apply', async () => {
  const cwd = copyExample('lab', join(folder, 'night'));
  await mustRun(['init'], {cwd});
  await mustRun(['apply', '--auto-approve'], {cwd});
  await mustRun(['inspect', '--out', 'world.json'], {cwd});
  const path = join(cwd, 'cscert.yaml');
  writeFileSync(path, readFileSync(path, 'utf8').replace('webext.contoso.com', 'web.contoso.com'));
  const {stdout} = await mustRun(['plan', '--actual', 'world.json'], {cwd});
  const digest = /^Digest (sha256:[0-9a-f]{64})$/m.exec(stdout)?.[1] ?? '';
  const later = new ManualClock('2026-03-05T22:00:00.000Z');
  expect(await cscert(['apply', '--expect', digest.replace(/.$/, 'x')], {cwd, clock: later})).toEqual(endedWith(1));
  const applied = await mustRun(['apply', '--expect', digest], {cwd, clock: later});
  expect(applied.stdout).toContain(' 0 waiting, 0 failed, 0 not run.');
});

test.each([
  ['a saved inspection', ['--actual', 'old.json'], 'old.json'],
  [
    'a moment that was just now',
    ['--at', '2026-03-02T11:00:00Z'],
    'the servers as they are, as of 2026-03-02 11:00 UTC',
  ],
])('a saved plan from %s is shown as what it is, and refused by apply', async (_what, flags, from) => {
  const cwd = copyExample('lab', join(folder, `saved${flags[0]}`));
  await mustRun(['init'], {cwd});
  await mustRun(['inspect', '--out', 'old.json'], {cwd});
  const planned = await mustRun(['plan', ...flags, '--out', 'tried.json'], {cwd, isTTY: true});
  const shown = await mustRun(['show', 'tried.json'], {cwd, isTTY: true});
  expect(shown.stdout).toBe(planned.stdout);
  expect(shown.stdout).not.toContain('cscert apply');
  expect(shown.stderr.replaceAll(/\s+/g, ' ')).toContain(`It is judged from ${from}. Nothing`);
  for (const more of [[], ['--expect', /sha256:[0-9a-f]{64}/.exec(shown.stdout)?.[0] ?? '']]) {
    const {code, stderr} = await cscert(['apply', 'tried.json', ...more], {cwd});
    expect({code, stderr}).toEqual({code: 1, stderr: expect.stringContaining('error PLAN_REHEARSED')});
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(`It was judged from ${from}. What`);
  }
});

test('a saved plan of the future is refused as a rehearsal, not for its age', async () => {
  await mustRun(['plan', '--actual', 'world.json', '--at', '2027-01-01', '--out', 'future.json'], {cwd: apart});
  const {code, stderr} = await cscert(['apply', 'future.json'], {cwd: apart});
  expect({code, stderr}).toEqual({code: 1, stderr: expect.stringContaining('error PLAN_REHEARSED')});
  expect(stderr).not.toContain('PLAN_STALE');
});

test.each([
  ['no JSON', 'WORLD_NOT_JSON', 'nonsense'],
  ['no format', 'WORLD_FORMAT_UNKNOWN', '{}'],
  ['a later format', 'WORLD_FORMAT_UNKNOWN', '{"format": 2}'],
  ['what the schema does not know', 'WORLD_INVALID', '{"format": 1, "holders": {}, "authorities": {}, "more": 1}'],
  ['servers that are none', 'WORLD_INVALID', '{"format": 1, "holders": {"fe01": 7}, "authorities": {}}'],
])('a file with %s is refused in words', async (_title, code, text) => {
  writeFileSync(join(apart, 'broken.json'), text);
  const ended = await cscert(['plan', '--actual', 'broken.json'], {cwd: apart});
  expect({code: ended.code, said: ended.stderr.includes(code)}).toEqual({code: 1, said: true});
  expect(ended.stderr).toContain('cscert inspect --out FILE');
});

test('a moment that is none is refused before anything is read', async () => {
  const ended = await cscert(['plan', '--at', 'tomorrow'], {cwd: apart});
  expect(ended.code).toBe(1);
  expect(ended.stderr).toContain('2027-03-01');
});

test('a calendar is made from a saved inspection as well, in every format', async () => {
  const {stdout} = await mustRun(['calendar', '--actual', 'world.json'], {cwd: apart});
  expect(stdout).toMatch(/^2026-1\d-\d\d \d\d:\d\d UTC {2}renewal {2}global\/oauth: [0-9A-F]{8} is renewed$/m);
  const json = await mustRun(['calendar', '--actual', 'world.json', '--format', 'json'], {cwd: apart});
  expect(JSON.parse(json.stdout)).toMatchObject({format: 1, entries: expect.any(Array)});
  await mustRun(['calendar', '--actual', 'world.json', '--format', 'ics', '--out', 'due.ics'], {cwd: apart});
  expect(readFileSync(join(apart, 'due.ics'), 'utf8')).toMatch(/^BEGIN:VCALENDAR\r\n[\s\S]*END:VCALENDAR\r\n$/);
});

const NOT_READ = {problem: {severity: 'error', code: 'READ_FAILED', summary: 'Not read', detail: 'Out of reach.'}};

test.each<[string, string, (state: SavedServer) => unknown]>([
  ['could not be read', 'could not be read', () => NOT_READ],
  ['is not in the saved world', 'could not be read', () => undefined],
  ['keeps its certificates back', 'in part only', ({ok}) => ({ok: {...ok, stores: {...ok.stores, My: NOT_READ}}})],
  ['keeps its assignments back', 'in part only', ({ok}) => ({ok: {...ok, assigned: NOT_READ}})],
])('a calendar names a server that %s, and ends with 1 wherever it is written', async (_what, says, change) => {
  const world = JSON.parse(readFileSync(join(apart, 'world.json'), 'utf8')) as SavedWorld;
  const [server = '', state] = Object.entries(world.holders)[0] ?? [];
  if (state === undefined) throw new Error('the lab has no server');
  writeFileSync(join(apart, 'gaps.json'), JSON.stringify({...world, holders: {[server]: change(state)}}));
  for (const flags of [[], ['--out', 'gaps.txt']]) {
    const {code, stderr} = await cscert(['calendar', '--actual', 'gaps.json', ...flags], {cwd: apart});
    const said = stderr.replaceAll(/\s+/g, ' ');
    expect({code, said}).toEqual({code: 1, said: expect.stringContaining('error CALENDAR_INCOMPLETE')});
    expect(said).toMatch(new RegExp(`${server} could (not )?be read`));
    expect(said).toContain(says);
  }
  expect(readFileSync(join(apart, 'gaps.txt'), 'utf8')).toContain('rule');
});

test('a day that there is not is refused, and not taken for another one', async () => {
  for (const day of ['2026-02-30', '2027-13-01', '2026-04-31T12:00:00Z']) {
    const {code, stderr} = await cscert(['plan', '--actual', 'world.json', '--at', day], {cwd: apart});
    expect({code, stderr}).toEqual({code: 1, stderr: expect.stringContaining('Give a day such as')});
  }
  const {code} = await cscert(['plan', '--actual', 'world.json', '--at', '2028-02-29T23:30-05:00'], {cwd: apart});
  expect(code).toBe(0);
});
