/** A certificate that the members of a pool share: one key, made on one of them and copied to the others. */
import {describe, expect, test} from '@jest/globals';
import type {ServerId} from '../../../src/core/model/desired.ts';
import {
  aCertificate,
  aHolder,
  aPending,
  aPoolSlot,
  aProblem,
  assign,
  aWorld,
  deeds,
  FE01,
  FE02,
  type HolderWish,
  inDays,
  planOf,
  reasons,
  slotIn,
  WAITING,
} from '../../support/small-world.ts';

const slot = aPoolSlot({members: [FE01, FE02], usages: ['Default']});
const good = aCertificate(slot);
const having = (certificate: typeof good): HolderWish => ({my: [certificate], assigned: assign(slot, certificate)});

const planned = (holders: Readonly<Record<ServerId, HolderWish | 'unreachable'>>) => {
  const states = Object.entries(holders).map(([server, wish]) => [
    server,
    wish === 'unreachable' ? {problem: aProblem('UNREACHABLE')} : aHolder(wish),
  ]);
  return planOf(aWorld([slot], Object.fromEntries(states)));
};

test('the same certificate everywhere is in sync', () => {
  expect(planned({}).actions).toEqual([]);
});

describe('where none is good', () => {
  test('it is requested on the first by name, copied, and assigned when all are prepared', () => {
    const plan = planned({[FE01]: {}, [FE02]: {}});
    expect(deeds(plan)).toEqual([
      'request fe01',
      'import fe01 request',
      'copy fe02',
      'assign fe01 Default',
      'assign fe02 Default',
    ]);
    const [, imported, copied, first, second] = plan.actions;
    expect(copied?.needs).toEqual([imported?.id]);
    expect(first?.needs).toEqual([imported?.id, copied?.id]);
    expect(second?.needs).toEqual([imported?.id, copied?.id]);
  });

  test('its home is the member with the request, also where that is not the first', () => {
    const plan = planned({[FE01]: {}, [FE02]: {requests: [aPending(slot, WAITING)]}});
    expect(deeds(plan)).toEqual(['import fe02 pending', 'copy fe01', 'assign fe01 Default', 'assign fe02 Default']);
    expect(plan.actions.every(({continues}) => continues === aPending(slot, WAITING).spki)).toBe(true);
  });

  test('nothing is requested while a member is unknown', () => {
    expect(planned({[FE01]: {}, [FE02]: 'unreachable'}).actions).toEqual([]);
  });

  test.each([
    {half: 'first', end: 90, is: 'waited for', does: []},
    {
      half: 'second',
      end: 30,
      is: 'not waited for',
      does: ['request fe01', 'import fe01 request', 'assign fe01 Default'],
    },
  ])('in the $half half of the time to renew in, a member that is unknown is $is', ({end, does}) => {
    const due = aCertificate(slot, {notAfter: inDays(end)});
    expect(deeds(planned({[FE01]: having(due), [FE02]: 'unreachable'}))).toEqual(does);
  });
});

describe('where one is good', () => {
  test('a missing copy is copied, never issued anew', () => {
    const plan = planned({[FE01]: {}});
    expect(deeds(plan)).toEqual(['copy fe01', 'assign fe01 Default']);
    expect(plan.actions[0]).toMatchObject({args: {from: FE02, thumbprint: good.thumbprint}, because: ['COPY_MISSING']});
  });

  test('a copy without its key is copied again', () => {
    const plan = planned({[FE02]: having({...good, hasPrivateKey: false})});
    expect(deeds(plan)).toEqual(['copy fe02']);
    expect(plan.actions[0]).toMatchObject({args: {from: FE01}});
  });

  test('another good one on a member is replaced, for all must have one key', () => {
    const other = aCertificate(slot, {label: 'other'});
    const plan = planned({[FE02]: having(other), [FE01]: {my: [good, other], assigned: assign(slot, good)}});
    expect(plan.summary.request).toBe(0);
    expect(slotIn(plan).state).toBe('changes');
  });

  test('two members with one each settle on one', () => {
    const other = aCertificate(slot, {label: 'other'});
    const plan = planned({[FE02]: having(other)});
    expect(plan.summary).toMatchObject({request: 0, copy: 1, assign: 1});
    expect(reasons(slotIn(plan))).toContain('POOL_DIFFERS');
  });
});
