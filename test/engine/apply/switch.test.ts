/** What a switch tells a server to do, and when. */
import {describe, expect, test} from '@jest/globals';
import type {AssignAction, RestartAction} from '../../../src/core/model/plan.ts';
import {createRecorder} from '../../../src/engine/apply/recorder.ts';
import type {Session} from '../../../src/engine/apply/session.ts';
import {startRun} from '../../../src/engine/apply/start-run.ts';
import {switchPool} from '../../../src/engine/apply/switch.ts';
import type {Step} from '../../../src/engine/ports/connection.ts';
import {EngineWorld, FE1, slotOf} from '../../support/deployment.ts';

const MINUTE = 60_000;

/** An assignment; all moments are so many milliseconds from now. */
interface Planned {
  readonly effective?: number;
  readonly notBefore?: number;
  /** Services are restarted for it. */
  readonly restarts?: true;
}

/** Switches one server, to which this is planned, in this order. */
async function switched(...all: readonly Planned[]) {
  const world = new EngineWorld();
  const run = startRun(world.input(await world.plan()));
  const recorder = createRecorder(world.emit, world.clock.now);
  const moment = (ms: number): string => new Date(world.clock.now().getTime() + ms).toISOString();
  const common = {slot: slotOf(FE1), on: FE1, phase: 'switch', because: []} as const;
  const assigns = all.map(
    ({effective, notBefore}, at): AssignAction => ({
      ...common,
      id: `assign:${at}`,
      verb: 'assign',
      needs: [],
      args: {usage: 'Default', thumbprint: 'AB'},
      ...(effective !== undefined && {effective: moment(effective)}),
      ...(notBefore !== undefined && {notBefore: moment(notBefore)}),
    }),
  );
  const restarts = all.flatMap(({restarts: needed}, at): readonly RestartAction[] =>
    needed
      ? [{...common, id: `restart:${at}`, verb: 'restart', needs: [`assign:${at}`], args: {services: ['RTCSRV']}}]
      : [],
  );
  const steps: Step[] = [];
  const session: Session = {
    server: FE1,
    connection: world.connection,
    async perform(all) {
      steps.push(...all);
      return all.map(() => ({outcome: 'done', after: {}}));
    },
    whyNot: async () => undefined,
    close: async () => undefined,
  };
  const ready = {session, copies: [], assigns, restarts, retires: []};
  await switchPool([ready], {run, recorder, imported: new Map()});
  return {steps, result: recorder.resultOf('assign:0'), moment};
}

describe('an assignment', () => {
  test('that is to take over at a moment is told it', async () => {
    const {steps, moment} = await switched({effective: MINUTE});
    expect(steps).toEqual([{do: 'assign', usage: 'Default', thumbprint: 'AB', at: moment(MINUTE)}]);
  });

  test.each([
    ['that is to take over at none', {}],
    ['whose moment has come meanwhile', {effective: -MINUTE}],
    ['whose moment is now', {effective: 0}],
    ['whose window has opened', {notBefore: -MINUTE}],
    ['whose window opens now', {notBefore: 0}],
  ])('%s takes over at once', async (_title, planned) => {
    const {steps, result} = await switched(planned);
    expect(steps).toEqual([{do: 'assign', usage: 'Default', thumbprint: 'AB'}]);
    expect(result).toBe('done');
  });

  test('whose window is not open yet waits for it', async () => {
    expect(await switched({notBefore: MINUTE})).toMatchObject({steps: [], result: 'waiting'});
  });

  test('owes a restart before it, and before all others, where services are restarted for any of them', async () => {
    const {steps} = await switched({}, {restarts: true});
    expect(steps.map(step => step.do)).toEqual(['oweRestart', 'assign', 'assign', 'restart']);
  });

  test('owes none where the one that services are restarted for waits for its window', async () => {
    const {steps} = await switched({}, {restarts: true, notBefore: MINUTE});
    expect(steps.map(step => step.do)).toEqual(['assign']);
  });
});
