import {describe, expect, test} from '@jest/globals';
import type {AssignAction, ImportAction} from '../../../src/core/model/plan.ts';
import {mayRun} from '../../../src/engine/apply/jobs.ts';
import {createRecorder} from '../../../src/engine/apply/recorder.ts';
import {EngineWorld, FE1, FE2, slotOf} from '../../support/deployment.ts';

const IMPORT: ImportAction = {
  id: `import:${slotOf(FE1)}`,
  verb: 'import',
  slot: slotOf(FE1),
  on: FE1,
  phase: 'prepare',
  needs: [],
  because: [],
  args: {source: 'request'},
};
const ASSIGN: AssignAction = {
  ...IMPORT,
  id: 'assign:1',
  verb: 'assign',
  needs: [IMPORT.id],
  phase: 'switch',
  args: {usage: 'Default', thumbprint: null},
};

function recording() {
  const world = new EngineWorld();
  const recorder = createRecorder(world.emit, world.clock.now);
  const messages = () => recorder.outcomes().map(({message}) => message);
  return {recorder, messages};
}

describe('an action whose need was not met', () => {
  test('is told so in words, for nobody knows the ids of actions', () => {
    const {recorder, messages} = recording();
    recorder.fail(IMPORT, {severity: 'error', code: 'X', summary: 'It broke', detail: 'Really.'});
    expect(mayRun(ASSIGN, recorder)).toBe(false);
    expect(mayRun({...ASSIGN, id: 'assign:2', on: FE2}, recorder)).toBe(false);
    expect(mayRun({...ASSIGN, id: 'assign:3', needs: ['assign:1']}, recorder)).toBe(false);
    expect(messages().slice(1)).toEqual([
      'the import before it failed',
      `the import on ${FE1} failed`,
      'the assign before it was not run',
    ]);
  });

  test('waits with what it needs', () => {
    const {recorder, messages} = recording();
    recorder.wait(IMPORT, 'the CA');
    expect(mayRun({...ASSIGN, on: FE2}, recorder)).toBe(false);
    expect(messages()).toEqual(['the CA', `after the import on ${FE1}`]);
    expect(recorder.resultOf('assign:1')).toBe('waiting');
  });

  test('runs when all of its needs are done', () => {
    const {recorder} = recording();
    recorder.finish(IMPORT, 'already-done');
    expect(mayRun(ASSIGN, recorder)).toBe(true);
  });
});
