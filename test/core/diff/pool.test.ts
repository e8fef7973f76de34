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
  FE03,
  type HolderWish,
  ISSUING,
  inDays,
  NEW_ISSUING,
  NEW_ROOT,
  planOf,
  ROOT,
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

  test('each member trusts the authority before the certificate comes to it', () => {
    const {actions} = planned({[FE01]: {ca: [], root: []}, [FE02]: {ca: [], root: []}});
    const idsOf = (verb: string, on: ServerId) =>
      actions.filter(one => one.verb === verb && one.on === on).map(({id}) => id);
    const needsOf = (verb: string) => actions.find(one => one.verb === verb)?.needs.toSorted();
    expect(idsOf('trust', FE02)).toHaveLength(2);
    expect(needsOf('import')).toEqual([...idsOf('trust', FE01), ...idsOf('request', FE01)].sort());
    expect(needsOf('copy')).toEqual([...idsOf('trust', FE02), ...idsOf('import', FE01)].sort());
  });

  test('nor is one good that a member knows to be from a stranger, where another traces it to the authority', () => {
    const [{subjectKeyId: below}, {authorityKeyId: above}] = [NEW_ISSUING, ISSUING];
    const own = aCertificate(slot, {issuer: NEW_ISSUING.subject, ...(below && {authorityKeyId: below})});
    const stranger = {...having(own), ca: [ISSUING, NEW_ISSUING], root: [ROOT, NEW_ROOT]};
    const byOurs = {...NEW_ISSUING, issuer: ISSUING.issuer, ...(above && {authorityKeyId: above})};
    const crossSigned = {...having(own), ca: [ISSUING, byOurs]};
    expect(reasons(slotIn(planned({[FE01]: crossSigned, [FE02]: crossSigned})))).toEqual([]);
    const plan = planned({[FE01]: crossSigned, [FE02]: stranger});
    expect(reasons(slotIn(plan))).toEqual(['ISSUER']);
    expect(deeds(plan).slice(0, 3)).toEqual(['request fe01', 'import fe01 request', 'copy fe02']);
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
    {half: 'first', end: 60, is: 'waited for', does: []},
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

  test('a member that is unknown is not waited for where what the others use was revoked', () => {
    const authorities = {corp: {chain: {ok: {roots: [ROOT], intermediates: [ISSUING], revoked: [good.serial]}}}};
    const holders = {[FE01]: aHolder(having(good)), [FE02]: {problem: aProblem('UNREACHABLE')}};
    const plan = planOf(aWorld([slot], holders, {authorities}));
    expect(deeds(plan)).toEqual(['request fe01', 'import fe01 request', 'assign fe01 Default']);
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

  describe('and another on another member, the plan says which one wins and why', () => {
    const third = aPoolSlot({members: [FE01, FE02, FE03], usages: ['Default']});
    const original = aCertificate(third);
    const other = aCertificate(third, {label: 'other', notAfter: inDays(900)});
    const stored = (certificate: typeof original): HolderWish => ({my: [certificate]});
    const use = (certificate: typeof original): HolderWish => ({
      my: [certificate],
      assigned: assign(third, certificate),
    });
    const settled = (...members: readonly [HolderWish, HolderWish, HolderWish]): readonly string[] => {
      const [one, two, three] = members;
      const holders = {[FE01]: aHolder(one), [FE02]: aHolder(two), [FE03]: aHolder(three)};
      const findings = slotIn(planOf(aWorld([third], holders))).members.flatMap(member => member.findings);
      return findings.filter(({code}) => code === 'POOL_DIFFERS').map(({message}) => message);
    };
    const short = ({thumbprint}: typeof original): string => thumbprint.slice(0, 8);

    test.each([
      ['in use most', [use(original), use(original), use(other)], 'which is in use most'],
      ['that most have', [stored(original), stored(original), stored(other)], 'which most members have'],
    ] as const)('the one %s, however long the other is valid', (_which, members, why) => {
      expect(settled(...members)).toEqual([`it has ${short(other)}; the pool settles on ${short(original)}, ${why}`]);
    });

    test('the one that is valid longer, where nothing else tells them apart', () => {
      const until = other.notAfter.slice(0, 10);
      expect(settled(use(original), use(other), {})).toEqual([
        `it has ${short(original)}; the pool settles on ${short(other)}, which is valid longer (until ${until})`,
      ]);
    });
  });

  test('a member that was rebuilt, or is new, gets trust and a copy, and nothing is requested', () => {
    const plan = planned({[FE02]: {ca: [], root: []}});
    expect(deeds(plan)).toEqual(['trust fe02 CA', 'trust fe02 Root', 'copy fe02', 'assign fe02 Default']);
    const [ca, root, copied, assigned] = plan.actions;
    expect(copied?.needs).toEqual(expect.arrayContaining([root?.id, ca?.id]));
    expect(assigned?.needs).toContain(copied?.id);
  });

  test('a key that may not leave is said before anything is requested', () => {
    const stays = {...good, exportable: false};
    const plan = planned({[FE01]: having(stays), [FE02]: {}});
    expect(plan.actions).toEqual([]);
    expect(slotIn(plan)).toMatchObject({state: 'person'});
    expect(slotIn(plan).blocked?.join(' ')).toContain('The key is not exportable; declared is exportable');
  });
});

describe('a member that cannot be read is waited for', () => {
  test.each([
    ['ends soon', inDays(2), []],
    ['was revoked', inDays(500), ['abc']],
  ])('although something in the store, which is not in use, %s', (_title, notAfter, revoked) => {
    const due = aCertificate(slot, {label: 'due', notBefore: inDays(-300), notAfter: inDays(200)});
    const idle = aCertificate(slot, {label: 'idle', notBefore: inDays(-300), notAfter, serial: 'abc'});
    const holders = {[FE01]: aHolder({my: [due, idle], assigned: assign(slot, due)}), [FE02]: {problem: aProblem()}};
    const authorities = {corp: {chain: {ok: {roots: [ROOT], intermediates: [ISSUING], revoked}}}};
    const plan = planOf(aWorld([slot], holders, {authorities}));
    expect([slotIn(plan).state, plan.actions]).toEqual(['unknown', []]);
  });
});

test('a key that may not leave is not copied either to a member that has another good certificate', () => {
  const declared = {...slot, spec: {...slot.spec, key: {...slot.spec.key, exportable: false}}};
  const mine = aCertificate(declared, {label: 'mine', exportable: false});
  const holders = {[FE01]: aHolder(having(mine)), [FE02]: aHolder({my: [aCertificate(declared, {label: 'other'})]})};
  const plan = planOf(aWorld([declared], holders));
  expect([slotIn(plan).state, plan.actions]).toEqual(['person', []]);
  expect(slotIn(plan).blocked?.[0]).toContain(`so it cannot be copied to ${FE02}`);
});
