/** What an apply makes of a world that is no longer as its plan found it. */
import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {groupBy} from '../../../src/core/group.ts';
import type {Assignments} from '../../../src/core/model/actual.ts';
import type {Action} from '../../../src/core/model/plan.ts';
import {recheck} from '../../../src/engine/apply/recheck.ts';
import {countCalls} from '../../support/count-calls.ts';
import {countReads, type Reads} from '../../support/count-reads.ts';
import {deployment, EngineWorld, FE1, results} from '../../support/deployment.ts';
import {FakeAuthority} from '../../support/fake-authority.ts';
import {LARGE_WORLDS} from '../../support/large-worlds.ts';
import {anyWorld, anyWorldOf} from '../../support/random-world.ts';
import {runs} from '../../support/runs.ts';
import {
  aCertificate,
  aGlobalSlot,
  aHolder,
  aPoolSlot,
  aSlot,
  aWorld,
  type CertificateWish,
  FE01,
  FE02,
  inDays,
  NOW,
  planOf,
  type World,
} from '../../support/small-world.ts';

const argument = ({args}: Action, name: string): unknown => new Map(Object.entries(args)).get(name);

/** What is to be done on a server that has anything to do, as planned and as found again. */
function checking({desired, actual}: World, later = NOW, {watch}: Pick<Reads, 'watch'> = {watch: list => list}) {
  const plan = planOf({desired, actual});
  const run = {
    plan: {...plan, slots: watch(plan.slots), actions: watch(plan.actions)},
    desired: {...desired, slots: watch(desired.slots), holders: watch(desired.holders)},
    actual,
    cx: {now: () => later, signal: new AbortController().signal},
  };
  const plannedOn = groupBy(plan.actions, ({on}) => on);
  return (server: string, part = actual.holders[server]) => {
    const planned = plannedOn.get(server);
    if (planned === undefined || part === undefined || !('ok' in part)) return [];
    return [{planned, checked: recheck(server, part.ok, {run, planned})}];
  };
}

