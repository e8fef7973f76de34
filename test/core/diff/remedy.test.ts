/** For each state of one server, what is wrong and what is done: in the design's order of remedies. */

import {describe, expect, test} from '@jest/globals';
import {minute} from '../../../src/core/moment.ts';
import {
  aCertificate,
  aForeignCertificate,
  aHolder,
  aPending,
  aProblem,
  aSlot,
  assign,
  aWorld,
  CORP,
  DAY,
  DENIED,
  deeds,
  FE01,
  type HolderWish,
  inDays,
  NOT_MADE_YET,
  planOf,
  reasons,
  STRANGE_ROOT,
  slotIn,
  unreadable,
  WAITING,
  WEB,
} from '../../support/small-world.ts';

const slot = aSlot();
const good = aCertificate(slot);
const oldSpec = aSlot({spec: {template: 'Old'}});
const old = aCertificate(oldSpec, {label: 'old', template: {}});
const expiring = aCertificate(slot, {label: 'expiring', notAfter: inDays(10)});
const expired = aCertificate(slot, {label: 'expired', notAfter: inDays(-1)});
const early = aCertificate(slot, {label: 'early', notBefore: inDays(1)});
/** One that was issued by a CA whose clock is ahead. */
const inDaysFrom = (days: number) => aCertificate(slot, {label: 'later', notBefore: inDays(days)});
const changed = aCertificate(slot, {label: 'changed', names: []});
const keyless = {...good, hasPrivateKey: false};

const REQUEST = ['request fe01', 'import fe01 request'];
const ASSIGN = WEB.map(usage => `assign fe01 ${usage}`);

interface Line {
  readonly when: string;
  readonly holder: HolderWish;
  readonly state: string;
  readonly because?: readonly string[];
  readonly does?: readonly string[];
}

const inUse = (...my: readonly [typeof good, ...(typeof good)[]]): HolderWish => ({my, assigned: assign(slot, my[0])});

