import {describe, expect, test} from '@jest/globals';
import {idleRetries} from '../../src/cli/idle-retries.ts';
import {
  aCertificate,
  aHolder,
  aPending,
  aSlot,
  assign,
  aWorld,
  DENIED,
  FE01,
  type HolderWish,
  planOf,
  WAITING,
} from '../support/small-world.ts';

describe('a retry', () => {
  const again = aSlot({retry: true});
  const wishes = {retry: [again.address]};
  const told = (holder: HolderWish) => idleRetries(planOf(aWorld([again], {[FE01]: aHolder(holder)})), wishes);

  test('that nothing needs is told, with how the certificate is', () => {
    const good = aCertificate(again);
    expect(told({my: [good], assigned: assign(again, good)})).toMatchObject([
      {code: 'RETRY_IDLE', severity: 'warning', detail: expect.stringContaining('it is as declared')},
    ]);
    expect(told({requests: [aPending(again, WAITING)]})).toMatchObject([
      {code: 'RETRY_IDLE', detail: expect.stringContaining('it is waiting')},
    ]);
  });

  test('that leads to a request has nothing to say', () => {
    expect(told({requests: [aPending(again, DENIED)]})).toEqual([]);
  });
});
