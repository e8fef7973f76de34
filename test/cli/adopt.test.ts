/** Adoption on real files: stores of applied examples whose marks are gone, as if somebody else had made everything. */
import {existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {APPLIED_AT, appliedWorld, copyWorld, edit, hashes} from '../support/contoso-world.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {copyExample, cscert, mustRun, temporaryFolder} from '../support/program.ts';
import {stripMarks} from '../support/strip-marks.ts';

const folder = temporaryFolder();
const at = (cwd: string, isTTY = false) => ({cwd, isTTY, clock: new ManualClock(APPLIED_AT)});

describe.each([
  ['lab', 2],
  ['contoso', 11],
] as const)('the example %s, as if somebody else had made its certificates', (example, count) => {
  let world: string;

  beforeAll(async () => {
    world = await appliedWorld(example, folder);
    stripMarks(world);
    await mustRun(['adopt', '--config', '.', '--out', 'adopted.yaml.new'], at(world));
  });

  const adopted = async (): Promise<string> => {
    const copy = copyWorld(world);
    writeFileSync(join(copy, 'adopted.yaml'), readFileSync(join(copy, 'adopted.yaml.new')));
    return copy;
  };

  test('is adopted into a valid configuration that plans to nothing but labels', async () => {
    const copy = await adopted();
    await mustRun(['validate', '--config', 'adopted.yaml'], at(copy));
    const {stdout} = await mustRun(['plan', '--config', 'adopted.yaml'], at(copy));
    expect(stdout).toContain(
      `Plan: 0 to trust, 0 to request, ${count} to import, 0 to copy, 0 to assign, 0 to restart, 0 to retire.`,
    );
  });

  test('is marked without anything being issued, and then plans to no change', async () => {
    const copy = await adopted();
    const {stdout} = await mustRun(['adopt', '--mark', '--auto-approve', '--config', 'adopted.yaml'], at(copy));
    expect(stdout).toContain(`Apply complete: ${count} done, 0 already done, 0 waiting, 0 failed, 0 not run.`);
    const planned = await mustRun(['plan', '--detailed-exitcode', '--config', 'adopted.yaml'], at(copy));
    expect(planned.stdout).toContain('No changes.');
  });

  test('is adopted alike twice, and alike from a saved inspection', async () => {
    const copy = await adopted();
    const once = await mustRun(['adopt', '--config', 'adopted.yaml'], at(copy));
    expect(once.stdout).toBe(readFileSync(join(copy, 'adopted.yaml'), 'utf8'));
    await mustRun(['inspect', '--config', 'adopted.yaml', '--out', 'world.json'], at(copy));
    const saved = await mustRun(['adopt', '--config', 'adopted.yaml', '--actual', 'world.json'], at(copy));
    expect(saved.stdout).toBe(once.stdout);
  });
});

describe('adopt', () => {
  let world: string;

  beforeAll(async () => {
    world = copyWorld(await appliedWorld('lab', join(folder, 'again')));
    stripMarks(world);
  });

  test('writes over no file without --force', async () => {
    const before = readFileSync(join(world, 'cscert.yaml'), 'utf8');
    const refused = await cscert(['adopt', '--out', 'cscert.yaml'], at(world));
    expect({code: refused.code, said: refused.stderr.includes('FILE_EXISTS')}).toEqual({code: 1, said: true});
    expect(readFileSync(join(world, 'cscert.yaml'), 'utf8')).toBe(before);
    await mustRun(['adopt', '--out', 'cscert.yaml', '--force'], at(world));
    expect(readFileSync(join(world, 'cscert.yaml'), 'utf8')).toContain('cscert adopt');
    expect(existsSync(join(world, 'cscert.schema.json'))).toBe(true);
  });

  test('--mark asks, and does nothing without a yes', async () => {
    const refused = await cscert(['adopt', '--mark'], at(world));
    expect({code: refused.code, said: refused.stderr.includes('NOT_APPROVED')}).toEqual({code: 1, said: true});
    const {stdout} = await mustRun(['plan'], at(world));
    expect(stdout).toContain('2 to import');
  });

  test('--mark leaves alone what differs in more than its label', async () => {
    const copy = copyWorld(world);
    const path = join(copy, 'cscert.yaml');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('meet.contoso.com', 'meeting.contoso.com'));
    const ended = await mustRun(['adopt', '--mark', '--auto-approve'], at(copy));
    expect(ended.stderr).toContain('1 certificate with other changes left out');
    expect(ended.stdout).toContain('Apply complete: 1 done');
  });

  test('--mark makes nothing ours while nobody can tell who issued it', async () => {
    const copy = copyWorld(world);
    const issuing = join(copy, 'ca', 'authority', 'issuing.pem');
    const whole = readFileSync(issuing);
    writeFileSync(issuing, 'spoiled');
    const before = hashes(join(copy, 'servers'));
    const ended = await cscert(['adopt', '--mark', '--auto-approve'], at(copy));
    expect(ended.stderr).toContain(
      '2 certificates not marked: who issued them can be told only when their authority can be asked.',
    );
    expect(hashes(join(copy, 'servers'))).toEqual(before);
    writeFileSync(issuing, whole);
    const again = await mustRun(['adopt', '--mark', '--auto-approve'], at(copy));
    expect(again.stdout).toContain('Apply complete: 2 done');
    expect(again.stderr).not.toContain('not marked');
  });

  test.each([
    [['--mark', '--out', 'a.yaml']],
    [['--mark', '--actual', 'world.json']],
    [['--auto-approve']],
    [['--force']],
  ])('refuses options that mean nothing together: %s', async flags => {
    const ended = await cscert(['adopt', ...flags], at(world));
    expect({code: ended.code, said: ended.stderr.includes('ADOPT_FLAGS')}).toEqual({code: 1, said: true});
  });
});

