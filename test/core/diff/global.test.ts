/** The deployment's certificate: one, made on one server, and brought to all by the product. */
import {describe, expect, test} from '@jest/globals';
import type {ServerId} from '../../../src/core/model/desired.ts';
import {
  aCertificate,
  aGlobalSlot,
  aHolder,
  aPending,
  aProblem,
  assign,
  aWorld,
  deeds,
  FE01,
  FE02,
  FE03,
  type HolderWish,
  inDays,
  NOW,
  planOf,
  reasons,
  slotIn,
  unreadable,
  WAITING,
} from '../../support/small-world.ts';

const slot = aGlobalSlot({members: [FE01, FE02, FE03]});
const good = aCertificate(slot);
const keyless = {...good, hasPrivateKey: false};
const having = (certificate: typeof good): HolderWish => ({my: [certificate], assigned: assign(slot, certificate)});

const planned = (holders: Readonly<Record<ServerId, HolderWish | 'unreachable'>>) => {
  const states = Object.entries(holders).map(([server, wish]) => [
    server,
    wish === 'unreachable' ? {problem: aProblem('UNREACHABLE')} : aHolder(wish),
  ]);
  return planOf(aWorld([slot], Object.fromEntries(states)));
};

test('good and assigned everywhere is in sync', () => {
  expect(planned({}).actions).toEqual([]);
  expect(slotIn(planned({})).state).toBe('in-sync');
});

describe('where none is good', () => {
  test('it is requested, stored and assigned on the first by name, and nowhere else', () => {
    expect(deeds(planned({[FE01]: {}, [FE02]: {}, [FE03]: {}}))).toEqual([
      'request fe01',
      'import fe01 request',
      'assign fe01 OAuthTokenIssuer',
    ]);
  });

  test('an expired one is renewed once for all', () => {
    const old = aCertificate(slot, {notAfter: inDays(-1)});
    const plan = planned({[FE01]: having(old), [FE02]: having(old), [FE03]: having(old)});
    expect(plan.summary).toMatchObject({request: 1, import: 1, assign: 1});
    expect(reasons(slotIn(plan))).toEqual(['EXPIRED', 'EXPIRED', 'EXPIRED']);
  });

  test('the home is the server with the request', () => {
    const plan = planned({[FE01]: {}, [FE02]: {}, [FE03]: {requests: [aPending(slot, WAITING)]}});
    expect(deeds(plan)).toEqual(['import fe03 pending', 'assign fe03 OAuthTokenIssuer']);
    expect(slotIn(plan).state).toBe('waiting');
  });

  test('of two requests the one that got further counts, not the first server', () => {
    const plan = planned({
      [FE01]: {requests: [aPending(slot, {state: 'created'}, 'one')]},
      [FE02]: {},
      [FE03]: {requests: [aPending(slot, WAITING, 'three')]},
    });
    expect(deeds(plan)).toEqual(['import fe03 pending', 'assign fe03 OAuthTokenIssuer']);
  });

  test('nothing is requested while a server is unknown: it may have a good one', () => {
    const plan = planned({[FE01]: {}, [FE02]: 'unreachable', [FE03]: {}});
    expect(plan.actions).toEqual([]);
    expect(slotIn(plan).state).toBe('unknown');
  });

  test('nothing is requested while the requests of one server could not be read', () => {
    const plan = planned({[FE01]: {}, [FE02]: {requests: unreadable()}, [FE03]: {}});
    expect(plan.actions).toEqual([]);
    expect(slotIn(plan).state).toBe('unknown');
  });
});

