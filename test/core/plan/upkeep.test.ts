/** What happens to a certificate after it is there: spread renewals, maintenance windows, budgets, clean-up. */
import {describe, expect, test} from '@jest/globals';
import type {Assignment} from '../../../src/core/model/actual.ts';
import type {StoredCertificate} from '../../../src/core/model/certificate.ts';
import type {Slot} from '../../../src/core/model/desired.ts';
import type {Plan} from '../../../src/core/model/plan.ts';
import type {Upkeep} from '../../../src/core/model/upkeep.ts';
import type {Usage} from '../../../src/core/model/usage.ts';
import {
  aCertificate,
  aForeignCertificate,
  aGlobalSlot,
  aHolder,
  aPending,
  aPoolSlot,
  aSlot,
  assign,
  aWorld,
  type CertificateWish,
  deeds,
  FE01,
  FE02,
  FE03,
  type HolderWish,
  ISSUING,
  inDays,
  NOW,
  planOf,
  ROOT,
  reasons,
  slotIn,
  unreadable,
} from '../../support/small-world.ts';

/** NOW is Monday, 12:00 UTC. */
const NIGHTLY = {timeZone: 'UTC', windows: [{days: ['tue'], from: 60, to: 120}]} as const;

const withUpkeep = (upkeep: Partial<Upkeep>) => aSlot({upkeep});

describe('renewals', () => {
  // Each lives 100 days and is renewed when 20% are left, so 80 to 78 days after its beginning.
  const slots = Array.from({length: 40}, (_, n) =>
    aSlot({server: `fe${n + 10}.contoso.com`, spec: {renewBefore: {percent: 20}}, upkeep: {renewSpread: 10}}),
  );
  const dueAfter = (days: number) => {
    const holders = slots.map(slot => {
      const certificate = aCertificate(slot, {notBefore: inDays(-days), notAfter: inDays(100 - days)});
      return [slot.members[0], aHolder({my: [certificate], assigned: assign(slot, certificate)})];
    });
    return planOf(aWorld(slots, Object.fromEntries(holders)));
  };

  test('of a fleet are spread over a tenth of renewBefore, and none is late', () => {
    expect(dueAfter(77.9).summary.request).toBe(0);
    const first = dueAfter(78.5).summary.request;
    const later = dueAfter(79.5).summary.request;
    expect(first).toBeGreaterThan(3);
    expect(later).toBeGreaterThan(first);
    expect(later).toBeLessThan(40);
    expect(dueAfter(80).summary.request).toBe(40);
  });

  test('that are brought forward say so', () => {
    const early = dueAfter(79.5).slots.find(({state}) => state === 'changes');
    expect(early?.members[0]?.findings[0]?.message).toContain('brought forward by up to 10%');
    const onTime = slotIn(dueAfter(80)).members[0]?.findings[0];
    expect(onTime?.message).not.toContain('brought forward');
  });

  test('come in the same order in every run', () => {
    const asked = () =>
      dueAfter(79)
        .slots.filter(({state}) => state === 'changes')
        .map(({address}) => address);
    expect(asked()).toEqual(asked());
  });
});

