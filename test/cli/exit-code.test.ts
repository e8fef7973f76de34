import {describe, expect, test} from '@jest/globals';
import {applyExit, goingOnExit, planExit} from '../../src/cli/exit-code.ts';
import type {Outcome} from '../../src/core/model/outcome.ts';
import type {Plan, RestartAction, SlotPlan, SlotState, TrustAction} from '../../src/core/model/plan.ts';

const NO_ACTION = {trust: 0, request: 0, import: 0, copy: 0, assign: 0, restart: 0, retire: 0};
const TRUST: TrustAction = {
  id: 'trust:1',
  verb: 'trust',
  on: 'b',
  phase: 'trust',
  needs: [],
  because: [],
  args: {authority: 'corp', store: 'Root', certificate: null},
};

const RESTART: RestartAction = {
  id: 'restart:1',
  verb: 'restart',
  on: 'b',
  phase: 'switch',
  needs: [],
  because: ['RESTART_OWED'],
  args: {services: []},
};

interface Circumstances {
  /** False: a server could not be read. */
  readonly complete?: boolean;
  readonly states?: readonly SlotState[];
  readonly actions?: Plan['actions'];
}

function slotIn(state: SlotState, index: number): SlotPlan {
  const declaredAt = {file: 'cscert.yaml', line: 1, column: 1};
  return {address: `a/b/${index}`, scope: 'server', usages: [], declaredAt, state, members: [], actions: []};
}

function plan({complete = true, states = [], actions = []}: Circumstances): Plan {
  const count = (state: SlotState): number => states.filter(one => one === state).length;
  return {
    format: 1,
    tool: '0.1.0',
    now: '2026-03-02T12:00:00.000Z',
    deployment: 'contoso',
    config: {digest: 'sha256:0', files: []},
    complete,
    holders: {},
    slots: states.map(slotIn),
    actions,
    risks: [],
    summary: {
      ...NO_ACTION,
      waiting: count('waiting'),
      person: count('person'),
      unknown: complete ? 0 : 1,
      unchanged: count('in-sync'),
    },
    digest: 'sha256:0',
  };
}

const outcome = (result: Outcome['result']): Outcome => ({
  action: 'assign:1',
  verb: 'assign',
  on: 'b',
  result,
  elapsedMs: 0,
});

describe('the exit code of a plan', () => {
  test.each<readonly [string, Circumstances, number, number]>([
    ['nothing to do', {states: ['in-sync']}, 0, 0],
    ['changes', {states: ['in-sync', 'changes']}, 0, 2],
    ['a certificate to trust', {states: ['in-sync'], actions: [TRUST]}, 0, 2],
    ['a restart that is owed', {states: ['in-sync'], actions: [RESTART]}, 0, 2],
    [
      'a restart that is owed since a window that opens now',
      {states: ['in-sync'], actions: [{...RESTART, notBefore: '2026-03-02T12:00:00.000Z'}]},
      0,
      2,
    ],
    [
      'a restart that is owed and waits, as its certificate does',
      {states: ['waiting'], actions: [{...RESTART, notBefore: '2026-03-02T22:00:00.000Z'}]},
      0,
      3,
    ],
    [
      'a restart that is owed and waits for its window, beside nothing else',
      {states: ['in-sync'], actions: [{...RESTART, notBefore: '2026-03-02T22:00:00.000Z'}]},
      0,
      3,
    ],
    [
      'a restart that is to follow an assignment, which waits',
      {states: ['waiting'], actions: [{...RESTART, because: ['NOT_ASSIGNED']}]},
      0,
      3,
    ],
    ['changes and something that waits', {states: ['changes', 'waiting']}, 0, 2],
    ['only what waits', {states: ['in-sync', 'waiting']}, 0, 3],
    ['something that needs a person', {states: ['person', 'waiting']}, 0, 2],
    ['an unknown server', {complete: false}, 1, 1],
    ['an unknown server and changes', {complete: false, states: ['changes']}, 1, 1],
  ])('with %s', (_title, circumstances, plain, detailed) => {
    expect(planExit(plan(circumstances), false)).toBe(plain);
    expect(planExit(plan(circumstances), true)).toBe(detailed);
  });
});

describe('the exit code of an apply', () => {
  test.each<readonly [string, Circumstances, readonly Outcome['result'][], number]>([
    ['everything done', {}, ['done', 'already-done'], 0],
    ['something that waits', {}, ['done', 'waiting'], 3],
    ['something that waited already', {states: ['waiting']}, ['done'], 3],
    ['a failure', {}, ['done', 'failed', 'waiting'], 1],
    ['something that was not run', {}, ['done', 'not-run'], 1],
    ['an unknown server', {complete: false}, ['done'], 1],
    ['something that needs a person', {states: ['person']}, ['done'], 1],
  ])('with %s', (_title, circumstances, results, expected) => {
    expect(applyExit(plan(circumstances), results.map(outcome), undefined)).toBe(expected);
  });

  test('with a certificate that waited is that of what was done, where all of its actions were', () => {
    const [slot] = plan({states: ['waiting']}).slots;
    if (slot === undefined) throw new Error('no slot');
    const own = ['import:1', 'assign:1'].map((action): Outcome => ({...outcome('done'), action}));
    const code = (outcomes: readonly Outcome[], more: readonly SlotPlan[] = []): number => {
      const slots = [{...slot, actions: ['import:1', 'assign:1']}, ...more];
      return applyExit({...plan({}), slots}, outcomes, undefined);
    };
    expect(code(own)).toBe(0);
    expect(code(own.map(one => ({...one, result: 'already-done'})))).toBe(0);
    expect(code(own.slice(1))).toBe(3);
    expect(code(own, [{...slot, state: 'in-sync'}])).toBe(0);
    expect(code(own, [slot])).toBe(3);
  });

  test('that only goes on says that what it left out waits, and nothing less of what is worse', () => {
    const left = ['1 certificate'];
    const codes = [
      goingOnExit(0),
      goingOnExit(0, []),
      goingOnExit(0, left),
      goingOnExit(1, left),
      goingOnExit(130, left),
    ];
    expect(codes).toEqual([0, 0, 3, 1, 130]);
  });

  test('after an interrupt tells which one, whatever else there was', () => {
    expect(applyExit(plan({complete: false}), [outcome('failed')], 'SIGINT')).toBe(130);
    expect(applyExit(plan({}), [outcome('done')], 'SIGTERM')).toBe(143);
  });
});