const LINES: readonly Line[] = [
  {when: 'the assigned certificate is good', holder: inUse(good), state: 'in-sync'},
  {
    when: 'a good certificate is there and not assigned',
    holder: {my: [good]},
    state: 'changes',
    because: ['NOT_ASSIGNED', 'NOT_ASSIGNED', 'NOT_ASSIGNED'],
    does: ASSIGN,
  },
  {
    when: 'one usage of a good certificate is not assigned',
    holder: {my: [good], assigned: assign(slot, good, ['Default', 'WebServicesExternal'])},
    state: 'changes',
    because: ['NOT_ASSIGNED'],
    does: ['assign fe01 WebServicesInternal'],
  },
  {
    when: 'another candidate is good: nothing is requested',
    holder: inUse(expiring, good),
    state: 'changes',
    because: ['NOT_ASSIGNED', 'NOT_ASSIGNED', 'NOT_ASSIGNED', 'EXPIRES_SOON'],
    does: ASSIGN,
  },
  {
    when: 'the assigned certificate is gone and a good one is there',
    holder: {my: [good], assigned: assign(slot, old)},
    state: 'changes',
    because: ['CERTIFICATE_MISSING', 'CERTIFICATE_MISSING', 'CERTIFICATE_MISSING'],
    does: ASSIGN,
  },
  {
    when: 'the assigned certificate is gone',
    holder: {assigned: assign(slot, good, ['Default'])},
    state: 'changes',
    because: ['CERTIFICATE_MISSING'],
    does: [...REQUEST, ...ASSIGN],
  },
  {
    when: 'there is nothing',
    holder: {},
    state: 'changes',
    because: ['NO_CERTIFICATE'],
    does: [...REQUEST, ...ASSIGN],
  },
  {
    when: 'the private key is gone',
    holder: inUse(keyless),
    state: 'changes',
    because: ['NO_PRIVATE_KEY'],
    does: [...REQUEST, ...ASSIGN],
  },
  {
    when: 'it expires soon',
    holder: inUse(expiring),
    state: 'changes',
    because: ['EXPIRES_SOON'],
    does: [...REQUEST, ...ASSIGN],
  },
  {
    when: 'it has expired',
    holder: inUse(expired),
    state: 'changes',
    because: ['EXPIRED'],
    does: [...REQUEST, ...ASSIGN],
  },
  {
    when: 'it was requested for another declaration',
    holder: inUse(old),
    state: 'changes',
    because: ['REQUESTED_OTHERWISE'],
    does: [...REQUEST, ...ASSIGN],
  },
  {
    when: 'only the mark is lost',
    holder: inUse(aCertificate(slot, {without: ['mark']})),
    state: 'changes',
    because: ['MARK_LOST'],
    does: ['import fe01 store'],
  },
  {
    when: 'only the friendly name is another one',
    holder: inUse(aCertificate(slot, {friendlyName: 'Old name'})),
    state: 'changes',
    because: ['FRIENDLY_NAME'],
    does: ['import fe01 store'],
  },
  {
    when: 'a certificate of somebody else is assigned and good: it becomes ours',
    holder: inUse(aForeignCertificate(slot)),
    state: 'changes',
    because: ['MARK_LOST'],
    does: ['import fe01 store'],
  },
  {
    when: 'a certificate of somebody else would be good but is not assigned: it is never proposed',
    holder: {my: [aForeignCertificate(slot)]},
    state: 'changes',
    because: ['NO_CERTIFICATE'],
    does: [...REQUEST, ...ASSIGN],
  },
  {
    when: 'a request was made for exactly this',
    holder: {...inUse(expiring), requests: [aPending(slot)]},
    state: 'changes',
    because: ['EXPIRES_SOON'],
    does: ['import fe01 pending', ...ASSIGN],
  },
  {
    when: 'a request was answered, and what came of it is to be renewed: a run ended before it forgot the request',
    holder: {...inUse(expiring), requests: [aPending(slot, WAITING, 'expiring')]},
    state: 'changes',
    because: ['EXPIRES_SOON'],
    does: [...REQUEST, ...ASSIGN],
  },
  {
    when: 'a request waits whose key somebody has a certificate for that is not ours: it is still to be collected',
    holder: {my: [{...aForeignCertificate(slot), spki: aPending(slot).spki}], requests: [aPending(slot, WAITING)]},
    state: 'waiting',
    because: ['NO_CERTIFICATE'],
    does: ['import fe01 pending', ...ASSIGN],
  },
  {
    when: 'a request was sent and nobody knows how it ended',
    holder: {requests: [aPending(slot, {state: 'sent', at: inDays(-1)})]},
    state: 'changes',
    because: ['NO_CERTIFICATE'],
    does: ['import fe01 pending', ...ASSIGN],
  },
  {
    when: 'a request waits for approval',
    holder: {requests: [aPending(slot, WAITING)]},
    state: 'waiting',
    because: ['NO_CERTIFICATE'],
    does: ['import fe01 pending', ...ASSIGN],
  },
  {
    when: 'a request was made for another declaration: it is not waited for',
    holder: {requests: [aPending(oldSpec, WAITING)]},
    state: 'changes',
    because: ['NO_CERTIFICATE', 'REQUEST_SUPERSEDED'],
    does: [...REQUEST, ...ASSIGN],
  },
  {
    when: 'a request waits and a good certificate is there: it is used',
    holder: {my: [good], requests: [aPending(slot, WAITING)]},
    state: 'changes',
    because: ['NOT_ASSIGNED', 'NOT_ASSIGNED', 'NOT_ASSIGNED'],
    does: ASSIGN,
  },
  {
    when: 'the request was denied',
    holder: {...inUse(expiring), requests: [aPending(slot, DENIED)]},
    state: 'person',
    because: ['EXPIRES_SOON'],
  },
  {
    when: 'what came back was refused',
    holder: {requests: [aPending(slot, {state: 'refused', why: 'wrong names', at: inDays(-1)})]},
    state: 'person',
    because: ['NO_CERTIFICATE'],
  },
  {
    when: 'a request for another declaration was denied: the block is over',
    holder: {requests: [aPending(oldSpec, DENIED)]},
    state: 'changes',
    because: ['NO_CERTIFICATE', 'REQUEST_SUPERSEDED'],
    does: [...REQUEST, ...ASSIGN],
  },
  {
    when: 'the CA changed what was requested: asking again would bring the same',
    holder: inUse(changed),
    state: 'person',
    because: ['NAMES_MISSING'],
  },
  {
    when: 'a stored certificate is what the CA changed, while another one expires',
    holder: inUse(expiring, changed),
    state: 'person',
    because: ['EXPIRES_SOON'],
  },
  {
    when: 'what the CA changed has also expired',
    holder: inUse(aCertificate(slot, {names: [], notAfter: inDays(-1)})),
    state: 'changes',
    because: ['EXPIRED', 'NAMES_MISSING'],
    does: [...REQUEST, ...ASSIGN],
  },
  {when: 'it is not yet valid', holder: inUse(early), state: 'waiting', because: ['NOT_YET_VALID']},
  {
    when: 'it is valid only in some days, and what is in use until then',
    holder: {...inUse(expiring), my: [expiring, inDaysFrom(9)]},
    state: 'waiting',
    because: ['EXPIRES_SOON'],
  },
  {
    when: 'it is valid only some time after what is in use has ended: nobody waits for that without saying so',
    holder: {...inUse(expiring), my: [expiring, inDaysFrom(11)]},
    state: 'person',
    because: ['EXPIRES_SOON'],
  },
  {
    when: 'it is valid only in some days, and nothing else is at all',
    holder: inUse(inDaysFrom(2)),
    state: 'person',
    because: ['NOT_YET_VALID'],
  },
  {
    when: 'the next one is not yet valid',
    holder: inUse(expiring, early),
    state: 'waiting',
    because: ['EXPIRES_SOON'],
  },
  {when: 'My could not be read', holder: {my: unreadable()}, state: 'unknown'},
  {when: 'the assignments could not be read', holder: {my: [expired], assigned: unreadable()}, state: 'unknown'},
  {
    when: 'the requests could not be read and a certificate is needed',
    holder: {...inUse(expired), requests: unreadable()},
    state: 'unknown',
    because: ['EXPIRED'],
  },
  {
    when: 'the requests could not be read and none is needed',
    holder: {...inUse(good), requests: unreadable()},
    state: 'in-sync',
  },
  {
    when: 'Root and CA could not be read: the certificate is judged as ever',
    holder: {my: [good], root: unreadable(), ca: unreadable()},
    state: 'changes',
    because: ['NOT_ASSIGNED', 'NOT_ASSIGNED', 'NOT_ASSIGNED'],
    does: ASSIGN,
  },
  {
    when: 'root and intermediate are missing: trust alone',
    holder: {...inUse(good), root: [], ca: []},
    state: 'in-sync',
    does: ['trust fe01 CA', 'trust fe01 Root'],
  },
];