describe('a maintenance window', () => {
  const slot = withUpkeep({maintenance: NIGHTLY});
  const next = aCertificate(slot, {label: 'next'});
  const old = (wish: CertificateWish) => aCertificate(slot, {label: 'old', ...wish});
  const planWith = (inUse: typeof next, now = NOW) =>
    planOf(aWorld([slot], {[FE01]: aHolder({my: [inUse, next], assigned: assign(slot, inUse)})}), {now});
  const dueSoon = {notBefore: inDays(-300), notAfter: inDays(20)};

  test('is waited for: the assignments are planned for when it opens', () => {
    const plan = planWith(old(dueSoon));
    expect(plan.actions.map(({notBefore}) => notBefore)).toEqual(Array(3).fill('2026-06-02T01:00:00Z'));
    expect(slotIn(plan)).toMatchObject({
      state: 'waiting',
      blocked: ['It is assigned in the maintenance window that opens 2026-06-02 01:00 UTC. Run apply again then.'],
    });
  });

  test('is waited for also where another certificate is staged that is dropped with it', () => {
    const inUse = old(dueSoon);
    const other = aCertificate(slot, {label: 'other', hasPrivateKey: false});
    const staged = {thumbprint: other.thumbprint, at: inDays(1)};
    const assigned = {...assign(slot, inUse), Default: {current: inUse.thumbprint, staged}};
    const plan = planOf(aWorld([slot], {[FE01]: aHolder({my: [inUse, other, next], assigned})}));
    expect(plan.actions.map(({notBefore}) => notBefore)).toEqual(Array(3).fill('2026-06-02T01:00:00Z'));
  });

  test('is used while it is open', () => {
    const plan = planWith(old(dueSoon), new Date('2026-06-02T01:59:59Z'));
    expect(plan.actions).toHaveLength(3);
    expect(plan.actions.some(action => 'notBefore' in action)).toBe(false);
    expect(slotIn(plan).state).toBe('changes');
  });

  test('changes no digest: what was approved at noon is the same at night', () => {
    expect(planWith(old(dueSoon)).digest).toBe(planWith(old(dueSoon), new Date('2026-06-02T01:30:00Z')).digest);
  });

  test('yields to an end that is near, and the plan names the risk', () => {
    const plan = planWith(old({notBefore: inDays(-300), notAfter: inDays(1.5)}));
    expect(plan.actions.some(action => 'notBefore' in action)).toBe(false);
    expect(plan.risks).toMatchObject([{code: 'WINDOW_IGNORED', address: slot.address}]);
  });

  test.each([
    ['was revoked', {}, ['abc']],
    ['is valid only from 2026-06-04 12:00 UTC', {notBefore: inDays(3)}, []],
  ])('yields where what is in use %s: nobody takes it', (why, wish, revoked) => {
    const inUse = old({...dueSoon, ...wish, serial: 'abc'});
    const authorities = {corp: {chain: {ok: {roots: [ROOT], intermediates: [ISSUING], revoked}}}};
    const holder = aHolder({my: [inUse, next], assigned: assign(slot, inUse)});
    const plan = planOf(aWorld([slot], {[FE01]: holder}, {authorities}));
    expect(plan.actions.map(({notBefore}) => notBefore)).toEqual(Array(3).fill(undefined));
    expect(plan.risks).toMatchObject([
      {
        code: 'WINDOW_IGNORED',
        message: expect.stringContaining(`windows: what is in use ${why}, and the window opens`),
      },
    ]);
  });

  test('yields where a usage has no working certificate', () => {
    const plan = planOf(aWorld([slot], {[FE01]: aHolder({my: [next]})}));
    expect(plan.actions.some(action => 'notBefore' in action)).toBe(false);
    expect(plan.risks).toMatchObject([{code: 'WINDOW_IGNORED'}]);
  });

  describe('of a certificate for tokens and more', () => {
    const [ACCESS, AV] = ['AccessEdgeExternal', 'AudioVideoAuthentication'] as const;
    const edge = aPoolSlot({members: [FE01, FE02], usages: [ACCESS, AV], upkeep: {maintenance: NIGHTLY}});
    const shared = aCertificate(edge);
    const lasting = aCertificate(edge, {label: 'lasting', without: ['mark'], names: []});
    const ending = aCertificate(edge, {label: 'ending', without: ['mark'], names: [], notAfter: inDays(0.5)});
    const having = (access: typeof shared | undefined, av: typeof shared) => {
      const assigned = {...(access && assign(edge, access, [ACCESS])), ...assign(edge, av, [AV])};
      return aHolder({my: [shared, lasting, ending], assigned});
    };

    test('is waited for by the rest although what signs tokens ends', () => {
      const plan = planOf(aWorld([edge], {[FE01]: having(lasting, ending), [FE02]: having(lasting, ending)}));
      const moments = plan.actions.map(action => ['effective' in action, action.notBefore]);
      const [rest, tokens] = [
        [false, '2026-06-02T01:00:00Z'],
        [true, undefined],
      ];
      expect(moments).toEqual([rest, tokens, rest, tokens]);
      expect(plan.risks.map(({code}) => code)).toEqual(['ROLL_IN_PARTS']);
    });

    test('is waited for by what signs tokens although the rest of a member has nothing', () => {
      const plan = planOf(aWorld([edge], {[FE01]: having(undefined, shared), [FE02]: having(shared, lasting)}));
      expect(deeds(plan)).toEqual([`assign fe01 ${ACCESS}`, `assign fe02 ${AV}`]);
      expect(plan.actions.map(({notBefore}) => notBefore)).toEqual([undefined, '2026-06-02T01:00:00Z']);
    });
  });

  describe('of a pool that shares a certificate', () => {
    const AV = 'AudioVideoAuthentication';
    const maintenance = {maintenance: NIGHTLY};
    const planOfPool = (usages: readonly Usage[], own: (slot: Slot, old: StoredCertificate) => HolderWish) => {
      const pool = aPoolSlot({members: [FE01, FE02, FE03], usages, upkeep: maintenance});
      const [before, after] = [aCertificate(pool, {label: 'before', ...dueSoon}), aCertificate(pool)];
      const behind = aHolder({my: [before, after], assigned: assign(pool, before)});
      const wish = {my: [before, after], ...own(pool, before)};
      return planOf(aWorld([pool], {[FE01]: behind, [FE02]: behind, [FE03]: aHolder(wish)}));
    };
    const timesOf = ({actions}: Plan) =>
      actions.flatMap(action => (action.verb === 'assign' ? [[action.on, action.args.usage, action.notBefore]] : []));

    test('is waited for by the members whose own works, where another has none', () => {
      const plan = planOfPool(['AccessEdgeExternal', 'DataEdgeExternal'], () => ({}));
      const opens = '2026-06-02T01:00:00Z';
      expect(timesOf(plan)).toEqual([
        [FE01, 'AccessEdgeExternal', opens],
        [FE01, 'DataEdgeExternal', opens],
        [FE02, 'AccessEdgeExternal', opens],
        [FE02, 'DataEdgeExternal', opens],
        [FE03, 'AccessEdgeExternal', undefined],
        [FE03, 'DataEdgeExternal', undefined],
      ]);
      expect(plan.risks).toMatchObject([
        {code: 'WINDOW_IGNORED', message: expect.stringContaining(`It is assigned on ${FE03} outside of`)},
      ]);
      expect(slotIn(plan)).not.toHaveProperty('blocked');
    });

    test('is waited for by none of them with what signs tokens, which all are to have at once', () => {
      const plan = planOfPool([AV], (pool, old) => {
        const expired = {...old, notAfter: inDays(-1)};
        return {my: [expired, aCertificate(pool)], assigned: assign(pool, expired)};
      });
      expect(timesOf(plan)).toEqual([FE01, FE02, FE03].map(server => [server, AV, undefined]));
      expect(plan.risks.map(({code}) => code)).toEqual(['TOKENS_BREAK', 'WINDOW_IGNORED']);
    });
  });

  test('does not hold up requests', () => {
    const inUse = old(dueSoon);
    const plan = planOf(aWorld([slot], {[FE01]: aHolder({my: [inUse], assigned: assign(slot, inUse)})}));
    const [request, imported, ...assigns] = plan.actions;
    expect([request?.notBefore, imported?.notBefore]).toEqual([undefined, undefined]);
    expect(assigns.map(({notBefore}) => notBefore)).toEqual(Array(3).fill('2026-06-02T01:00:00Z'));
    expect(slotIn(plan).state).toBe('changes');
  });
});