describe('what could not be adopted', () => {
  let world: string;

  beforeAll(async () => {
    world = await appliedWorld('contoso', join(folder, 'parts'));
    stripMarks(world);
  });

  const FE01 = 'fe01.contoso.com';
  const assignedOf = (cwd: string, server: string): string => join(cwd, 'servers', server, 'assigned.json');

  test('because a server could not be read is said, ends with 1, and the rest is written', async () => {
    const cwd = copyWorld(world);
    writeFileSync(assignedOf(cwd, FE01), 'spoiled');
    const {code, stderr, stdout} = await cscert(['adopt', '--config', '.', '--out', 'adopted.yaml.new'], at(cwd));
    expect([code, stdout]).toEqual([1, expect.stringContaining('Wrote adopted.yaml.new')]);
    expect(stderr).toContain('error ADOPT_UNREAD');
    expect(stderr).toContain(`${FE01} could not be read, so nothing of it was adopted.`);
    expect(readFileSync(join(cwd, 'adopted.yaml.new'), 'utf8')).toContain('fe02.contoso.com');
  });

  test('because one server of a pool has its usages otherwise is a warning, and the plan shows the difference', async () => {
    const cwd = copyWorld(world);
    const path = assignedOf(cwd, FE01);
    const file = JSON.parse(readFileSync(path, 'utf8'));
    const {Default: _gone, ...usages} = file.usages;
    writeFileSync(path, JSON.stringify({...file, usages}));
    const {code, stderr} = await cscert(['adopt', '--config', '.', '--out', 'adopted.yaml.new'], at(cwd));
    expect(code).toBe(0);
    expect(stderr).toContain('warning ADOPT_MISMATCH');
    expect(stderr).toContain(FE01);
    writeFileSync(join(cwd, 'adopted.yaml'), readFileSync(join(cwd, 'adopted.yaml.new')));
    const {stdout} = await mustRun(['plan', '--config', 'adopted.yaml'], at(cwd));
    expect(stdout).toContain(' 0 to request, ');
    expect(stdout).toContain(' 1 to assign, ');
  });

  test('into another folder is said to count paths from there', async () => {
    const cwd = copyWorld(world);
    mkdirSync(join(cwd, 'other'));
    const {stderr} = await mustRun(['adopt', '--config', '.', '--out', 'other/adopted.yaml'], at(cwd));
    expect(stderr).toContain('warning ADOPT_ELSEWHERE');
    rmSync(join(cwd, 'other'), {recursive: true});
    const {stderr: here} = await mustRun(['adopt', '--config', '.', '--out', 'adopted.yaml.new'], at(cwd));
    expect(here).not.toContain('ADOPT_ELSEWHERE');
  });
});