describe('when the world has moved since the plan', () => {
  test('because another run did all of it, everything is already done', async () => {
    const world = new EngineWorld(deployment({servers: [FE1]}));
    const planned = await world.plan();
    await world.apply();
    const outcomes = await world.apply(planned);
    expect(new Set(outcomes.map(({result}) => result))).toEqual(new Set(['already-done']));
    expect(world.authority.orders).toHaveLength(1);
  });

  test('because another run made the request, that one is collected and no second is made', async () => {
    const world = new EngineWorld(deployment({servers: [FE1]}));
    const planned = await world.plan();
    world.authority.reply('failed');
    await world.apply();
    expect(results(await world.apply(planned)).slice(-4)).toEqual([
      'request already-done',
      'import done',
      'assign done',
      'assign done',
    ]);
    expect(world.connection.server(FE1).keys.size).toBe(1);
  });

  test('because what was to be dropped has taken over, the way back is a roll on all members and no switch', () => {
    const pool = aPoolSlot({members: [FE01, FE02], usages: ['AudioVideoAuthentication']});
    const wanted = aCertificate(pool);
    const other = aCertificate(pool, {label: 'other', names: [{type: 'dns', value: 'other.contoso.com'}]});
    const at = new Date(NOW.getTime() + 600_000).toISOString();
    const staged = {current: wanted.thumbprint, staged: {thumbprint: other.thumbprint, at}};
    const holder = aHolder({my: [wanted, other], assigned: {AudioVideoAuthentication: staged}});
    const check = checking(aWorld([pool], {[FE01]: holder, [FE02]: holder}), new Date(NOW.getTime() + 1_200_000));
    const [found] = check(FE01);
    expect(found?.planned).toMatchObject([{verb: 'assign', args: {thumbprint: wanted.thumbprint}}]);
    expect(found?.planned[0]).not.toHaveProperty('effective');
    const taken = {current: other.thumbprint, previous: wanted.thumbprint, since: at};
    const fresh = aHolder({my: [wanted, other], assigned: {AudioVideoAuthentication: taken}});
    expect(check(FE01, {ok: fresh})[0]?.checked.todo).toMatchObject([{verb: 'assign', effective: expect.any(String)}]);
  });

  test('because another usage serves itself of what was to be removed with its key, it is left as it is', () => {
    const AV = 'AudioVideoAuthentication';
    const slot = aPoolSlot({members: [FE01], usages: [AV]});
    const before = aCertificate(slot, {label: 'old', notBefore: inDays(-300)});
    const after = aCertificate(slot, {notBefore: inDays(-30)});
    const signs = {current: after.thumbprint, previous: before.thumbprint, since: inDays(-29)};
    const having = (assigned: Assignments) => aHolder({my: [before, after], assigned: {[AV]: signs, ...assigned}});
    const check = checking(aWorld([slot], {[FE01]: having({})}));
    const removed = {verb: 'retire', args: {thumbprint: before.thumbprint, removed: true}};
    expect(check(FE01)).toMatchObject([{checked: {todo: [removed], moved: []}}]);
    const wanted = having({Internal: {current: before.thumbprint}});
    expect(planOf(aWorld([slot], {[FE01]: wanted})).actions).toMatchObject([{verb: 'retire', args: {removed: false}}]);
    expect(check(FE01, {ok: wanted})).toMatchObject([{checked: {todo: [], moved: [{action: removed}]}}]);
  });

  test('because the authority has another root, what was to be trusted is not taken for done', async () => {
    const world = new EngineWorld(deployment({servers: [FE1]}));
    const {plan, actual} = await world.plan();
    world.issuer = new FakeAuthority(world.clock.now(), 'Another');
    const now = await world.plan();
    const outcomes = await world.apply({plan, actual: {...actual, authorities: now.actual.authorities}});
    const trusted = outcomes.filter(({verb}) => verb === 'trust');
    expect(trusted.length).toBeGreaterThan(0);
    for (const {result, message} of trusted) {
      expect(result).toBe('not-run');
      expect(message).toContain("the authority's chain has changed");
    }
    expect(world.connection.server(FE1).root.size).toBe(0);
  });

  test('so that it would need what nobody approved, nothing of that is done', async () => {
    const world = new EngineWorld(deployment({servers: [FE1]}));
    await world.apply();
    const server = world.connection.server(FE1);
    server.assigned.delete('Default');
    const planned = await world.plan();
    expect(planned.plan.actions.map(({verb}) => verb)).toEqual(['assign']);
    server.keys.clear();
    const outcomes = await world.apply(planned);
    expect(results(outcomes)).toEqual(['assign not-run']);
    expect(outcomes[0]?.message).toContain('run plan again');
    expect(world.authority.orders).toHaveLength(1);
  });

  test.each([
    ['My', 'not-run'],
    ['assigned', 'not-run'],
    // What the server trusts is known all the same.
    ['requests', 'done'],
  ] as const)(
    'so that a part (%s) can no longer be read, nothing is taken for done, nor what goes with the server as a whole',
    async (part, trust) => {
      const desired = deployment({servers: [FE1]});
      const slots = desired.slots.map(slot => ({...slot, upkeep: {...slot.upkeep, restart: 'afterAssign' as const}}));
      const world = new EngineWorld({...desired, slots});
      const planned = await world.plan();
      world.connection.breakPart(FE1, part);
      const outcomes = await world.apply(planned);
      expect(results(outcomes)).toEqual([
        `trust ${trust}`,
        `trust ${trust}`,
        'request not-run',
        'import not-run',
        'assign not-run',
        'assign not-run',
        'restart not-run',
      ]);
      const ofServer = outcomes.filter(({verb, result}) => /^(?:trust|restart)$/.test(verb) && result === 'not-run');
      expect(new Set(ofServer.map(({message}) => message))).toEqual(new Set(['A fault']));
      expect(world.authority.orders).toEqual([]);
    },
  );

  test('so that the request was denied meanwhile, that is not taken for done', async () => {
    const world = new EngineWorld(deployment({servers: [FE1]}));
    const planned = await world.plan();
    world.authority.reply('denied');
    await world.apply();
    const outcomes = await world.apply(planned);
    expect(results(outcomes).slice(2)).toEqual([
      'request not-run',
      'import not-run',
      'assign not-run',
      'assign not-run',
    ]);
    expect(outcomes.at(-1)?.message).toContain('denied');
  });
});

