import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import type {Plan} from '../../src/core/model/plan.ts';
import {planDigest} from '../../src/core/plan/plan.ts';
import {summarise} from '../../src/core/plan/summary.ts';
import {PLAN_LIMIT, readPlan, writePlan} from '../../src/report/plan-json.ts';
import {anyWorld} from '../support/random-world.ts';
import {runs} from '../support/runs.ts';
import {planOf} from '../support/small-world.ts';
import {assign, known, OTHER, plan, SAMPLE_PLANS} from './sample-plans.ts';

function problemOf(text: string) {
  const part = readPlan(text);
  if ('ok' in part) throw new Error('the plan was accepted');
  return part.problem;
}

/** A valid plan after a careless or hostile hand has been at it. */
function changed(change: (data: Record<string, unknown>) => void): string {
  const data = JSON.parse(writePlan(SAMPLE_PLANS['renewal'] ?? plan({holders: {}, slots: []})));
  change(data);
  return JSON.stringify(data);
}

describe('a plan file', () => {
  it('gives back the plan that was written', () => {
    for (const one of Object.values(SAMPLE_PLANS)) expect(readPlan(writePlan(one))).toEqual({ok: one});
  });

  it('gives back every plan that is made, of servers in whatever state', () => {
    fc.assert(
      fc.property(anyWorld(), world => {
        const made = planOf(world);
        expect(readPlan(writePlan(made))).toEqual({ok: JSON.parse(writePlan(made))});
      }),
      runs(100),
    );
  });

  it('is the same bytes for the same plan, with a line break at the end', () => {
    const one = plan({holders: {}, slots: []});
    expect(writePlan(one)).toBe(writePlan(structuredClone(one)));
    expect(writePlan(one)).toMatch(/\}\n$/);
  });

  it.each([
    [
      'of another format',
      (data: Record<string, unknown>) => (data['format'] = 2),
      'PLAN_FORMAT_UNKNOWN',
      'format is 2',
    ],
    ['without a format', (data: Record<string, unknown>) => delete data['format'], 'PLAN_FORMAT_UNKNOWN', 'no field'],
    ['with a field more', (data: Record<string, unknown>) => (data['secret'] = 'x'), 'PLAN_INVALID', 'At the top'],
    ['with a field less', (data: Record<string, unknown>) => delete data['digest'], 'PLAN_INVALID', 'digest'],
    ['with a bad count', (data: Record<string, unknown>) => (data['summary'] = {}), 'PLAN_INVALID', '/summary'],
  ])('%s is refused', (_what, change, code, detail) => {
    const problem = problemOf(changed(change));
    expect(problem).toMatchObject({severity: 'error', code});
    expect(problem.detail).toContain(detail);
    expect(problem.help).toContain('cscert plan --out');
  });

  it('that is not JSON is refused', () => {
    expect(problemOf('{"format": 1,').code).toBe('PLAN_NOT_JSON');
    expect(problemOf('').code).toBe('PLAN_NOT_JSON');
    expect(problemOf('[]').code).toBe('PLAN_FORMAT_UNKNOWN');
    expect(problemOf('null').code).toBe('PLAN_FORMAT_UNKNOWN');
  });

  it('that is larger than the limit is refused before it is parsed', () => {
    expect(problemOf(' '.repeat(PLAN_LIMIT + 1)).code).toBe('PLAN_TOO_LARGE');
  });

  it('whose references lead nowhere is refused', () => {
    const base = SAMPLE_PLANS['renewal'];
    if (!base) throw new Error('no sample');
    const [first, ...others] = base.actions;
    if (!first) throw new Error('no action');
    const broken: readonly [Plan, string][] = [
      [{...base, actions: others}, 'Action "request:'],
      [{...base, actions: [first, ...base.actions]}, 'same id'],
      [{...base, slots: [...base.slots, ...base.slots]}, 'same address'],
      [{...base, slots: base.slots.slice(1)}, 'Slot "fepool01.contoso.com/fe01.contoso.com/default"'],
      [{...base, holders: {}}, 'Server "fe01.contoso.com"'],
      [
        {
          ...base,
          actions: [...base.actions, ...assign('x/y/z', 'elsewhere', {usages: ['Default'], thumbprint: OTHER})],
        },
        'x/y/z',
      ],
    ];
    for (const [one, detail] of broken) {
      const problem = problemOf(writePlan(one));
      expect(problem.code).toBe('PLAN_INVALID');
      expect(problem.detail).toContain(detail);
    }
  });

  it.each<readonly [string, (base: Plan) => Partial<Plan>, string]>([
    [
      'not listed by its slot',
      ({slots}) => ({slots: slots.map(one => ({...one, actions: one.actions.slice(1)}))}),
      'is not among those of its slot, fepool01.contoso.com/fe01.contoso.com/default',
    ],
    [
      'listed by another slot',
      ({slots}) => {
        const [first, ...others] = slots;
        if (!first) throw new Error('no slot');
        return {slots: [{...first, actions: []}, {...first, address: 'global/oauth', scope: 'global'}, ...others]};
      },
      'is not among those of its slot',
    ],
    [
      'on a server that is no member of its slot',
      ({holders, slots}) => ({
        holders: {...holders, 'fe09.contoso.com': holders['fe01.contoso.com'] ?? known('fepool01.contoso.com')},
        slots: slots.map(one => ({...one, members: one.members.map(each => ({...each, server: 'fe09.contoso.com'}))})),
      }),
      'is on fe01.contoso.com, which is no member of its slot',
    ],
    [
      'on a server that could not be read',
      ({holders}) => ({
        holders: Object.fromEntries(
          Object.entries(holders).map(([server, {pool, role, connection}]) => [
            server,
            {pool, role, connection, unknown: {severity: 'error', code: 'X', summary: 'Gone', detail: 'It is.'}},
          ]),
        ),
      }),
      'is on fe01.contoso.com, which could not be read',
    ],
  ])('is refused with an action that nobody would see, though all of it adds up: %s', (_what, change, detail) => {
    const base = SAMPLE_PLANS['renewal'];
    if (!base) throw new Error('no sample');
    const hidden = {...base, ...change(base)};
    const {slots, actions, holders} = hidden;
    const problem = problemOf(
      writePlan({...hidden, digest: planDigest(slots, actions), summary: summarise(slots, actions, holders)}),
    );
    expect(problem.code).toBe('PLAN_INVALID');
    expect(problem.detail).toContain(detail);
    expect(problem.detail).not.toContain('digest');
  });

  it('of which actions were taken away keeps no digest and no summary that were approved', () => {
    const base = SAMPLE_PLANS['renewal'];
    if (!base) throw new Error('no sample');
    const actions = base.actions.filter(({verb}) => verb !== 'assign');
    const ids = new Set(actions.map(({id}) => id));
    const slots = base.slots.map(one => ({...one, actions: one.actions.filter(id => ids.has(id))}));
    const {code, detail} = problemOf(writePlan({...base, slots, actions}));
    expect(code).toBe('PLAN_INVALID');
    expect(detail).toContain(`its digest is ${base.digest}, that of what it says is sha256:`);
    expect(detail).toContain('Its summary does not count what it says.');
  });

  it.each<readonly [string, Partial<Plan>, string]>([
    ['another digest', {digest: `sha256:${'0'.repeat(64)}`}, 'It was changed after it was made'],
    ['other counts', {summary: {...plan({holders: {}, slots: []}).summary, request: 7}}, 'Its summary does not count'],
  ])('that was given %s is refused', (_what, change, detail) => {
    const base = SAMPLE_PLANS['renewal'] ?? plan({holders: {}, slots: []});
    const problem = problemOf(writePlan({...base, ...change}));
    expect(problem.code).toBe('PLAN_INVALID');
    expect(problem.detail).toContain(detail);
  });

  it('cannot carry a terminal escape into the refusal', () => {
    expect(problemOf(changed(data => (data['format'] = '\u001b[2J'))).detail).not.toContain('\u001b');
  });
});
