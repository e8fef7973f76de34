import {describe, expect, test} from '@jest/globals';
import type {Slot} from '../../../src/core/model/desired.ts';
import type {Usage} from '../../../src/core/model/usage.ts';
import {
  aCertificate,
  aHolder,
  aPoolSlot,
  aSlot,
  assign,
  aWorld,
  deeds,
  FE01,
  FE02,
  inDays,
  planOf,
} from '../../support/small-world.ts';

const AV = 'AudioVideoAuthentication';
const members = [FE01, FE02];
/** NOW is Monday, 12:00 UTC. */
const maintenance = {timeZone: 'UTC', windows: [{days: ['wed'], from: 60, to: 120}]} as const;

const oldOf = (slot: Slot, notAfter: string) =>
  aCertificate(slot, {label: 'old', notBefore: inDays(-300), notAfter, friendlyName: slot.friendlyName});
const newOf = (slot: Slot) => aCertificate(slot, {label: 'new', notBefore: inDays(-1), notAfter: inDays(365)});

interface Wish {
  readonly notAfter?: string;
  /** Usages that have the new certificate, on every member. */
  readonly moved?: readonly Usage[];
}

/** Of a slot whose members have the old certificate in use and the new one in the store. */
function planWith(slot: Slot, {notAfter = inDays(60), moved = []}: Wish = {}) {
  const [before, after] = [oldOf(slot, notAfter), newOf(slot)];
  const assigned = {...assign(slot, before), ...assign(slot, after, moved)};
  const holder = aHolder({my: [before, after], assigned});
  return planOf(aWorld([slot], Object.fromEntries(slot.members.map(server => [server, holder]))));
}

const messages = (plan: ReturnType<typeof planWith>, code: string) =>
  plan.risks.filter(risk => risk.code === code).map(({message}) => message);

describe('a certificate that is rolled in parts', () => {
  const messageOf = (usages: readonly Usage[], wish?: Wish) =>
    messages(planWith(aPoolSlot({members, usages}), wish), 'ROLL_IN_PARTS')[0];

  test('is said to move for its other usages with the pool, as far as they do', () => {
    expect(messageOf(['AccessEdgeExternal', 'DataEdgeExternal', AV])).toContain(
      `${AV} takes over 2026-06-02 12:00 UTC, while AccessEdgeExternal and DataEdgeExternal move with the pool.`,
    );
    expect(messageOf(['AccessEdgeExternal', 'DataEdgeExternal', AV], {moved: ['AccessEdgeExternal']})).toContain(
      'while DataEdgeExternal moves with the pool.',
    );
  });

  test('is not said to move for usages that have it already', () => {
    expect(messageOf(['AccessEdgeExternal', AV], {moved: ['AccessEdgeExternal']})).toContain(
      'while AccessEdgeExternal has it already.',
    );
    const both = ['AccessEdgeExternal', 'DataEdgeExternal'] as const;
    expect(messageOf([...both, AV], {moved: both})).toContain(
      'while AccessEdgeExternal and DataEdgeExternal have it already.',
    );
  });
});

describe('tokens that break', () => {
  test('are told with what people notice of it', () => {
    const own = aPoolSlot({members, usages: [AV]});
    expect(messages(planWith(own, {notAfter: inDays(-1)}), 'TOKENS_BREAK')).toEqual([
      `${AV} switches at once, for the one in use expired 2026-05-31 12:00 UTC. Users outside drop out of audio, video and desktop sharing until their clients have fetched new credentials.`,
    ]);
  });
});

describe('a window that is not waited for', () => {
  const urgent = {notAfter: inDays(1)};
  const why = 'what is in use ends 2026-06-02 12:00 UTC, and the window opens only 2026-06-03 01:00 UTC.';

  test('is told with the servers where there are several, and once for them all', () => {
    const found = messages(planWith(aPoolSlot({members, upkeep: {maintenance}}), urgent), 'WINDOW_IGNORED');
    expect(found).toEqual([`It is assigned on ${FE01}, ${FE02} outside of the maintenance windows: ${why}`]);
    const own = messages(planWith(aSlot({upkeep: {maintenance}}), urgent), 'WINDOW_IGNORED');
    expect(own).toEqual([`It is assigned outside of the maintenance windows: ${why}`]);
  });

  test('is told of assignments alone: what is requested, or called otherwise, waits for none', () => {
    const byHand = aSlot({assign: 'manual', upkeep: {maintenance}});
    const before = oldOf(byHand, inDays(1));
    const misnamed = aCertificate(byHand, {label: 'new', friendlyName: 'x'});
    const plansOf = (...my: readonly (typeof before)[]) =>
      planOf(aWorld([byHand], {[FE01]: aHolder({my, assigned: assign(byHand, before)})}));
    expect(deeds(plansOf(before))).toEqual(['request fe01', 'import fe01 request']);
    expect(plansOf(before).risks).toEqual([]);
    expect(deeds(plansOf(before, misnamed))).toEqual(['import fe01 store']);
    expect(plansOf(before, misnamed).risks).toEqual([]);
  });
});