describe('one server', () => {
  test.each(LINES)('when $when: $state', ({holder, state, because = [], does = []}) => {
    const plan = planOf(aWorld([slot], {[FE01]: aHolder(holder)}));
    expect({state: slotIn(plan).state, because: reasons(slotIn(plan)), does: deeds(plan)}).toEqual({
      state,
      because,
      does,
    });
  });

  test('that could not be reached is unknown, and so is one that nobody looked at', () => {
    const unreached = planOf(aWorld([slot], {[FE01]: {problem: aProblem('UNREACHABLE')}}));
    expect(slotIn(unreached).state).toBe('unknown');
    expect(unreached.actions).toEqual([]);
    const unread = planOf({...aWorld([slot]), actual: {holders: {}, authorities: {corp: CORP}}});
    expect(slotIn(unread).state).toBe('unknown');
    expect(unread.holders[FE01]).toMatchObject({unknown: {code: 'HOLDER_NOT_READ'}});
  });
});

describe('the words of what is blocked', () => {
  const blocked = (holder: HolderWish, rest = {}) =>
    slotIn(planOf(aWorld([slot], {[FE01]: aHolder(holder)}, rest))).blocked;

  test('a denial names authority, day, reason and what would end it', () => {
    expect(blocked({requests: [aPending(slot, DENIED)]})).toEqual([
      `The authority "corp" denied the request on ${inDays(-1).slice(0, 10)}: Not in this house.`,
      expect.stringContaining('until what is declared changes'),
    ]);
  });

  test('a refusal says why the answer was not stored', () => {
    const progress = {state: 'refused', why: 'wrong names', at: inDays(-1)} as const;
    expect(blocked({requests: [aPending(slot, progress)]})?.[0]).toBe(
      `What the authority "corp" answered was refused on ${inDays(-1).slice(0, 10)}: wrong names`,
    );
  });

  test('waiting names the ticket', () => {
    expect(blocked({requests: [aPending(slot, WAITING)]})).toEqual([
      `Request 4711 has been waiting at "corp" for 24 hours, since ${minute(inDays(-1))}. Run apply again after it was answered.`,
    ]);
  });

  test('what the CA changed is said in whole sentences', () => {
    expect(blocked(inUse(changed))).toEqual([
      '2 of 2 names missing: fe01.contoso.com, sip.contoso.com (the CA changed what was requested).',
    ]);
  });

  test.each([
    ['its renewal is cut', {spec: {renewBefore: {milliseconds: 400 * DAY}}}, 'RENEWAL_CUT'],
    ['it is called otherwise', {friendlyName: 'Renamed'}, 'FRIENDLY_NAME'],
  ] as const)(
    'what the CA changed is not asked for again because %s besides, nor is that a reason',
    (_title, wish, code) => {
      const declared = aSlot(wish);
      const otherwise = aCertificate(declared, {names: [], friendlyName: slot.friendlyName});
      const holder = aHolder({my: [otherwise], assigned: assign(declared, otherwise)});
      const plan = planOf(aWorld([declared], {[FE01]: holder}));
      expect(reasons(slotIn(plan))).toContain(code);
      expect([slotIn(plan).state, plan.actions]).toEqual(['person', []]);
      expect(slotIn(plan).blocked).toEqual([expect.stringContaining('names missing')]);
    },
  );

  test('a chain that could not be read blocks a request, and says why', () => {
    expect(blocked({}, {authorities: {corp: {chain: unreadable()}}})).toEqual([
      'It could not be read. The disk says no.',
    ]);
  });
});