describe('where one is good', () => {
  test('a replica that is missing is brought to that server alone', () => {
    const plan = planned({[FE02]: {}});
    expect(deeds(plan)).toEqual(['assign fe02 OAuthTokenIssuer']);
    expect(plan.actions[0]).toMatchObject({args: {thumbprint: good.thumbprint}, because: ['NOT_REPLICATED']});
  });

  test('one that has not arrived is told with its age, and is never requested anew', () => {
    const since = (hours: number): HolderWish => ({
      my: [good],
      assigned: {
        OAuthTokenIssuer: {current: good.thumbprint, since: new Date(NOW.getTime() - hours * 3_600_000).toISOString()},
      },
    });
    // Each server that has it knows since when; the first of them counts.
    const plan = planned({[FE01]: since(3), [FE02]: {}, [FE03]: since(2)});
    expect(plan.summary).toMatchObject({request: 0, assign: 1});
    const message = slotIn(plan).members.find(({server}) => server === FE02)?.findings[0]?.message;
    expect(message).toBe(
      `OAuthTokenIssuer points to nothing here; the deployment's is ${good.thumbprint.slice(0, 8)}, which has not arrived for 3 hours`,
    );
    const other = aCertificate(slot, {label: 'other', notAfter: inDays(400)});
    const late = planned({[FE01]: since(100), [FE02]: having(other), [FE03]: since(100)});
    expect(slotIn(late).members.find(({server}) => server === FE02)?.findings[0]).toMatchObject({
      code: 'NOT_REPLICATED',
      cure: 'assign',
      message: expect.stringMatching(/^OAuthTokenIssuer points to [0-9A-F]{8} here; .* has not arrived for 4 days$/),
    });
  });

  test('a replica without its key is brought again', () => {
    const plan = planned({[FE03]: having(keyless)});
    expect(deeds(plan)).toEqual(['assign fe03 OAuthTokenIssuer']);
    expect(plan.actions[0]?.because).toEqual(['NO_PRIVATE_KEY']);
  });

  test('a replica whose certificate was deleted is brought again', () => {
    const other = aCertificate(slot, {label: 'other', without: ['mark']});
    for (const my of [[], [other]]) {
      const plan = planned({[FE03]: {my, assigned: assign(slot, good)}});
      expect(deeds(plan)).toEqual(['assign fe03 OAuthTokenIssuer']);
      expect(plan.actions[0]?.because).toEqual(['CERTIFICATE_MISSING']);
    }
  });

  test('since when a replica is awaited is not told where nobody knows it', () => {
    const message = slotIn(planned({[FE02]: {}})).members.find(({server}) => server === FE02)?.findings[0]?.message;
    expect(message).toBe(`OAuthTokenIssuer points to nothing here; the deployment's is ${good.thumbprint.slice(0, 8)}`);
  });

  test('a key that the home lost comes back from a replica: nothing is requested', () => {
    const plan = planned({[FE01]: having(keyless)});
    expect(deeds(plan)).toEqual(['assign fe01 OAuthTokenIssuer']);
    expect(plan.summary.request).toBe(0);
  });

  test('it is published from its home, once', () => {
    const plan = planned({[FE01]: {}, [FE02]: {my: [good]}, [FE03]: {}});
    expect(deeds(plan)).toEqual(['assign fe02 OAuthTokenIssuer']);
  });

  test('what most servers use wins over one that points elsewhere', () => {
    const other = aCertificate(slot, {label: 'other', notAfter: inDays(600)});
    const plan = planned({[FE01]: having(other)});
    expect(deeds(plan)).toEqual(['assign fe01 OAuthTokenIssuer']);
    expect(plan.actions[0]).toMatchObject({args: {thumbprint: good.thumbprint}});
  });

  test('a server that cannot be read is left out, and that is said', () => {
    const plan = planned({[FE02]: 'unreachable', [FE03]: {}});
    expect(deeds(plan)).toEqual(['assign fe03 OAuthTokenIssuer']);
    expect(plan).toMatchObject({complete: false, summary: {unknown: 1}});
  });

  test('nobody says that all is well while a server is unknown', () => {
    const plan = planned({[FE02]: 'unreachable'});
    expect(plan.actions).toEqual([]);
    expect(slotIn(plan)).toMatchObject({state: 'unknown'});
    expect(plan.summary.unchanged).toBe(0);
  });
});

describe('how the product keeps its copies', () => {
  test('does not count: whether a replica’s key may be exported would be the same after the next assignment', () => {
    const plan = planned({[FE02]: having({...good, exportable: false})});
    expect(plan.actions).toEqual([]);
    expect(slotIn(plan).state).toBe('in-sync');
    expect(reasons(slotIn(plan))).toEqual([]);
  });

  test('a mark that a replica lost is written again in its place', () => {
    const plan = planned({[FE02]: having(aCertificate(slot, {without: ['mark']}))});
    expect(deeds(plan)).toEqual(['import fe02 store']);
  });

  test('a copy that nothing points to yet is marked in the same run, not in the next', () => {
    const plan = planned({[FE02]: {my: [aCertificate(slot, {without: ['mark']})]}});
    expect(deeds(plan)).toEqual(['import fe02 store', 'assign fe02 OAuthTokenIssuer']);
    expect(plan.actions[0]?.because).toEqual(['MARK_LOST']);
  });
});

describe('where one server is named for what is global', () => {
  const via = {...slot, via: FE02};
  const plannedVia = (holders: Readonly<Record<ServerId, HolderWish | 'unreachable'>>) => {
    const states = Object.entries(holders).map(([server, wish]) => [
      server,
      wish === 'unreachable' ? {problem: aProblem('UNREACHABLE')} : aHolder(wish),
    ]);
    return planOf(aWorld([via], Object.fromEntries(states)));
  };

  test('it is requested and assigned there, whatever the order of names', () => {
    expect(deeds(plannedVia({[FE01]: {}, [FE02]: {}, [FE03]: {}}))).toEqual([
      'request fe02',
      'import fe02 request',
      'assign fe02 OAuthTokenIssuer',
    ]);
  });

  test('what is there is assigned from there, also where another server has it in use', () => {
    const plan = plannedVia({[FE01]: having(good), [FE02]: {my: [good]}, [FE03]: {}});
    expect(deeds(plan)).toEqual(['assign fe02 OAuthTokenIssuer']);
  });

  test('nothing is asked for while that server is away, even if what is in use ends soon', () => {
    const old = aCertificate(slot, {notAfter: inDays(1)});
    const plan = plannedVia({[FE01]: having(old), [FE02]: 'unreachable', [FE03]: having(old)});
    expect(plan.actions).toEqual([]);
    expect(slotIn(plan).state).toBe('unknown');
  });
});