describe('a budget of issues', () => {
  const slot = withUpkeep({issuesPerDay: 3});
  // Each lacks a name that the CA left out, and each was asked for under other settings than today's.
  const useless = (n: number, hoursAgo: number) =>
    aCertificate(slot, {
      label: `useless ${n}`,
      names: [],
      without: ['keyUsage'],
      notBefore: inDays(-hoursAgo / 24),
      mark: {spki: '0'.repeat(8), spec: 'f'.repeat(8)},
    });
  const planWith = (count: number, hoursAgo = 1) =>
    planOf(aWorld([slot], {[FE01]: aHolder({my: Array.from({length: count}, (_, n) => useless(n, hoursAgo))})}));

  test('that is not used up lets a request through', () => {
    expect(planWith(2).summary.request).toBe(1);
  });

  test('that is used up stops the loop, in words', () => {
    const plan = planWith(3);
    expect(plan.actions).toEqual([]);
    expect(slotIn(plan).state).toBe('person');
    expect(slotIn(plan).blocked?.join(' ')).toContain('"corp" allows 3 (issuesPerDay)');
    expect(slotIn(plan).blocked?.join(' ')).toContain('After 2026-06-02 11:00 UTC another one is asked for');
  });

  test('is free again after a day', () => {
    expect(planWith(3, 24).summary.request).toBe(1);
  });

  test('counts requests whose certificates never came', () => {
    const requests = Array.from({length: 3}, (_, n) => ({
      ...aPending(slot, {state: 'created'}, `lost ${n}`),
      specDigest: 'f'.repeat(64),
      createdAt: inDays(-0.1),
    }));
    expect(slotIn(planOf(aWorld([slot], {[FE01]: aHolder({requests})}))).state).toBe('person');
  });

  test('counts the copies of one certificate once', () => {
    const shared = aPoolSlot({members: [FE01, FE02, FE03], upkeep: {issuesPerDay: 2}});
    const copy = aCertificate(shared, {
      label: 'copy',
      names: [],
      notBefore: inDays(-0.1),
      mark: {spki: '0'.repeat(8), spec: 'f'.repeat(8)},
    });
    const holder = aHolder({my: [copy]});
    expect(planOf(aWorld([shared], {[FE01]: holder, [FE02]: holder, [FE03]: holder})).summary.request).toBe(1);
  });

  test('gives way to somebody who says so', () => {
    const insisted = {...slot, retry: true as const};
    expect(planOf(aWorld([insisted], {[FE01]: aHolder({my: [0, 1, 2].map(n => useless(n, 1))})})).summary.request).toBe(
      1,
    );
  });
});