describe('the authority', () => {
  const at = (authorities: Parameters<typeof aWorld>[2], holder: HolderWish) =>
    planOf(aWorld([slot], {[FE01]: aHolder(holder)}, authorities));

  test('that could not be asked blocks requests and nothing else', () => {
    const silent = {authorities: {corp: {chain: unreadable()}}};
    expect(slotIn(at(silent, inUse(good))).state).toBe('in-sync');
    expect(deeds(at(silent, {my: [good]}))).toEqual(ASSIGN);
    expect(slotIn(at(silent, inUse(expired))).state).toBe('person');
    expect(at(silent, {...inUse(expired), root: [], ca: []}).actions).toEqual([]);
  });

  test('that nobody asked is unknown, not absent: nothing is requested from it', () => {
    const plan = at({authorities: {}}, inUse(expired));
    expect(plan.actions).toEqual([]);
    expect(slotIn(plan)).toMatchObject({
      state: 'person',
      blocked: ['Authority was not asked. The inspected world does not contain the authority "corp".'],
    });
  });

  test('that could not be asked leaves a request waiting, for its answer could not be verified', () => {
    for (const progress of [WAITING, {state: 'created'}] as const) {
      const plan = at({authorities: {corp: {chain: unreadable()}}}, {requests: [aPending(slot, progress)]});
      expect(plan.actions).toEqual([]);
      expect(slotIn(plan)).toMatchObject({state: 'waiting', blocked: ['It could not be read. The disk says no.']});
    }
  });

  test('that is made on its first use is trusted before its certificate is stored', () => {
    const plan = at({authorities: {corp: NOT_MADE_YET}}, {});
    expect(deeds(plan)).toEqual(['trust fe01 Root', ...REQUEST, ...ASSIGN]);
    const [trust, , imported] = plan.actions;
    expect(imported?.needs).toContain(trust?.id);
    expect(plan.risks.map(risk => risk.code)).toEqual(['NEW_ROOT']);
  });

  test('that is another one than the issuer of the certificate in use gets a request', () => {
    const foreign = aForeignCertificate(slot, {issuer: STRANGE_ROOT.subject});
    const plan = planOf(aWorld([slot], {[FE01]: aHolder(inUse(foreign))}));
    expect(reasons(slotIn(plan))).toEqual(['ISSUER', 'MARK_LOST']);
    expect(deeds(plan)).toEqual([...REQUEST, ...ASSIGN]);
  });
});

