import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from '@jest/globals';
import type {Program} from '../../src/engine/ports/host.ts';
import {spawnFrom} from '../../src/host/programs.ts';
import {compileFolder} from '../support/compiled-source.ts';

const NODE = process.execPath;
const started: Program[] = [];

function start(script: string, {environment = {}, graceMs = 5000, ...call}: Starting = {}): Program {
  const spawn = spawnFrom({environment: {PATH: process.env['PATH'], ...environment}, platform: 'linux', graceMs});
  const program = spawn({program: NODE, args: ['-e', script], ...call});
  started.push(program);
  return program;
}

interface Starting {
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly graceMs?: number;
  readonly program?: string;
  readonly args?: readonly string[];
}

async function textOf({output}: Program): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of output) parts.push(part);
  return Buffer.concat(parts).toString();
}

async function firstLine({output}: Program): Promise<string> {
  for await (const part of output) return part.toString().trim();
  throw new Error('it wrote nothing');
}

/** Whether a process is there, by its number. */
function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const pause = (milliseconds: number) => new Promise(next => setTimeout(next, milliseconds, 'it goes on'));

async function becomes(wanted: boolean, pid: number): Promise<boolean> {
  for (let tries = 0; tries < 200 && lives(pid) !== wanted; tries++) await new Promise(next => setTimeout(next, 10));
  return lives(pid);
}

afterEach(async () => {
  await Promise.all(started.splice(0).map(program => program.kill()));
});

describe('a program', () => {
  test('is given its input, and what it writes is read to the end', async () => {
    const program = start('process.stdin.on("data", text => process.stdout.write(String(text).toUpperCase()))');
    await program.write('grün ');
    await program.write('and blue');
    program.endInput();
    expect(await textOf(program)).toBe('GRÜN AND BLUE');
    expect(await program.ended).toEqual({code: 0});
  });

  test('takes more than a pipe holds when it reads slowly, and nothing is lost', async () => {
    const program = start(`
      let size = 0;
      process.stdin.on('data', part => { size += part.length; process.stdin.pause(); setTimeout(() => process.stdin.resume(), 1); });
      process.stdin.on('end', () => process.stdout.write(String(size)));`);
    const part = 'x'.repeat(100_000);
    for (let count = 0; count < 20; count++) await program.write(part);
    program.endInput();
    expect(await textOf(program)).toBe('2000000');
  });

  test('gets its arguments as they are, whatever a shell would make of them', async () => {
    const args = ['$(id)', 'a b', '"', "'", '; exit 7', '*', '%PATH%', ''];
    const program = start('', {
      args: ['-e', 'process.stdout.write(JSON.stringify(process.argv.slice(1)))', '--', ...args],
    });
    expect(JSON.parse(await textOf(program))).toEqual(args);
  });

  test('gets the environment of cscert, less and more what the call says', async () => {
    const environment = {KEPT: 'kept', HIDDEN: 'secret'};
    const spawn = spawnFrom({environment: {PATH: process.env['PATH'], ...environment}, platform: 'linux'});
    const script =
      'process.stdout.write(JSON.stringify([process.env.KEPT, process.env.HIDDEN ?? null, process.env.MORE]))';
    const program = spawn({program: NODE, args: ['-e', script], environment: {HIDDEN: undefined, MORE: 'more'}});
    expect(JSON.parse(await textOf(program))).toEqual(['kept', null, 'more']);
  });

  test('ends with the number that it says', async () => {
    expect(await start('process.exit(7)').ended).toEqual({code: 7});
  });

  test('that does not exist has ended with the words of the system', async () => {
    const program = start('', {program: '/nowhere/powershell.exe'});
    expect(await program.ended).toEqual({failed: 'ENOENT'});
    await expect(program.write('x')).rejects.toBeDefined();
    await program.kill();
  });

  test.each([
    ['whose path leads through a file', {program: '/etc/passwd/pwsh'}, 'ENOTDIR'],
    ['whose arguments are too long', {args: ['x'.repeat(3_000_000)]}, 'E2BIG'],
  ])('%s has ended with the words of the system, as one that does not exist', async (_what, call, failed) => {
    const program = start('', call);
    expect(await textOf(program)).toBe('');
    expect(await program.ended).toEqual({failed});
    expect(program.errors()).toBe('');
    await expect(program.write('x')).rejects.toMatchObject({code: 'EPIPE'});
    program.endInput();
    await program.kill();
  });

  test('for which the system can open no more files has ended with its words', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cscert-programs-'));
    try {
      compileFolder('core', folder);
      const script = `
        const {openSync} = require('node:fs');
        const {spawnFrom} = require(${JSON.stringify(join(compileFolder('host', folder), 'programs.ts'))});
        try { for (;;) openSync('/dev/null'); } catch {}
        spawnFrom({environment: {}, platform: 'linux'})({program: '/bin/true', args: []})
          .ended.then(end => process.stdout.write(JSON.stringify(end)));`;
      // A process of its own, which may open so few that they are soon used up.
      const program = start('', {program: 'sh', args: ['-c', 'ulimit -n 40; exec "$0" -e "$1"', NODE, script]});
      expect(await textOf(program)).toBe('{"failed":"EMFILE"}');
    } finally {
      rmSync(folder, {recursive: true});
    }
  });

  test('leaves the end of what it said on standard error, however much it was', async () => {
    const program = start(
      'for (let n = 0; n < 20000; n++) process.stderr.write("warning " + n + "\\n"); process.exitCode = 1',
    );
    await program.ended;
    expect(program.errors().length).toBeLessThanOrEqual(16_384);
    expect(program.errors()).toMatch(/warning 19999\n$/);
  });

  test('that has gone does not take cscert with it: writing to it rejects', async () => {
    const program = start('process.exit(0)');
    await program.ended;
    await expect(program.write('more')).rejects.toMatchObject({code: expect.stringMatching(/EPIPE|ERR_STREAM/)});
  });
});

