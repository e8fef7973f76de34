import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {clock} from '../../src/host/clock.ts';
import {hostFromProcess} from '../../src/host/process-host.ts';
import {random} from '../../src/host/random.ts';

describe('the host made from a process', () => {
  const host = hostFromProcess(process);

  it('knows who runs and which version', () => {
    const {version} = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8'));
    expect(host.identity).toMatchObject({pid: process.pid, version, node: process.version});
    expect(host.identity.owner).toMatch(/^[^@]+@[^@]+$/);
  });

  it('listens to no signal until somebody watches', () => {
    const before = process.listenerCount('SIGINT');
    const watch = host.signals.watch(() => undefined);
    expect(process.listenerCount('SIGINT')).toBe(before + 1);
    watch.end();
    expect(process.listenerCount('SIGINT')).toBe(before);
  });

  it('passes the arguments without the program', () => {
    expect(host.argv).toEqual(process.argv.slice(2));
    expect(host.cwd).toBe(process.cwd());
  });
});

describe('the clock', () => {
  it('sleeps until the time is over or the signal is aborted', async () => {
    const controller = new AbortController();
    const begin = clock.now().getTime();
    await clock.sleep(20, controller.signal);
    expect(clock.now().getTime() - begin).toBeGreaterThanOrEqual(18);
    const long = clock.sleep(2 ** 33, controller.signal);
    controller.abort();
    await expect(long).rejects.toMatchObject({name: 'AbortError'});
    await expect(clock.sleep(0, controller.signal)).rejects.toMatchObject({name: 'AbortError'});
  });
});

describe('random bytes', () => {
  it('are as many as were asked for and not the same twice', () => {
    expect(random(32)).toHaveLength(32);
    expect(random(32).equals(random(32))).toBe(false);
  });
});
