import {describe, expect, test} from '@jest/globals';
import type {Slot} from '../../../src/core/model/desired.ts';
import type {Upkeep} from '../../../src/core/model/upkeep.ts';
import {
  aCertificate,
  aGlobalSlot,
  aGoodHolder,
  aHolder,
  aPoolSlot,
  aSlot,
  assign,
  aWorld,
  deeds,
  FE01,
  FE02,
  inDays,
  NOW,
  planOf,
} from '../../support/small-world.ts';

const RESTART = {restart: 'afterAssign'} as const satisfies Partial<Upkeep>;
/** Nights only; the tests are at noon. */
const NIGHTS: Partial<Upkeep> = {
  maintenance: {
    timeZone: 'UTC',
    windows: [{days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: 22 * 60, to: 4 * 60}],
  },
};
const TONIGHT = '2026-06-01T22:00:00Z';

/** The good certificate is there, and another one is assigned that ends on this day. */
function behind(slot: Slot, end = 100) {
  const old = aCertificate(slot, {label: 'old', notAfter: inDays(end)});
  return aHolder({my: [aCertificate(slot), {...old, friendlyName: 'old', names: []}], assigned: assign(slot, old)});
}
const restartOf = (plan: ReturnType<typeof planOf>) => plan.actions.find(({verb}) => verb === 'restart');