describe('a certificate that was superseded', () => {
  const slot = aSlot();
  const successor = aCertificate(slot, {notBefore: inDays(-8)});
  const old = (wish: CertificateWish = {}) =>
    aCertificate(slot, {label: 'old', notBefore: inDays(-300), notAfter: inDays(20), ...wish});
  const planWith = (
    before: typeof successor,
    over: {slot?: typeof slot; successor?: typeof successor; previous?: boolean; usages?: object} = {},
  ) => {
    const {slot: declared = slot, successor: next = successor, previous = false} = over;
    const assigned = Object.fromEntries(
      Object.entries(assign(declared, next)).map(([usage, one]) => [
        usage,
        {...one, ...(previous && {previous: before.thumbprint})},
      ]),
    );
    return planOf(aWorld([declared], {[FE01]: aHolder({my: [before, next], assigned: {...assigned, ...over.usages}})}));
  };

  test('is removed when its successor has been there for a week', () => {
    const plan = planWith(old());
    expect(deeds(plan)).toEqual(['retire fe01']);
    expect(plan.actions[0]).toMatchObject({
      phase: 'clean',
      because: ['SUPERSEDED'],
      args: {previousOf: [], removed: true},
    });
    expect(reasons(slotIn(plan))).toEqual(['SUPERSEDED']);
  });

  test.each([
    ['later', {usages: ['Internal']}, {thumbprint: old().thumbprint}],
    ['when a person says so', {usages: ['Internal'], assign: 'manual'}, {thumbprint: old().thumbprint}],
    ['as it is in a file', {usages: ['Internal'], assign: 'manual'}, {pfx: 'old.pfx'}],
  ] as const)('stays where another slot is to use it %s', (_title, wish, use) => {
    const other = aSlot({certificate: 'other', ...wish, use});
    const holder = aHolder({my: [old(), successor], assigned: assign(slot, successor)});
    const read = 'pfx' in use ? {offered: {[other.address]: {ok: old()}}} : {};
    const plan = planOf(aWorld([slot, other], {[FE01]: holder}, read));
    expect(deeds(plan).filter(deed => deed.startsWith('retire'))).toEqual([]);
    expect(slotIn(plan, other.address).state).toBe(other.assign === 'manual' ? 'ready' : 'changes');
    if (other.assign === 'auto') expect(deeds(plan)).toEqual(['assign fe01 Internal']);
  });

  test('stays as the way back of a usage that nobody declares, for as long as it would there', () => {
    const elsewhere = aForeignCertificate(slot);
    const planAfter = (days: number) => {
      const undeclared = {current: elsewhere.thumbprint, previous: old().thumbprint, since: inDays(-days)};
      const assigned = {...assign(slot, successor), Internal: undeclared};
      return planOf(aWorld([slot], {[FE01]: aHolder({my: [old(), successor, elsewhere], assigned})}));
    };
    expect(planAfter(6.9).actions).toEqual([]);
    expect(planAfter(7).actions).toMatchObject([{args: {previousOf: ['Internal'], removed: true}}]);
  });

  test('is removed after all else of its slot is in order', () => {
    const {actions} = planWith(old(), {successor: {...successor, friendlyName: 'renamed since'}});
    expect(actions.map(({verb}) => verb)).toEqual(['import', 'retire']);
    expect(actions[1]?.needs).toEqual([actions[0]?.id]);
  });

  test('is forgotten first as the way back', () => {
    const plan = planWith(old(), {previous: true});
    expect(plan.actions).toMatchObject([
      {args: {previousOf: ['Default', 'WebServicesInternal', 'WebServicesExternal'], removed: true}},
    ]);
  });

  test.each([
    ['before the week is over', {successor: aCertificate(slot, {notBefore: inDays(-6.9)})}, {}],
    ['that does not carry our mark', {}, {without: ['mark']}],
    ['of another name', {}, {friendlyName: 'somebody else'}],
    ['of a slot that names its certificate', {slot: aSlot({use: {thumbprint: successor.thumbprint}})}, {}],
    ['whose key its successor shares', {}, {spki: successor.spki}],
    ['that another usage points to', {usages: {Internal: {current: old().thumbprint}}}, {}],
    [
      'that is staged for another usage',
      {
        usages: {
          AudioVideoAuthentication: {
            current: successor.thumbprint,
            staged: {thumbprint: old().thumbprint, at: inDays(1)},
          },
        },
      },
      {},
    ],
    ['that is younger than what is in use', {}, {notBefore: inDays(-1)}],
    ['where nothing is ever removed', {slot: aSlot({upkeep: {retireAfter: undefined}} as never)}, {}],
  ] as const)('stays, %s', (_title, over, wish) => {
    expect(planWith(old(wish as CertificateWish), over).actions).toEqual([]);
  });

  test('stays as the way back of a usage that another certificate serves by now, for as long as that one says', () => {
    const [web, external] = [['Default', 'WebServicesInternal'], ['WebServicesExternal']] as const;
    const first = aSlot({usages: web, friendlyName: slot.friendlyName});
    const removedAfter = (days: number, {never = false} = {}): boolean => {
      const upkeep = (never ? {retireAfter: undefined} : {}) as Partial<Upkeep>;
      const second = aSlot({certificate: 'external', usages: external, upkeep});
      const next = aCertificate(first, {label: 'web', notBefore: inDays(-50)});
      const other = aCertificate(second, {label: 'external', notBefore: inDays(-50)});
      const previous = old().thumbprint;
      const moved = (since: number, {thumbprint}: {readonly thumbprint: string}) => ({
        current: thumbprint,
        previous,
        since: inDays(-since),
      });
      const assigned = {
        Default: moved(40, next),
        WebServicesInternal: moved(40, next),
        WebServicesExternal: moved(days, other),
      };
      const plan = planOf(aWorld([first, second], {[FE01]: aHolder({my: [old(), next, other], assigned})}));
      return deeds(plan).includes('retire fe01');
    };
    expect([0, 6.9, 7.1].map(days => removedAfter(days))).toEqual([false, false, true]);
    expect(removedAfter(300, {never: true})).toBe(false);
  });

  test('stays while its successor has a fault or serves not every usage', () => {
    const faulty = aCertificate(slot, {notBefore: inDays(-8), names: []});
    expect(deeds(planWith(old(), {successor: faulty}))).not.toContain('retire fe01');
    const usages = {Default: {current: old().thumbprint}};
    expect(deeds(planWith(old(), {usages}))).toEqual(['assign fe01 Default']);
  });

  test('is forgotten where it was assigned, and removed elsewhere when the product has brought that', () => {
    const oauth = {...aGlobalSlot({members: [FE01, FE02]}), via: FE01};
    const after = aCertificate(oauth, {notBefore: inDays(-30)});
    const before = aCertificate(oauth, {label: 'old', notBefore: inDays(-300)});
    const moved = {current: after.thumbprint, since: inDays(-29)};
    const having = (signs: Assignment) => aHolder({my: [before, after], assigned: {OAuthTokenIssuer: signs}});
    const remembers = having({...moved, previous: before.thumbprint});
    const plan = planOf(aWorld([oauth], {[FE01]: remembers, [FE02]: remembers}));
    expect(plan.actions).toMatchObject([{verb: 'retire', on: FE01, args: {previousOf: oauth.usages, removed: true}}]);
    const later = planOf(aWorld([oauth], {[FE01]: having(moved), [FE02]: having(moved)}));
    expect(deeds(later)).toEqual(['retire fe01', 'retire fe02']);
  });

  test('stays on every member while one of them lags behind', () => {
    const shared = aPoolSlot({members: [FE01, FE02]});
    const next = aCertificate(shared, {notBefore: inDays(-8)});
    const before = aCertificate(shared, {label: 'old', notBefore: inDays(-300), notAfter: inDays(20)});
    const done = aHolder({my: [before, next], assigned: assign(shared, next)});
    expect(deeds(planOf(aWorld([shared], {[FE01]: done, [FE02]: done})))).toEqual(['retire fe01', 'retire fe02']);
    const behind = aHolder({my: [before, next], assigned: assign(shared, before)});
    expect(deeds(planOf(aWorld([shared], {[FE01]: done, [FE02]: behind})))).not.toContain('retire fe01');
  });

  test.each([
    ['a pool', aPoolSlot({members: [FE01, FE02]})],
    ['a deployment', aGlobalSlot({members: [FE01, FE02]})],
  ])('of %s stays on every member while one of them cannot be read: it may use it still', (_whose, shared) => {
    const next = aCertificate(shared, {notBefore: inDays(-8)});
    const before = aCertificate(shared, {label: 'old', notBefore: inDays(-300), notAfter: inDays(20)});
    const done = aHolder({my: [before, next], assigned: assign(shared, next)});
    expect(deeds(planOf(aWorld([shared], {[FE01]: done, [FE02]: done})))).toEqual(['retire fe01', 'retire fe02']);
    const unknown = [unreadable(), {...done, assigned: unreadable()}, aHolder({my: unreadable()})];
    for (const state of unknown) expect(planOf(aWorld([shared], {[FE01]: done, [FE02]: state})).actions).toEqual([]);
  });
});

