import {existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {copyWorld} from '../support/contoso-world.ts';
import {ofAnotherAccount} from '../support/fake-host.ts';
import {copyExample, cscert, mustRun, temporaryFolder} from '../support/program.ts';

const folder = temporaryFolder();
let prepared: string;

beforeAll(async () => {
  prepared = copyExample('lab', folder);
  await mustRun(['init'], {cwd: prepared});
});

const LOCK = {
  id: 'cafe0001',
  operation: 'apply',
  owner: 'eve@elsewhere',
  run: '99',
  version: '0.1.0',
  since: '2026-03-02T11:59:00.000Z',
  lease: '2026-03-02T12:01:00.000Z',
};

/** A world that a run has left locked, beside the configuration and on its server. */
function lockedWorld(): {cwd: string; beside: string; onServer: string} {
  const cwd = copyWorld(prepared);
  const beside = join(cwd, '.cscert.lock');
  const server = join(cwd, 'servers', 'se01.contoso.com');
  mkdirSync(server, {recursive: true});
  const onServer = join(server, 'lock.json');
  writeFileSync(beside, JSON.stringify(LOCK));
  writeFileSync(onServer, JSON.stringify({format: 1, ...LOCK}));
  return {cwd, beside, onServer};
}

describe('unlock', () => {
  test('without an id shows who holds what, and changes nothing', async () => {
    const {cwd, beside, onServer} = lockedWorld();
    const {stdout} = await mustRun(['unlock'], {cwd});
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map(line => line.split(/ {2,}/).slice(0, 4)),
    ).toEqual([
      ['cafe0001', 'configuration', 'apply', 'eve@elsewhere'],
      ['cafe0001', 'se01.contoso.com', 'apply', 'eve@elsewhere'],
    ]);
    expect([existsSync(beside), existsSync(onServer)]).toEqual([true, true]);
  });

  test('shows what a lock file says with no escape that a terminal would obey', async () => {
    const {cwd, beside} = lockedWorld();
    writeFileSync(beside, JSON.stringify({...LOCK, owner: 'eve\u001b[2J\u202e', since: 'then\n'}));
    const {stdout} = await mustRun(['unlock'], {cwd});
    expect(stdout).toContain('eve\\x1b[2J\\u202e');
    expect(stdout).toContain('since then\\x0a');
    expect(stdout).not.toContain('\u001b');
  });

  test('says when there are none', async () => {
    expect((await mustRun(['unlock'], {cwd: prepared})).stdout).toBe('No locks.\n');
  });

  test('does not say that there are none where a server could not be asked', async () => {
    const ways: readonly ((world: ReturnType<typeof lockedWorld>) => void)[] = [
      ({cwd}) => renameSync(join(cwd, 'servers'), join(cwd, 'elsewhere')),
      ({onServer}) => {
        rmSync(onServer);
        mkdirSync(onServer);
      },
    ];
    for (const damage of ways) {
      const world = lockedWorld();
      rmSync(world.beside);
      damage(world);
      const {code, stdout, stderr} = await cscert(['unlock'], {cwd: world.cwd});
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toContain('error LOCK_UNKNOWN');
      expect(stderr).toContain('se01.contoso.com: ');
    }
  });

  test('does not say that there are none where the lock file beside the configuration cannot be read', async () => {
    const {cwd, beside, onServer} = lockedWorld();
    rmSync(onServer);
    const {code, stdout, stderr} = await cscert(['unlock'], {cwd, prepare: ofAnotherAccount(beside)});
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('error LOCK_UNKNOWN');
    expect(stderr).toContain('EACCES: permission denied');
  });

  test('with the id gives back what it found, and says which servers may have that lock too', async () => {
    const {cwd, beside} = lockedWorld();
    renameSync(join(cwd, 'servers'), join(cwd, 'elsewhere'));
    const {code, stdout, stderr} = await cscert(['unlock', 'cafe0001', '--force'], {cwd});
    expect(code).toBe(1);
    expect(stdout).toContain('1 of 1 locks given back.');
    expect(stderr).toContain('error LOCK_UNKNOWN');
    expect(existsSync(beside)).toBe(false);
  });

  test('with the id and --force gives all of that run back', async () => {
    const {cwd, beside, onServer} = lockedWorld();
    const {stdout} = await mustRun(['unlock', 'cafe0001', '--force'], {cwd});
    expect(stdout).toContain('2 of 2 locks given back.');
    expect([existsSync(beside), existsSync(onServer)]).toEqual([false, false]);
    expect((await mustRun(['unlock'], {cwd})).stdout).toBe('No locks.\n');
  });

  test('asks on a terminal and takes nothing but "yes"', async () => {
    const {cwd, beside} = lockedWorld();
    expect((await cscert(['unlock', 'cafe0001'], {cwd, isTTY: true, answers: ['y']})).code).toBe(1);
    expect(existsSync(beside)).toBe(true);
    expect((await cscert(['unlock', 'cafe0001'], {cwd, isTTY: true, answers: ['yes']})).code).toBe(0);
    expect(existsSync(beside)).toBe(false);
  });

  test('without a terminal and without --force is refused', async () => {
    const {cwd, beside} = lockedWorld();
    const {code, stderr} = await cscert(['unlock', 'cafe0001'], {cwd});
    expect(code).toBe(1);
    expect(stderr).toContain('error NOT_CONFIRMED');
    expect(existsSync(beside)).toBe(true);
  });

  test('with another id than the exact one gives nothing back', async () => {
    const {cwd, beside} = lockedWorld();
    const {code, stderr} = await cscert(['unlock', 'cafe000', '--force'], {cwd});
    expect(code).toBe(1);
    expect(stderr).toContain('error UNKNOWN_LOCK');
    expect(readFileSync(beside, 'utf8')).toContain('cafe0001');
  });

  test('lets an apply go on that was refused before', async () => {
    const {cwd} = lockedWorld();
    expect((await cscert(['apply', '--auto-approve'], {cwd})).stderr).toContain('cscert unlock cafe0001');
    await mustRun(['unlock', 'cafe0001', '--force'], {cwd});
    expect((await cscert(['apply', '--auto-approve'], {cwd})).code).toBe(0);
  });
});

