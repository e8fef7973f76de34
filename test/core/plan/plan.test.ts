import {describe, expect, test} from '@jest/globals';
import type {Slot} from '../../../src/core/model/desired.ts';
import {
  aCertificate,
  aForeignCertificate,
  aGlobalSlot,
  aGoodHolder,
  aHolder,
  aPending,
  aProblem,
  aSlot,
  assign,
  aWorld,
  CORP,
  DENIED,
  deeds,
  FE01,
  FE02,
  type HolderWish,
  ISSUING,
  inDays,
  NOW,
  planOf,
  ROOT,
  STRANGE_ROOT,
  slotIn,
  unreadable,
  WAITING,
  type World,
} from '../../support/small-world.ts';

const first = aSlot();
const second = aSlot({server: FE02});
const oauth = aGlobalSlot({members: [FE01, FE02]});
const empty = aWorld([first, second, oauth], {[FE01]: aHolder({root: []}), [FE02]: aHolder()});

describe('the actions of a plan', () => {
  test('have ids of their own, and need only what stands before them', () => {
    const seen = new Set<string>();
    for (const {id, needs} of planOf(empty).actions) {
      expect(seen.has(id)).toBe(false);
      expect(needs.filter(need => !seen.has(need))).toEqual([]);
      seen.add(id);
    }
    expect(seen.size).toBe(14);
  });

  test('go phase by phase, slot by slot, and the deployment’s assignment comes last', () => {
    expect(deeds(planOf(empty))).toEqual([
      'trust fe01 Root',
      'request fe01',
      'import fe01 request',
      'request fe01',
      'import fe01 request',
      'request fe02',
      'import fe02 request',
      'assign fe01 Default',
      'assign fe01 WebServicesInternal',
      'assign fe01 WebServicesExternal',
      'assign fe02 Default',
      'assign fe02 WebServicesInternal',
      'assign fe02 WebServicesExternal',
      'assign fe01 OAuthTokenIssuer',
    ]);
  });

  test('switch a server from the inside out, however its certificates are called', () => {
    const outer = aSlot({certificate: 'a-first', usages: ['WebServicesExternal']});
    const inner = aSlot({certificate: 'b-second', usages: ['Default', 'WebServicesInternal']});
    const switched = planOf(aWorld([outer, inner], {[FE01]: aHolder()})).actions.filter(({verb}) => verb === 'assign');
    expect(switched.map(({args}) => 'usage' in args && args.usage)).toEqual([
      'Default',
      'WebServicesInternal',
      'WebServicesExternal',
    ]);
  });

  test('say which findings they cure', () => {
    expect(planOf(empty).actions.filter(({because}) => because.length === 0)).toEqual([]);
  });

  test('are listed with their slot, all of them', () => {
    const plan = planOf(empty);
    const ofSlots = plan.slots.flatMap(slot => slot.actions);
    const ofPlan = plan.actions.flatMap(action => ('slot' in action ? [action.id] : []));
    expect([...ofSlots].sort()).toEqual([...ofPlan].sort());
  });

  test('import only after what has to be trusted', () => {
    const {actions} = planOf(empty);
    const trust = actions.find(({verb}) => verb === 'trust');
    for (const action of actions.filter(({verb, on}) => verb === 'import' && on === FE01)) {
      expect(action.needs).toContain(trust?.id);
    }
  });

  test('that go on with a request say so with its key, from the import to the assignments', () => {
    const pending = aPending(first, WAITING);
    const plan = planOf(aWorld([first], {[FE01]: aHolder({requests: [pending]})}));
    expect(plan.actions.map(({continues}) => continues)).toEqual(Array(4).fill(pending.spki));
  });
});

describe('the same world in another order', () => {
  test('gives the same plan, byte for byte', () => {
    const foreign = aForeignCertificate(first);
    const my = [
      aCertificate(first, {notAfter: inDays(10)}),
      foreign,
      aCertificate(first, {label: 'x', notAfter: inDays(9)}),
    ];
    const requests = [aPending(oauth, WAITING, 'b'), aPending(oauth, WAITING, 'a')];
    const root = [ISSUING, STRANGE_ROOT, {...ISSUING, thumbprint: 'F'.repeat(40)}];
    const world = (turn: <T>(list: readonly T[]) => readonly T[]): World => {
      const wish: HolderWish = {my: turn(my), requests: turn(requests), root: turn(root), ca: []};
      const whole = aWorld([first, second, oauth], {[FE01]: aHolder(wish), [FE02]: aHolder()});
      const {slots, holders} = whole.desired;
      return {
        desired: {...whole.desired, slots: turn(slots), holders: turn(holders)},
        actual: {
          holders: Object.fromEntries(turn(Object.entries(whole.actual.holders))),
          authorities: {corp: {chain: {ok: {roots: turn([ROOT, STRANGE_ROOT]), intermediates: [ISSUING]}}}},
        },
      };
    };
    const straight = planOf(world(list => list));
    const turned = planOf(world(list => list.toReversed()));
    expect(straight.actions.length).toBeGreaterThan(8);
    expect(JSON.stringify(turned)).toBe(JSON.stringify(straight));
  });
});