describe('a denied request', () => {
  test('is made anew when a person asks for it, in the place of the old one', () => {
    const again = aSlot({retry: true});
    const denied = aPending(again, DENIED);
    const plan = planOf(aWorld([again], {[FE01]: aHolder({requests: [denied]})}));
    expect(deeds(plan)).toEqual([...REQUEST, ...ASSIGN]);
    expect(plan.actions[0]?.args).toMatchObject({discard: denied.spki});
  });

  test('is made anew then also beside a certificate with which nothing else could be done', () => {
    const again = aSlot({retry: true});
    const holder = aHolder({...inUse(expiring, changed), requests: [aPending(again, DENIED)]});
    expect(deeds(planOf(aWorld([again], {[FE01]: holder})))).toEqual([...REQUEST, ...ASSIGN]);
  });

  test('is not needed where a certificate is to be waited for too long: a person may ask for another one', () => {
    const again = aSlot({retry: true});
    const later = inDaysFrom(11);
    const plan = planOf(aWorld([again], {[FE01]: aHolder({...inUse(expiring), my: [expiring, later]})}));
    expect(deeds(plan)).toEqual([...REQUEST, ...ASSIGN]);
  });

  test('asks nothing of an order that a person gave without need', () => {
    const again = aSlot({retry: true});
    const plan = planOf(aWorld([again], {[FE01]: aHolder({my: [good], assigned: assign(again, good)})}));
    expect(plan.actions).toEqual([]);
  });
});

describe('among several', () => {
  test('the certificate that most usages point to is preferred, then the one that is valid longest', () => {
    const longer = aCertificate(slot, {label: 'longer', notAfter: inDays(600)});
    const target = (holder: HolderWish) =>
      planOf(aWorld([slot], {[FE01]: aHolder(holder)})).actions.map(
        ({args}) => 'thumbprint' in args && args.thumbprint,
      );
    const usedOnce = {my: [longer, good], assigned: assign(slot, good, ['Default'])};
    expect(target(usedOnce)).toEqual([good.thumbprint, good.thumbprint]);
    expect(target({my: [good, longer]})).toEqual([longer.thumbprint, longer.thumbprint, longer.thumbprint]);
  });

  test('the request that got furthest is gone on with', () => {
    const made = aPending(slot, {state: 'created'}, 'made');
    const waiting = aPending(slot, WAITING, 'waiting');
    for (const requests of [
      [made, waiting],
      [waiting, made],
    ]) {
      const plan = planOf(aWorld([slot], {[FE01]: aHolder({requests})}));
      expect(plan.actions[0]).toMatchObject({args: {spki: waiting.spki}, continues: waiting.spki});
    }
  });

  test('a bad one that nothing points to is not spoken of where a good one is at hand', () => {
    const other = aCertificate(oldSpec, {label: 'longest', template: {}, notAfter: inDays(700)});
    const plan = planOf(aWorld([slot], {[FE01]: aHolder({my: [other, good]})}));
    expect(reasons(slotIn(plan))).toEqual(['NOT_ASSIGNED', 'NOT_ASSIGNED', 'NOT_ASSIGNED']);
  });
});
