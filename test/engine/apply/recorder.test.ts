import {describe, expect, test} from '@jest/globals';
import type {Diagnostic} from '../../../src/core/diagnostic.ts';
import {tallyOf} from '../../../src/core/model/outcome.ts';
import type {AssignAction, RequestAction} from '../../../src/core/model/plan.ts';
import {createRecorder} from '../../../src/engine/apply/recorder.ts';
import {EngineWorld, FE1, slotOf} from '../../support/deployment.ts';

const REQUEST: RequestAction = {
  id: 'request:1',
  verb: 'request',
  slot: slotOf(FE1),
  on: FE1,
  phase: 'prepare',
  needs: [],
  because: [],
  args: {authority: 'corp', specDigest: '00'},
};
const ASSIGN: AssignAction = {
  ...REQUEST,
  id: 'assign:1',
  verb: 'assign',
  phase: 'switch',
  args: {usage: 'Default', thumbprint: null},
};
const PROBLEM: Diagnostic = {severity: 'error', code: 'X', summary: 'It broke', detail: 'Really.'};

function recording() {
  const world = new EngineWorld();
  return {world, recorder: createRecorder(world.emit, world.clock.now)};
}

describe('the recorder', () => {
  test('tells beginning and end of an action with the time that it took', () => {
    const {world, recorder} = recording();
    recorder.begin(REQUEST);
    world.clock.advance(1500);
    recorder.finish(REQUEST, 'done', 'D4B8062E');
    expect(world.events).toMatchObject([
      {type: 'apply_start', action: 'request:1', verb: 'request', on: FE1, slot: slotOf(FE1)},
      {type: 'apply_complete', action: 'request:1', result: 'done', elapsedMs: 1500, note: 'D4B8062E'},
    ]);
    expect(recorder.outcomes()).toEqual([
      {action: 'request:1', verb: 'request', on: FE1, result: 'done', message: 'D4B8062E', elapsedMs: 1500},
    ]);
  });

  test('names the usage of an assignment', () => {
    const {world, recorder} = recording();
    recorder.begin(ASSIGN);
    expect(world.events).toMatchObject([{type: 'apply_start', usage: 'Default'}]);
  });

  test('begins an action once, however often it is told', () => {
    const {world, recorder} = recording();
    recorder.begin(REQUEST);
    recorder.begin(REQUEST);
    expect(world.events).toHaveLength(1);
  });

  test('does not let an action end twice: that is a bug', () => {
    const {recorder} = recording();
    recorder.fail(REQUEST, PROBLEM);
    expect(() => recorder.finish(REQUEST, 'done')).toThrow('request:1');
    expect(recorder.resultOf('request:1')).toBe('failed');
  });

  test('says every 10 seconds what is still going on, and nothing of what has ended', async () => {
    const {world, recorder} = recording();
    const ending = new AbortController();
    const beating = recorder.heartbeat(world.clock, ending.signal);
    recorder.begin(REQUEST);
    recorder.begin(ASSIGN);
    await world.clock.pass(10_000);
    recorder.wait(REQUEST, 'for approval');
    await world.clock.pass(10_000);
    expect(world.ofType('apply_progress').map(({action, elapsedMs}) => [action, elapsedMs])).toEqual([
      ['request:1', 10_000],
      ['assign:1', 10_000],
      ['assign:1', 20_000],
    ]);
    ending.abort();
    await beating;
    expect(world.clock.sleeping).toBe(0);
  });

  test('counts by result', () => {
    const {recorder} = recording();
    recorder.fail(REQUEST, PROBLEM);
    recorder.skip(ASSIGN, 'request:1 failed');
    recorder.wait({...ASSIGN, id: 'a2'}, 'for approval');
    recorder.finish({...ASSIGN, id: 'a3'}, 'already-done');
    expect(tallyOf(recorder.outcomes())).toEqual({done: 0, alreadyDone: 1, waiting: 1, failed: 1, notRun: 1});
  });
});