describe('authorities with a common root', () => {
  const other = aSlot({certificate: 'other', usages: ['WebServicesExternal'], spec: {authority: 'public'}});
  const inner = aSlot({usages: ['Default']});
  const authorities = {corp: CORP, public: CORP};
  const plan = planOf(aWorld([inner, other], {[FE01]: aHolder({root: [], ca: []})}, {authorities}));

  test('ask for it once', () => {
    expect(plan.summary.trust).toBe(2);
    expect(new Set(plan.actions.map(({id}) => id)).size).toBe(plan.actions.length);
    expect(plan.holders[FE01]).toMatchObject({trust: [{code: 'ROOT_MISSING'}, {code: 'INTERMEDIATE_MISSING'}]});
  });

  test('and the certificates of both wait for it', () => {
    const trusts = plan.actions.filter(({verb}) => verb === 'trust').map(({id}) => id);
    const imports = plan.actions.filter(({verb}) => verb === 'import');
    expect(imports).toHaveLength(2);
    for (const {needs} of imports) expect(needs).toEqual(expect.arrayContaining(trusts));
  });
});

describe('the summary', () => {
  test('counts actions by verb, an assignment once per usage', () => {
    expect(planOf(empty).summary).toEqual({
      trust: 1,
      request: 3,
      import: 3,
      copy: 0,
      assign: 7,
      restart: 0,
      retire: 0,
      waiting: 0,
      unknown: 0,
      person: 0,
      unchanged: 0,
    });
  });

  test('counts slots that wait, need a person or are as declared, and servers that are unknown', () => {
    const [waits, denied, fine, gone] = ['fe01', 'fe02', 'fe03', 'fe04'].map(name =>
      aSlot({server: `${name}.contoso.com`}),
    ) as [Slot, Slot, Slot, Slot];
    const plan = planOf(
      aWorld([waits, denied, fine, gone], {
        'fe01.contoso.com': aHolder({requests: [aPending(waits, WAITING)]}),
        'fe02.contoso.com': aHolder({requests: [aPending(denied, DENIED)]}),
        'fe04.contoso.com': {problem: aProblem()},
      }),
    );
    expect(plan.summary).toMatchObject({waiting: 1, person: 1, unchanged: 1, unknown: 1});
    expect(plan.complete).toBe(false);
  });
});

describe('a server', () => {
  const holder = (wish: HolderWish) => {
    const plan = planOf(aWorld([first], {[FE01]: aGoodHolder([first], wish)}));
    return {plan, holder: plan.holders[FE01]};
  };

  test('counts the certificates that nothing declared speaks of', () => {
    const strangers = ['a', 'b'].map(label => aForeignCertificate(first, {label}));
    const superseded = aCertificate(first, {label: 'old one of ours', notAfter: inDays(-1)});
    const my = [aCertificate(first), ...strangers, superseded];
    expect(holder({my}).holder).toMatchObject({unmanaged: 2});
  });

  test('counts what another server uses as unmanaged all the same', () => {
    const foreign = aForeignCertificate(first);
    const plan = planOf(
      aWorld([first, second], {
        [FE01]: aHolder({my: [foreign], assigned: assign(first, foreign)}),
        [FE02]: aGoodHolder([second], {my: [aCertificate(second), foreign]}),
      }),
    );
    expect(plan.holders[FE01]).toMatchObject({unmanaged: 0});
    expect(plan.holders[FE02]).toMatchObject({unmanaged: 1});
  });

  test.each(['root', 'ca', 'requests'] as const)('whose %s could not be read is not whole, and says so', part => {
    const {plan, holder: known} = holder({[part]: unreadable('DISK')});
    expect(plan).toMatchObject({complete: false, summary: {unknown: 1, unchanged: 1}});
    expect(known).toMatchObject({trust: [{code: 'PART_UNREADABLE', cure: 'person', actual: 'DISK'}]});
    expect(plan.actions).toEqual([]);
  });

  test.each(['my', 'assigned'] as const)('whose %s could not be read is unknown: nothing is done on it', part => {
    const {plan, holder: unknown} = holder({[part]: unreadable('DISK'), root: []});
    expect(unknown).toMatchObject({unknown: {code: 'DISK'}});
    expect(plan.actions).toEqual([]);
    expect(plan.complete).toBe(false);
  });

  test('warns of what a person should move, and does nothing about it', () => {
    const {plan, holder: known} = holder({root: [ROOT, ISSUING]});
    expect(known).toMatchObject({trust: [{code: 'INTERMEDIATE_IN_ROOT', severity: 'warning'}]});
    expect(plan.actions).toEqual([]);
  });
});

