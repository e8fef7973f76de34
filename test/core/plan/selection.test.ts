import {describe, expect, test} from '@jest/globals';
import {isSelected} from '../../../src/core/plan/selection.ts';
import {
  aGlobalSlot,
  aHolder,
  aProblem,
  aSlot,
  aWorld,
  CORP,
  deeds,
  FE01,
  FE02,
  ISSUING,
  planOf,
  STRANGE_ROOT,
} from '../../support/small-world.ts';

const inner = aSlot({usages: ['Default']});
const outer = aSlot({certificate: 'web', usages: ['WebServicesExternal'], spec: {authority: 'public'}});
const other = aSlot({server: FE02});
const oauth = aGlobalSlot({members: [FE01, FE02]});
const all = [inner, outer, other, oauth];
const bare = aHolder({root: [], ca: []});
const authorities = {corp: CORP, public: {chain: {ok: {roots: [STRANGE_ROOT], intermediates: [ISSUING]}}}};
const world = aWorld(all, {[FE01]: bare, [FE02]: bare}, {authorities});

const planned = (only: readonly string[], exclude: readonly string[] = []) =>
  planOf(world, {selection: {only, exclude}});
/** The last two parts of each address. */
const slotsOf = (...selection: Parameters<typeof planned>) =>
  planned(...selection).slots.map(({address}) => address.split('/').slice(-2).join('/'));

describe('--only and --exclude', () => {
  test.each([
    {only: [`${FE01}/web`], exclude: [], chosen: [`${FE01}/web`]},
    {only: ['**/default'], exclude: [], chosen: [`${FE01}/default`, `${FE02}/default`]},
    {only: [], exclude: ['**/default'], chosen: ['global/oauth', `${FE01}/web`]},
    {only: [FE02], exclude: [], chosen: ['global/oauth', `${FE02}/default`]},
    {only: [FE02], exclude: ['global'], chosen: [`${FE02}/default`]},
    {only: [`global/oauth@${FE02}`], exclude: [], chosen: ['global/oauth']},
    {only: [`${FE01}/web`, 'global'], exclude: [], chosen: ['global/oauth', `${FE01}/web`]},
    {only: [], exclude: ['**/web', 'global'], chosen: [`${FE01}/default`, `${FE02}/default`]},
    {only: ['nowhere'], exclude: [], chosen: []},
  ])('only $only but $exclude', ({only, exclude, chosen}) => {
    expect(slotsOf(only, exclude)).toEqual(chosen);
  });

  test('without either everything is meant', () => {
    expect(all.every(slot => isSelected(slot, undefined))).toBe(true);
    expect(planned([]).slots).toHaveLength(4);
  });

  test('are told in the plan where they left something out', () => {
    expect(planned([]).selection).toBeUndefined();
    expect(planned([FE01]).selection).toEqual({only: [FE01], exclude: []});
  });
});

describe('what a selection leaves out', () => {
  test('is not trusted for, counted or mentioned', () => {
    const plan = planned([`${FE01}/default`]);
    expect(Object.keys(plan.holders)).toEqual([FE01]);
    expect(deeds(plan)).toEqual([
      'trust fe01 CA',
      'trust fe01 Root',
      'request fe01',
      'import fe01 request',
      'assign fe01 Default',
    ]);
    expect(plan.holders[FE01]).toMatchObject({trust: [{code: 'ROOT_MISSING'}, {code: 'INTERMEDIATE_MISSING'}]});
  });

  test('does not make a plan incomplete', () => {
    const broken = aWorld(all, {[FE02]: {problem: aProblem()}}, {authorities});
    const selection = {only: [`${FE01}/default`], exclude: []};
    expect(planOf(broken).complete).toBe(false);
    expect(planOf(broken, {selection})).toMatchObject({complete: true, summary: {unknown: 0}});
  });

  test('does not change what the rest would do', () => {
    const whole = planned([]);
    for (const {address} of all) {
      const part = planned([address]);
      const slot = part.slots.find(one => one.address === address);
      expect(slot).toEqual(whole.slots.find(one => one.address === address));
      expect(part.actions.filter(action => !whole.actions.some(one => one.id === action.id))).toEqual([]);
    }
  });

  test('keeps its certificates: another slot does not get them', () => {
    const twin = aSlot({certificate: 'twin', usages: ['WebServicesExternal']});
    const both = aWorld([inner, twin]);
    expect(planOf(both, {selection: {only: [twin.address], exclude: []}}).actions).toEqual([]);
  });
});