describe('a certificate that signed tokens', () => {
  const AV = 'AudioVideoAuthentication';
  const slot = aPoolSlot({members: [FE01], usages: [AV]});
  const next = aCertificate(slot, {notBefore: inDays(-2)});
  const before = aCertificate(slot, {label: 'old', notBefore: inDays(-300), notAfter: inDays(20)});
  const planAfter = (hours: number | undefined, store = [before, next]) => {
    const since = hours === undefined ? {} : {since: inDays(-hours / 24)};
    const assigned = {[AV]: {current: next.thumbprint, previous: before.thumbprint, ...since}};
    return planOf(aWorld([slot], {[FE01]: aHolder({my: store, assigned})}));
  };

  test('is remembered as long as its tokens are valid, and then forgotten', () => {
    expect(planAfter(7.9).actions).toEqual([]);
    expect(planAfter(8).actions).toMatchObject([{verb: 'retire', args: {previousOf: [AV], removed: false}}]);
  });

  test('is remembered by a whole pool until the tokens of the member that moved on last have run out', () => {
    const pool = aPoolSlot({members: [FE01, FE02], usages: [AV]});
    const [old, shared] = [aCertificate(pool, {label: 'old'}), aCertificate(pool)];
    const movedHoursAgo = (hours: number) => {
      const signs = {current: shared.thumbprint, previous: old.thumbprint, since: inDays(-hours / 24)};
      return aHolder({my: [old, shared], assigned: {[AV]: signs}});
    };
    const planWith = (hours: number) =>
      planOf(aWorld([pool], {[FE01]: movedHoursAgo(30 * 24), [FE02]: movedHoursAgo(hours)}));
    expect(deeds(planWith(7.9))).toEqual([]);
    expect(deeds(planWith(8))).toEqual(['retire fe01', 'retire fe02']);
  });

  test('of which nobody knows when it was replaced is remembered until it ends', () => {
    expect(planAfter(undefined).actions).toEqual([]);
    const ended = {...before, notAfter: inDays(-0.1)};
    expect(planAfter(undefined, [ended, next]).actions).toMatchObject([{args: {previousOf: [AV]}}]);
  });

  test('of what is replicated is forgotten where it was assigned, whatever the others do not know', () => {
    const oauth = {...aGlobalSlot({members: [FE01, FE02]}), via: FE01};
    const [old, shared] = [aCertificate(oauth, {label: 'old'}), aCertificate(oauth)];
    const signs = {current: shared.thumbprint, previous: old.thumbprint};
    const having = (one: Assignment) => aHolder({my: [old, shared], assigned: {OAuthTokenIssuer: one}});
    const planWith = (hours: number) =>
      planOf(aWorld([oauth], {[FE01]: having({...signs, since: inDays(-hours / 24)}), [FE02]: having(signs)}));
    expect(deeds(planWith(23.9))).toEqual([]);
    expect(deeds(planWith(24))).toEqual(['retire fe01']);
    expect(slotIn(planWith(24)).members[0]?.findings[0]?.message).toContain('tokens of OAuthTokenIssuer that');
  });

  test('is forgotten by what signed with it alone: other usages may still go back to it, or have not moved on', () => {
    const edge = aPoolSlot({members: [FE01], usages: ['AccessEdgeExternal', AV]});
    const [before, after] = [aCertificate(edge, {label: 'before'}), aCertificate(edge, {label: 'after'})];
    const long = inDays(-30);
    const signs = {current: after.thumbprint, previous: before.thumbprint, since: long};
    for (const access of [
      {...signs, since: inDays(0)},
      {current: before.thumbprint, since: long},
    ]) {
      const assigned = {AccessEdgeExternal: access, [AV]: signs};
      const plan = planOf(aWorld([edge], {[FE01]: aHolder({my: [before, after], assigned})}));
      const retired = plan.actions.filter(({verb}) => verb === 'retire');
      expect(retired).toMatchObject([{args: {thumbprint: before.thumbprint, previousOf: [AV], removed: false}}]);
    }
  });

  test('is forgotten also while what else is to be assigned waits for a maintenance window', () => {
    const upkeep = {maintenance: NIGHTLY};
    const edge = aPoolSlot({members: [FE01], usages: ['AccessEdgeExternal', AV], upkeep});
    const [old, after] = [aCertificate(edge, {label: 'before'}), aCertificate(edge, {label: 'after'})];
    const assigned = {
      AccessEdgeExternal: {current: old.thumbprint},
      [AV]: {current: after.thumbprint, previous: old.thumbprint, since: inDays(-2)},
    };
    const {actions} = planOf(aWorld([edge], {[FE01]: aHolder({my: [old, after], assigned})}));
    expect(actions).toMatchObject([
      {verb: 'assign', notBefore: '2026-06-02T01:00:00Z'},
      {verb: 'retire', needs: [], args: {previousOf: [AV], removed: false}},
    ]);
  });

  test('is removed a week later', () => {
    const older = aCertificate(slot, {notBefore: inDays(-8)});
    const assigned = {[AV]: {current: older.thumbprint}};
    const plan = planOf(aWorld([slot], {[FE01]: aHolder({my: [before, older], assigned})}));
    expect(plan.actions).toMatchObject([{verb: 'retire', args: {previousOf: [], removed: true}}]);
  });
});
