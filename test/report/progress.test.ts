import {describe, expect, it} from '@jest/globals';
import type {Event} from '../../src/engine/events.ts';
import {
  clearProgress,
  NO_PROGRESS,
  type ProgressInput,
  type ProgressView,
  progress,
} from '../../src/report/progress.ts';
import {PLAIN} from '../../src/report/style.ts';
import {screenAfter} from '../support/ansi.ts';
import {expectGolden} from '../support/golden.ts';
import {SAMPLE_EVENTS} from './sample-events.ts';

const PLAIN_VIEW: ProgressView = {live: false, width: 80, style: PLAIN};
const LIVE: ProgressView = {...PLAIN_VIEW, live: true};

function frames(inputs: readonly ProgressInput[], view: ProgressView) {
  let state = NO_PROGRESS;
  const outputs = inputs.map(input => {
    const step = progress(state, input, view);
    state = step.state;
    return step.output;
  });
  return {state, outputs};
}

const start = (number: number, time = '2026-08-22T10:00:00Z'): Event => ({
  type: 'apply_start',
  time,
  level: 'info',
  message: `fe${number}: requesting`,
  action: `a${number}`,
  verb: 'request',
  on: `fe${number}`,
});

describe('progress where lines cannot be drawn again', () => {
  it('is one plain line per thing worth saying, with the address in front', () => {
    expectGolden('progress/plain.txt', frames(SAMPLE_EVENTS, PLAIN_VIEW).outputs.join(''));
  });

  it('never moves the cursor and says nothing as time passes', () => {
    const tick = {type: 'tick', time: '2026-08-22T10:00:05Z'} as const;
    const {outputs} = frames([start(1), tick], PLAIN_VIEW);
    expect(outputs[1]).toBe('');
    expect(frames(SAMPLE_EVENTS, PLAIN_VIEW).outputs.join('')).not.toContain('\u001b');
  });
});

describe('progress on a terminal', () => {
  it('shows below what lasts one line for each running thing, frame by frame', () => {
    const {outputs} = frames(SAMPLE_EVENTS, LIVE);
    const seen = outputs.map(
      (_, at) => `-- ${SAMPLE_EVENTS[at]?.type}\n${screenAfter(outputs.slice(0, at + 1).join(''))}`,
    );
    expectGolden('progress/live.txt', seen.join('\n'));
  });

  it('leaves no status line when everything has ended', () => {
    const {outputs, state} = frames(SAMPLE_EVENTS, LIVE);
    expect(state).toEqual(NO_PROGRESS);
    expect(screenAfter(outputs.join(''))).not.toMatch(/ \d+ s$/m);
  });

  it('counts the seconds as time passes', () => {
    const {outputs} = frames([start(1), {type: 'tick', time: '2026-08-22T10:00:07.900Z'}], LIVE);
    expect(screenAfter(outputs.join(''))).toBe('fe1: requesting 7 s\n');
  });

  it('draws no more lines than a small screen has, and none wider than it is', () => {
    const many = Array.from({length: 30}, (_, at) => start(at));
    const {outputs, state} = frames(many, {...LIVE, width: 14});
    const lines = screenAfter(outputs.join('')).trimEnd().split('\n');
    expect(lines).toHaveLength(9);
    expect(lines.at(-1)).toBe('and 22 more');
    expect(Math.max(...lines.map(line => line.length))).toBeLessThan(14);
    expect(state.drawn).toBe(9);
  });

  it('can be cleared for something else to be written', () => {
    const {outputs, state} = frames([start(1), start(2)], LIVE);
    const cleared = clearProgress(state);
    expect(screenAfter(outputs.join('') + cleared.output)).toBe('');
    expect(cleared.state.running).toHaveLength(2);
    expect(cleared.state.drawn).toBe(0);
  });
});
