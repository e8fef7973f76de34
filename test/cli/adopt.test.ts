/** Adoption on real files: stores of applied examples whose marks are gone, as if somebody else had made everything. */
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {APPLIED_AT, appliedWorld, copyWorld} from '../support/contoso-world.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {cscert, mustRun, temporaryFolder} from '../support/program.ts';

const folder = temporaryFolder();
const at = (cwd: string, isTTY = false) => ({cwd, isTTY, clock: new ManualClock(APPLIED_AT)});

/** Takes our bracket out of every friendly name. */
function stripMarks(world: string): void {
  for (const server of readdirSync(join(world, 'servers'))) {
    const store = join(world, 'servers', server, 'My');
    if (!existsSync(store)) continue;
    for (const name of readdirSync(store)) {
      const path = join(store, name);
      const text = readFileSync(path, 'utf8');
      const stripped = text.replace(/ \[cscert [^\]\n]*\]/, '');
      writeFileSync(path, stripped);
    }
  }
}

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
