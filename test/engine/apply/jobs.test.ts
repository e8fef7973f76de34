import {describe, expect, test} from '@jest/globals';
import type {AssignAction, ImportAction} from '../../../src/core/model/plan.ts';
import {mayRun, performJobs} from '../../../src/engine/apply/jobs.ts';
import {createRecorder} from '../../../src/engine/apply/recorder.ts';
import type {Run} from '../../../src/engine/apply/run.ts';
import type {Session} from '../../../src/engine/apply/session.ts';
import {startRun} from '../../../src/engine/apply/start-run.ts';
import type {Step, StepResult} from '../../../src/engine/ports/connection.ts';
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

describe('the steps of an action', () => {
  const steps: readonly Step[] = [{do: 'oweRestart'}, {do: 'assign', usage: 'Default', thumbprint: 'AB'}];
  const done: StepResult = {outcome: 'done', after: {}};
  const already: StepResult = {outcome: 'already-done', after: {}};

  /** One action, on a server that answers so. */
  async function performed(results: readonly StepResult[]) {
    const world = new EngineWorld();
    const run: Run = startRun(world.input(await world.plan()));
    const recorder = createRecorder(world.emit, world.clock.now);
    const session: Session = {
      server: FE1,
      connection: world.connection,
      perform: async () => results,
      whyNot: async () => undefined,
      close: async () => undefined,
    };
    await performJobs([{action: ASSIGN, steps}], {session, recorder, run});
    return {result: recorder.resultOf(ASSIGN.id), said: world.ofType('diagnostic').map(({diagnostic}) => diagnostic)};
  }

  test('make it already done only where all of them were', async () => {
    expect((await performed([already, already])).result).toBe('already-done');
    expect((await performed([done, already])).result).toBe('done');
    expect((await performed([already, done])).result).toBe('done');
  });

  test('of which not all were tried are not taken for done', async () => {
    expect((await performed([])).result).toBe('not-run');
    expect((await performed([done])).result).toBe('not-run');
  });

  test('may warn of something although they were done, which people are told', async () => {
    const warning = {severity: 'warning', code: 'BEHIND', summary: 'One is behind', detail: 'fe02.'} as const;
    expect((await performed([{...done, warning}, done])).said).toEqual([warning]);
  });
});