describe('the digest', () => {
  const digestOf = (world: World, now = NOW) => planOf(world, {now}).digest;
  const expiring = (days: number) => {
    const certificate = aCertificate(first, {notAfter: inDays(days)});
    return aWorld([first], {[FE01]: aHolder({my: [certificate], assigned: assign(first, certificate)})});
  };

  test('does not depend on time, nor on the reasons', () => {
    const soon = planOf(expiring(20));
    const later = planOf(expiring(20), {now: new Date(NOW.getTime() + 3_600_000)});
    const expired = planOf(expiring(-20));
    expect(later.now).not.toBe(soon.now);
    expect(later.digest).toBe(soon.digest);
    expect(slotIn(expired).members).not.toEqual(slotIn(soon).members);
    expect(expired.digest).toBe(soon.digest);
  });

  test('does not depend on what is blocked', () => {
    const denied = aWorld([first], {[FE01]: aHolder({requests: [aPending(first, DENIED)]})});
    expect(slotIn(planOf(denied)).state).toBe('person');
    expect(digestOf(denied)).toBe(digestOf(aWorld([first])));
  });

  const onBareServers = (slots: readonly Slot[], untrusting: string) => {
    const states = [FE01, FE02].map(server => [server, aHolder(server === untrusting ? {root: []} : {})]);
    return aWorld(slots, Object.fromEntries(states));
  };

  test.each([
    ['an action less', onBareServers([first, second, oauth], 'none')],
    ['another server', onBareServers([first, second, oauth], FE02)],
    ['another specification', onBareServers([aSlot({spec: {template: 'Other'}}), second, oauth], FE01)],
  ])('depends on what is done: %s', (_what, world) => {
    expect(digestOf(onBareServers([first, second, oauth], FE01))).toBe(digestOf(empty));
    expect(digestOf(world)).not.toBe(digestOf(empty));
  });

  test('depends on the friendly name that a certificate will have', () => {
    const renamed = aSlot({friendlyName: 'Another name'});
    const bare = {[FE01]: aHolder()};
    expect(digestOf(aWorld([renamed], bare))).not.toBe(digestOf(aWorld([first], bare)));
  });

  test('depends on the certificate that is assigned', () => {
    const having = (label: string) => aWorld([first], {[FE01]: aHolder({my: [aCertificate(first, {label})]})});
    expect(digestOf(having('one'))).not.toBe(digestOf(having('two')));
  });
});

describe('the risk that a server keeps the password of the account that asks the CA', () => {
  const account = 'CONTOSO\\enroll';
  const asked = (slot: Slot): Slot => ({...slot, requestWith: 'Request-CsCertificate', enrollAccount: account});
  const risks = (world: World) => planOf(world).risks.filter(({code}) => code === 'PASSWORD_ON_SERVER');

  test('is named once for an account, with its servers, where it is going to be handed over', () => {
    const all = aWorld([asked(first), asked(second)], {[FE01]: aHolder(), [FE02]: aHolder()});
    expect(risks(all)).toEqual([
      {code: 'PASSWORD_ON_SERVER', message: expect.stringContaining(`as ${account} from ${FE01}, ${FE02}:`)},
    ]);
    const made = aWorld([asked(first)], {[FE01]: aHolder({requests: [aPending(first, {state: 'created'})]})});
    expect(risks(made)).toHaveLength(1);
  });

  test('is none where no password is needed: nothing to do, an answer that is awaited, another account', () => {
    const good = aWorld([asked(first)], {[FE01]: aGoodHolder([first])});
    const waiting = aWorld([asked(first)], {[FE01]: aHolder({requests: [aPending(first, WAITING)]})});
    expect([good, waiting, aWorld([first], {[FE01]: aHolder()})].map(risks)).toEqual([[], [], []]);
  });
});

test('a plan survives JSON', () => {
  const plan = planOf(empty);
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
});

test('that whatever root an answer brings is trusted is a risk of every plan in which something is asked for', () => {
  const slot = aSlot();
  const authorities = {corp: {chain: {ok: {roots: [ROOT], intermediates: [ISSUING], fromResponse: true}}}};
  const bought = aForeignCertificate(slot);
  const told = (holder: ReturnType<typeof aHolder>, of = slot) => {
    const offered = {[slot.address]: {ok: bought}};
    const {actions, risks} = planOf(aWorld([of], {[FE01]: holder}, {authorities, offered}));
    return [[...new Set(actions.map(({verb}) => verb))], risks.map(({code}) => code)];
  };
  expect(told(aHolder())).toEqual([['request', 'import', 'assign'], ['ROOT_FROM_RESPONSE']]);
  expect(told(aGoodHolder([slot]))).toEqual([[], []]);
  // Nothing is answered where what is there has only to be assigned.
  expect(told({...aGoodHolder([slot]), assigned: {ok: {}}})).toEqual([['assign'], []]);
  const named = aSlot({use: {thumbprint: bought.thumbprint}});
  expect(told(aHolder({my: [bought]}), named)).toEqual([['assign'], []]);
  expect(told(aHolder(), aSlot({use: {pfx: 'bought.pfx'}}))).toEqual([['import', 'assign'], []]);
});
