import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {hostname} from 'node:os';
import {describe, expect, test} from '@jest/globals';
import {hasEnded, processTable} from '../../src/host/processes.ts';

const probe = (pid: number, signal: 0): unknown => process.kill(pid, signal);
const failing = (code: string) => () => {
  throw Object.assign(new Error(code), {code});
};

describe('a process that took a lock', () => {
  test('has not ended while it lives, and has ended when it was killed', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
    const one = {run: String(child.pid), table: 'here'};
    expect(hasEnded(one, 'here', probe)).toBe(false);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(hasEnded(one, 'here', probe)).toBe(true);
  });

  test.each([
    ['of another machine', {run: '4711', table: 'there'}],
    ['that does not say of which machine', {run: '4711'}],
    ['without a number', {run: 'unknown', table: 'here'}],
    ['with a number that means a group of processes', {run: '0', table: 'here'}],
  ])('%s is never said to have ended', (_title, one) => {
    expect(hasEnded(one, 'here', failing('ESRCH'))).toBe(false);
  });

  test('that is another account lives', () => {
    expect(hasEnded({run: '4711', table: 'here'}, 'here', failing('EPERM'))).toBe(false);
    expect(hasEnded({run: '4711', table: 'here'}, 'here', failing('ESRCH'))).toBe(true);
  });

  test('is told by a machine that cannot tell its own processes to be alive', () => {
    expect(hasEnded({run: '4711', table: 'here'}, undefined, failing('ESRCH'))).toBe(false);
  });
});

describe('the table of processes', () => {
  test('is that of this boot and this container on Linux, and the same for everybody in it', () => {
    if (process.platform !== 'linux') return;
    expect(processTable('linux')).toMatch(/^[0-9a-f-]{36} pid:\[\d+\]$/);
    expect(processTable('linux')).toBe(processTable('linux'));
  });

  test('is that of the host elsewhere', () => {
    expect(processTable('win32')).toBe(hostname());
  });
});
