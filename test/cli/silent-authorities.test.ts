import {expect, test} from '@jest/globals';
import {silentAuthorities} from '../../src/cli/silent-authorities.ts';
import {aHolder, aSlot, aWorld, FE01, NOT_MADE_YET, planOf, unreadable} from '../support/small-world.ts';

const slot = aSlot();
const silent = {authorities: {corp: {chain: unreadable('AUTHORITY_DAMAGED')}}};

const told = (...world: Parameters<typeof aWorld>) => {
  const found = aWorld(...world);
  return silentAuthorities(planOf(found), found);
};

test('an authority that cannot be asked is told in time, as a warning, where nothing needs it now', () => {
  expect(told([slot], {}, silent)).toEqual([expect.objectContaining({severity: 'warning', code: 'AUTHORITY_DAMAGED'})]);
});

test('what the plan tells already is not told again', () => {
  expect(told([slot], {[FE01]: aHolder()}, silent)).toEqual([]);
});

test('nothing is told of an authority that can be asked, that is made on its first use, or that nothing planned comes from', () => {
  expect(told([slot])).toEqual([]);
  expect(told([slot], {}, {authorities: {corp: NOT_MADE_YET}})).toEqual([]);
  expect(told([slot], {}, {authorities: {lab: {chain: unreadable()}}})).toEqual([]);
});