describe('a program that is killed', () => {
  test('is asked first, and may put things in order', async () => {
    const program = start(`
      process.on('SIGTERM', () => process.exit(3));
      process.stdout.write('ready'); setInterval(() => undefined, 1000);`);
    await firstLine(program);
    await program.kill();
    expect(await program.ended).toEqual({code: 3});
  });

  test('is forced when it does not listen', async () => {
    const program = start(
      `process.on('SIGTERM', () => undefined); process.stdout.write('ready'); setInterval(() => undefined, 1000);`,
      {graceMs: 50},
    );
    await firstLine(program);
    await program.kill();
    expect(await program.ended).toEqual({signal: 'SIGKILL'});
  });

  test('takes with it what it started', async () => {
    const program = start(`
      const child = require('node:child_process').spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => undefined); setInterval(() => undefined, 1000)'], {stdio: 'ignore'});
      process.stdout.write(String(child.pid)); setInterval(() => undefined, 1000);`);
    const pid = Number(await firstLine(program));
    expect(await becomes(true, pid)).toBe(true);
    await program.kill();
    expect(await becomes(false, pid)).toBe(false);
  });

  test('that ends by itself takes with it what it started', async () => {
    const program = start(`
      const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], {stdio: 'ignore'});
      process.stdout.write(String(child.pid) + '\\n', () => process.exit(0));`);
    const pid = Number(await firstLine(program));
    expect(await program.ended).toEqual({code: 0});
    expect(await becomes(false, pid)).toBe(false);
  });

  test('is over also where something has left its group and still has its output open', async () => {
    const script = `setsid sh -c 'echo $$; exec sleep 20' & read line; exit 3`;
    const program = start('', {program: 'sh', args: ['-c', script]});
    const pid = Number(await firstLine(program));
    await program.write('end\n');
    const begun = Date.now();
    try {
      expect(await Promise.race([program.ended, pause(300)])).toBe('it goes on');
      await program.kill();
      expect(Date.now() - begun).toBeLessThan(5000);
      expect(await program.ended).toEqual({code: 3});
      expect(lives(pid)).toBe(true);
    } finally {
      process.kill(pid);
    }
  });

  test('twice, or after it ended, is no matter', async () => {
    const program = start('');
    await program.ended;
    await program.kill();
    await program.kill();
    expect(await program.ended).toEqual({code: 0});
  });
});
