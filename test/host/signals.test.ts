import {EventEmitter} from 'node:events';
import {describe, expect, it} from '@jest/globals';
import {signalsFrom} from '../../src/host/signals.ts';

function watching(graceMs?: number) {
  const source = new EventEmitter();
  const phases: string[] = [];
  const watch = signalsFrom(source, graceMs).watch(phase => phases.push(phase));
  return {source, phases, watch};
}

describe('interrupts', () => {
  it('ask to stop first and cancel the second time', () => {
    const {source, phases, watch} = watching();
    source.emit('SIGINT');
    expect([phases, watch.stopping.aborted, watch.cancelling.aborted]).toEqual([['stopping'], true, false]);
    source.emit('SIGTERM');
    source.emit('SIGINT');
    expect([phases, watch.cancelling.aborted]).toEqual([['stopping', 'cancelling'], true]);
    expect(watch.received()).toBe('SIGINT');
    watch.end();
  });

  it('by SIGTERM cancel by themselves when the granted time is over', async () => {
    const {source, watch} = watching(5);
    const cancelled = new Promise(resolve => watch.cancelling.addEventListener('abort', resolve));
    source.emit('SIGTERM');
    expect(watch.cancelling.aborted).toBe(false);
    // The timer lets the process end, so something else has to keep it.
    const keep = setInterval(() => undefined, 1000);
    await cancelled;
    clearInterval(keep);
    expect(watch.received()).toBe('SIGTERM');
    watch.end();
  });

  it("by Ctrl-Break, which is Windows's, are as those by Ctrl-C", () => {
    const {source, phases, watch} = watching();
    source.emit('SIGBREAK');
    source.emit('SIGBREAK');
    expect([phases, watch.received()]).toEqual([['stopping', 'cancelling'], 'SIGINT']);
    watch.end();
    expect(source.listenerCount('SIGBREAK')).toBe(0);
  });

  it('are given back to the system at the end', () => {
    const {source, phases, watch} = watching();
    expect([source.listenerCount('SIGINT'), source.listenerCount('SIGTERM')]).toEqual([1, 1]);
    watch.end();
    expect([source.listenerCount('SIGINT'), source.listenerCount('SIGTERM')]).toEqual([0, 0]);
    source.emit('SIGINT');
    expect([phases, watch.received()]).toEqual([[], undefined]);
  });
});