describe('unlock, where a lock cannot be given back', () => {
  test('of a folder that may not be written says so, and what became of the others', async () => {
    const {cwd, beside, onServer} = lockedWorld();
    const {code, stdout, stderr} = await cscert(['unlock', 'cafe0001', '--force'], {
      cwd,
      prepare: host => ({
        ...host,
        files: {
          ...host.files,
          async remove(path) {
            if (path === beside)
              throw Object.assign(new Error(`EACCES: permission denied, unlink '${path}'`), {code: 'EACCES'});
            return host.files.remove(path);
          },
        },
      }),
    });
    expect([code, existsSync(onServer)]).toEqual([1, false]);
    expect(stdout).toContain('1 of 2 locks given back.');
    expect(stderr).toContain('error LOCK_FILE');
    expect(stderr).not.toContain('INTERNAL');
  });

  test('because another run has it meanwhile leaves it to that one, and says so', async () => {
    const {cwd, beside} = lockedWorld();
    const {code, stdout, stderr} = await cscert(['unlock', 'cafe0001'], {
      cwd,
      isTTY: true,
      prepare: host => ({
        ...host,
        async ask() {
          writeFileSync(beside, JSON.stringify({...LOCK, id: 'beef0002'}));
          return 'yes';
        },
      }),
    });
    expect(readFileSync(beside, 'utf8')).toContain('beef0002');
    expect(code).toBe(1);
    expect(stdout).toContain('1 of 2 locks given back.');
    expect(stderr).toContain('error LOCK_HELD');
    expect(stderr).toContain('beef0002');
  });
});