describe('services are restarted', () => {
  test('after the assignments of their server, which they need, last of all, and the plan warns of it', () => {
    const slots = [aSlot({upkeep: RESTART}), aSlot({server: FE02, upkeep: RESTART})];
    const [first, second] = slots;
    if (first === undefined || second === undefined) throw new Error('two slots');
    const plan = planOf(aWorld(slots, {[FE01]: behind(first), [FE02]: behind(second)}));
    const assigns = plan.actions.filter(({verb}) => verb === 'assign');
    expect(plan.actions.slice(-2)).toMatchObject([
      {id: `restart:${FE01}`, phase: 'switch', needs: assigns.filter(({on}) => on === FE01).map(({id}) => id)},
      {id: `restart:${FE02}`},
    ]);
    expect(plan.summary.restart).toBe(2);
    expect(plan.risks).toMatchObject([{code: 'RESTART'}]);
  });

  test('after what is global, too, which is assigned when all servers have theirs', () => {
    const slot = aSlot({usages: ['Default'], upkeep: RESTART});
    const oauth = aGlobalSlot({members: [FE01]});
    const {stores, ...rest} = behind(slot);
    const my = 'ok' in stores.My ? [...stores.My.ok, aCertificate(oauth)] : [];
    const plan = planOf(aWorld([slot, oauth], {[FE01]: {...rest, stores: {...stores, My: {ok: my}}}}));
    expect(deeds(plan)).toEqual(['assign fe01 Default', 'assign fe01 OAuthTokenIssuer', 'restart fe01']);
  });

  test('never, unless it is declared', () => {
    const slot = aSlot();
    expect(deeds(planOf(aWorld([slot], {[FE01]: behind(slot)}))).filter(one => one.startsWith('restart'))).toEqual([]);
    const owing = {...aGoodHolder([slot]), restartOwed: inDays(-1)};
    const plan = planOf(aWorld([slot], {[FE01]: owing}));
    expect(plan.actions).toEqual([]);
    // A person still hears of it.
    expect(JSON.stringify(plan.holders)).toContain('RESTART_OWED');
  });

  test('never for what is staged, nor for a slot beside the one that asks for it', () => {
    const AV = 'AudioVideoAuthentication';
    const relay = aPoolSlot({members: [FE01], certificate: 'relay', usages: [AV], upkeep: RESTART});
    const other = aSlot({usages: ['Default']});
    const [old, inUse] = [relay, other].map(slot => aCertificate(slot, {label: slot.address, notAfter: inDays(20)}));
    if (old === undefined || inUse === undefined) throw new Error('two certificates');
    const my = [old, inUse, aCertificate(relay), aCertificate(other)];
    const holder = aHolder({my, assigned: {...assign(relay, old), ...assign(other, inUse)}});
    expect(deeds(planOf(aWorld([relay, other], {[FE01]: holder})))).toEqual([
      'assign fe01 Default',
      `assign fe01 ${AV}`,
    ]);
  });

  test('in the next window where nobody knows since when that is owed', () => {
    const slot = aSlot({upkeep: {...RESTART, ...NIGHTS}});
    const holder = aGoodHolder([slot]);
    const plan = planOf(aWorld([slot], {[FE01]: {...holder, restartOwed: holder.at}}));
    expect(restartOf(plan)?.notBefore).toBe(TONIGHT);
  });

  test('where that is owed, although nothing is assigned any more', () => {
    const slot = aSlot({upkeep: RESTART});
    const plan = planOf(aWorld([slot], {[FE01]: {...aGoodHolder([slot]), restartOwed: inDays(-1)}}));
    expect(plan.actions).toMatchObject([{verb: 'restart', needs: [], because: ['RESTART_OWED']}]);
  });

  test('in the window of their assignments', () => {
    const slot = aSlot({upkeep: {...RESTART, ...NIGHTS}});
    const waiting = planOf(aWorld([slot], {[FE01]: behind(slot)}));
    expect(restartOf(waiting)?.notBefore).toBe(TONIGHT);
    const night = new Date('2026-06-01T23:00:00Z');
    expect(restartOf(planOf(aWorld([slot], {[FE01]: behind(slot)}), {now: night}))?.notBefore).toBeUndefined();
  });

  test.each([
    ['in the next window where it was to be made in one', '2026-06-01T03:00:00Z', TONIGHT],
    ['at once where it was to be made outside of them, for what could not wait', '2026-06-01T11:00:00Z', undefined],
  ])('although nothing is assigned any more, %s', (_title, restartOwed, notBefore) => {
    const slot = aSlot({upkeep: {...RESTART, ...NIGHTS}});
    const plan = planOf(aWorld([slot], {[FE01]: {...aGoodHolder([slot]), restartOwed}}));
    expect(restartOf(plan)).toMatchObject({because: ['RESTART_OWED']});
    expect(restartOf(plan)?.notBefore).toBe(notBefore);
  });

  test('in the window of their pool where what is global asks for restarts too, which needs none and has no window', () => {
    const slot = aSlot({upkeep: {...RESTART, ...NIGHTS}});
    const oauth = aGlobalSlot({members: [FE01], upkeep: RESTART});
    const owing = {...aGoodHolder([slot, oauth]), restartOwed: '2026-06-01T03:00:00Z'};
    const world = aWorld([slot, oauth], {[FE01]: owing});
    expect(restartOf(planOf(world))?.notBefore).toBe(TONIGHT);
    expect(planOf(world, {selection: {only: [oauth.address], exclude: []}}).actions).toEqual([]);
  });

  test('at once where anything is assigned at once, or was, whatever else of the server waits for a window', () => {
    const slots = [
      aSlot({usages: ['Default'], upkeep: {...RESTART, ...NIGHTS}}),
      aSlot({certificate: 'web', usages: ['WebServicesInternal'], upkeep: {...RESTART, ...NIGHTS}}),
    ] as const;
    const [first, second] = slots;
    const holderWith = (urgent: boolean) => {
      const inUse = (slot: Slot, end: number) =>
        aCertificate(slot, {label: `old ${slot.certificate}`, notAfter: inDays(end), names: [], friendlyName: 'old'});
      const [one, other] = [urgent ? inUse(first, 0.5) : aCertificate(first), inUse(second, 100)];
      const my = [...new Set([one, other, aCertificate(first), aCertificate(second)])];
      return aHolder({my, assigned: {...assign(first, one), ...assign(second, other)}});
    };
    const urgent = planOf(aWorld(slots, {[FE01]: holderWith(true)}));
    expect(restartOf(urgent)?.notBefore).toBeUndefined();
    expect(restartOf(urgent)?.needs).toHaveLength(2);
    const owing = {...holderWith(false), restartOwed: '2026-06-01T11:00:00Z'};
    const owed = planOf(aWorld(slots, {[FE01]: owing}));
    expect(owed.actions.map(({verb, notBefore}) => [verb, notBefore])).toEqual([
      ['assign', TONIGHT],
      ['restart', undefined],
    ]);
  });

  test('outside of it where the end of what is in use does not wait', () => {
    const slot = aSlot({upkeep: {...RESTART, ...NIGHTS}});
    const plan = planOf(aWorld([slot], {[FE01]: behind(slot, 0.5)}), {now: NOW});
    expect(restartOf(plan)).toBeDefined();
    expect(restartOf(plan)?.notBefore).toBeUndefined();
  });
});