describe('when nothing has moved since the plan', () => {
  const foundAgain = (world: World, later = NOW) =>
    Object.keys(world.actual.holders).flatMap(server => checking(world, later)(server));

  test('all that was planned for a server is still to be done, and nothing else', () => {
    fc.assert(
      fc.property(anyWorld(), world => {
        for (const {planned, checked} of foundAgain(world)) {
          expect(checked).toEqual({todo: planned, alreadyDone: [], moved: []});
        }
      }),
      runs(100),
    );
  });

  test.each<[string, CertificateWish]>([
    ['can sign', {}],
    ['came without its key', {hasPrivateKey: false}],
    ['has a key that cannot leave', {exportable: false}],
    ['is called otherwise', {friendlyName: 'renamed'}],
  ])('what a renewal left on servers is still to be put away, where their new certificate %s', (_what, kept) => {
    const oauth = aGlobalSlot({members: [FE01, FE02]});
    const before = aCertificate(oauth, {label: 'before', notBefore: inDays(-300)});
    const after = aCertificate(oauth, {notBefore: inDays(-30)});
    const assigned = {OAuthTokenIssuer: {current: after.thumbprint, previous: before.thumbprint, since: inDays(-29)}};
    const states = {[FE01]: after, [FE02]: aCertificate(oauth, {notBefore: inDays(-30), ...kept})};
    const world = aWorld(
      [aSlot({server: FE02}), oauth],
      Object.fromEntries(
        Object.entries(states).map(([server, own]) => [server, aHolder({my: [before, own], assigned})]),
      ),
    );
    const retired = planOf(world).actions.filter(({verb}) => verb === 'retire');
    expect(retired.map(({on}) => on)).toEqual([FE01, FE02]);
    for (const {planned, checked} of foundAgain(world)) expect(checked).toMatchObject({todo: planned, moved: []});
  });

  test('what was to be forgotten is not removed with its key, though the time for that has come', () => {
    const AV = 'AudioVideoAuthentication';
    const slot = aPoolSlot({members: [FE01], usages: [AV]});
    const before = aCertificate(slot, {label: 'old', notBefore: inDays(-300), notAfter: inDays(20)});
    const after = aCertificate(slot, {notBefore: inDays(-6.9)});
    const signs = {current: after.thumbprint, previous: before.thumbprint, since: inDays(-6.9)};
    const world = aWorld([slot], {[FE01]: aHolder({my: [before, after], assigned: {[AV]: signs}})});
    const later = new Date(inDays(0.2));
    expect(planOf(world, {now: later}).actions).toMatchObject([{verb: 'retire', args: {removed: true}}]);
    expect(foundAgain(world, later)).toMatchObject([{checked: {todo: [{verb: 'retire', args: {removed: false}}]}}]);
  });
});

describe('when a server has become another since the plan', () => {
  /** What was there when the plan was made, and what is there now. */
  const moved = anyWorld().chain(before =>
    anyWorldOf(before.desired).map(({actual}) => ({before, now: actual.holders})),
  );

  /** The same, but what would be removed by now may be only forgotten. */
  const allows = (now: Action | undefined, todo: Action): boolean =>
    now !== undefined &&
    now.verb === todo.verb &&
    ['thumbprint', 'from'].every(name => argument(now, name) === argument(todo, name)) &&
    (argument(now, 'removed') === true || argument(todo, 'removed') !== true);

  test('only that is done which a plan of the whole deployment would do too', () => {
    fc.assert(
      fc.property(moved, ({before: {desired, actual}, now}) => {
        for (const [server, part] of Object.entries(now)) {
          const holders = {...actual.holders, [server]: part};
          const whole = planOf({desired, actual: {...actual, holders}});
          for (const {checked} of checking({desired, actual})(server, part)) {
            const found = new Map(whole.actions.map(action => [action.id, action]));
            for (const action of checked.todo) expect(allows(found.get(action.id), action)).toBe(true);
            for (const action of checked.alreadyDone)
              expect([action.id, found.has(action.id)]).toEqual([action.id, false]);
          }
        }
      }),
      runs(100),
    );
  });
});

describe('the work to check every server again grows as the deployment does', () => {
  /** In the first there is nothing to do; in the others something of a global slot, on every server. */
  const others = new Set([
    'is in order',
    'has replicas without their keys',
    'has moved on from a deployment’s certificate that it still keeps',
  ]);
  const worlds = LARGE_WORLDS.filter(([what]) => !others.has(what));

  test.each(worlds)('when it %s', (_what, worldOf) => {
    const [few, many] = [worldOf(50), worldOf(200)];
    const work = (world: World) => {
      const reads = countReads();
      const check = checking(world, NOW, reads);
      const calls = countCalls('/src/', () => {
        for (const server of Object.keys(world.actual.holders)) check(server);
      });
      return {calls, reads: reads.count()};
    };
    const [less, more] = [work(few), work(many)];
    // What is quadratic would take sixteen times.
    expect(more.calls / less.calls).toBeLessThan(5.5);
    expect(more.reads / less.reads).toBeLessThan(5.5);
  });
});