describe('what is to be assigned by hand and waits for that', () => {
  let world: string;

  beforeAll(async () => {
    world = copyExample('lab', join(folder, 'by-hand'));
    const file = join(world, 'cscert.yaml');
    const certificates =
      '{default: {usages: [Default, WebServicesExternal]}, internal: {usages: [WebServicesInternal], assign: manual}}';
    const text = readFileSync(file, 'utf8');
    writeFileSync(
      file,
      text.replace('role: standardEdition', `role: standardEdition\n    certificates: ${certificates}`),
    );
    await mustRun(['init', '--config', '.'], at(world));
    await mustRun(['apply', '--config', '.', '--auto-approve'], at(world));
  });

  test('stays as it was declared, for its mark tells what it is for; the next plan has nothing to do', async () => {
    const cwd = copyWorld(world);
    const {stderr} = await mustRun(['adopt', '--config', '.', '--out', 'adopted.yaml.new'], at(cwd));
    expect(stderr).not.toContain('ADOPT_');
    writeFileSync(join(cwd, 'adopted.yaml'), readFileSync(join(cwd, 'adopted.yaml.new')));
    const {stdout} = await mustRun(['plan', '--config', 'adopted.yaml', '--detailed-exitcode'], at(cwd));
    expect(stdout).toContain('to assign it: cscert apply --assign se01.contoso.com/se01.contoso.com/internal');
  });

  test('is said to be left out where no mark tells what it is for', async () => {
    const cwd = copyWorld(world);
    stripMarks(cwd);
    const {stderr} = await mustRun(['adopt', '--config', '.', '--out', 'adopted.yaml.new'], at(cwd));
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(
      'It is declared for WebServicesInternal (assign: manual), and no server has a certificate for just that, assigned or stored with the mark of this declaration. It was left out.',
    );
    expect(readFileSync(join(cwd, 'adopted.yaml.new'), 'utf8')).not.toContain('WebServicesInternal');
  });
});

describe('a part of the deployment', () => {
  let world: string;

  beforeAll(async () => {
    world = copyWorld(await appliedWorld('contoso', join(folder, 'selected')));
    stripMarks(world);
  });

  const adoptedBy = async (...flags: readonly string[]): Promise<{text: string; said: string}> => {
    const {stdout} = await mustRun(
      ['adopt', '--config', '.', '--out', 'part.yaml.new', '--force', ...flags],
      at(world),
    );
    return {text: readFileSync(join(world, 'part.yaml.new'), 'utf8'), said: stdout};
  };

  test('is adopted with --only and without --exclude: the other pools stay as they are written', async () => {
    const only = await adoptedBy('--only', 'fepool01.contoso.com');
    const others = await adoptedBy('--exclude', 'fepool01.contoso.com');
    const all = await adoptedBy();
    const count = ({said}: {said: string}): number => Number(/: (\d+) certificates?/.exec(said)?.[1]);
    expect([count(only) > 0, count(only) + count(others)]).toEqual([true, count(all)]);
    const copy = copyWorld(world);
    writeFileSync(join(copy, 'part.yaml'), only.text);
    await mustRun(['validate', '--config', 'part.yaml'], at(copy));
    const {stdout} = await mustRun(['plan', '--config', 'part.yaml', '--only', 'fepool01.contoso.com'], at(copy));
    expect(stdout).toContain(' 0 to request, ');
  });

  test('takes no subject field from the others that its own certificates lack', async () => {
    const copy = copyWorld(world);
    edit(
      join(copy, 'cscert.yaml'),
      'organization: Contoso, city',
      'organization: Contoso, organizationalUnit: IT, city',
    );
    const part = ['--exclude', 'fepool01.contoso.com'];
    const planned = async (config: string) =>
      /^Plan: .*\nDigest .*/m.exec((await mustRun(['plan', '--config', config, ...part], at(copy))).stdout)?.[0];
    const before = await planned('.');
    await mustRun(['adopt', '--config', '.', '--only', 'fepool01.contoso.com', '--out', 'fe.yaml.new'], at(copy));
    writeFileSync(join(copy, 'part.yaml'), readFileSync(join(copy, 'fe.yaml.new')));
    expect(readFileSync(join(copy, 'part.yaml'), 'utf8')).toContain('organizationalUnit: IT');
    expect(before).toContain(' 5 to request, ');
    expect(await planned('part.yaml')).toBe(before);
  });

  test('that nothing has the name of is a mistake, and nothing is written', async () => {
    const {code, stderr} = await cscert(['adopt', '--config', '.', '--only', 'fepol01.contoso.com'], at(world));
    expect([code, stderr]).toEqual([1, expect.stringContaining('did you mean "fepool01.contoso.com"?')]);
  });
});
