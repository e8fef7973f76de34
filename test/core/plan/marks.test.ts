/** What our mark leads to in the plans of months: only what is known to come from the declared authority becomes ours. */
import {describe, expect, test} from '@jest/globals';
import {simulate} from '../../support/simulate.ts';
import {
  aCertificate,
  aForeignCertificate,
  aHolder,
  aPoolSlot,
  aSlot,
  assign,
  aWorld,
  CORP,
  deeds,
  FE01,
  FE02,
  inDays,
  NOW,
  planOf,
  reasons,
  STRANGE_ROOT,
  slotIn,
  unreadable,
  type World,
} from '../../support/small-world.ts';

const SILENT = {authorities: {corp: {chain: unreadable()}}};
const slots = [
  ['a server', aSlot()],
  ['a pool', aPoolSlot({members: [FE01, FE02]})],
] as const;

describe.each(slots)('a certificate of %s that somebody else’s CA issued', (_title, slot) => {
  const issuer = STRANGE_ROOT.subject;
  const stranger = aForeignCertificate(slot, {issuer, authorityKeyId: STRANGE_ROOT.subjectKeyId ?? ''});
  const holder = aHolder({my: [stranger], assigned: assign(slot, stranger)});
  const silent = aWorld([slot], Object.fromEntries(slot.members.map(server => [server, holder])), SILENT);
  const answering = ({desired, actual}: World): World => ({desired, actual: {...actual, authorities: {corp: CORP}}});

  test('stays in use, and is not marked while the authority cannot be asked', () => {
    const plan = planOf(silent);
    expect(plan.actions).toEqual([]);
    expect(slotIn(plan).state).toBe('in-sync');
    expect(new Set(reasons(slotIn(plan)))).toEqual(new Set(['MARK_HELD']));
    expect(slotIn(plan).members[0]?.findings[0]).toMatchObject({
      severity: 'warning',
      message:
        'its friendly name does not carry the mark of cscert; it is not marked while nobody can tell whether the authority "corp" issued it',
    });
  });

  test('is not copied meanwhile either, for a copy would be marked', () => {
    if (slot.delivery !== 'copy') return;
    const exportable = aForeignCertificate(slot, {issuer, authorityKeyId: STRANGE_ROOT.subjectKeyId ?? ''});
    const one = aHolder({my: [exportable], assigned: assign(slot, exportable)});
    const world = (rest: typeof SILENT | Record<never, never>) =>
      aWorld([slot], {[FE01]: one, [FE02]: aHolder()}, rest);
    const plan = planOf(world(SILENT));
    expect(plan.actions).toEqual([]);
    expect(slotIn(plan)).toMatchObject({
      state: 'waiting',
      blocked: [expect.stringMatching(/^[0-9A-F]{8} of fe01\.contoso\.com does not bear the mark .* copied to fe02/)],
    });
    const ours = aCertificate(slot);
    const marked = aHolder({my: [ours], assigned: assign(slot, ours)});
    expect(deeds(planOf(aWorld([slot], {[FE01]: marked, [FE02]: aHolder()}, SILENT)))[0]).toBe('copy fe02');
  });

  test('is replaced when the authority is back, and is never removed', () => {
    const first = simulate(silent, planOf(silent), NOW);
    const second = planOf(answering(first));
    expect(deeds(second)[0]).toBe('request fe01');
    const renewed = simulate(answering(first), second, NOW);
    for (const days of [8, 30, 90]) {
      const later = new Date(inDays(days));
      expect(planOf(renewed, {now: later}).actions).toEqual([]);
    }
  });
});

test('a certificate of the declared authority is marked when that can be asked again', () => {
  const slot = aSlot();
  const own = aForeignCertificate(slot);
  const holder = aHolder({my: [own], assigned: assign(slot, own)});
  expect(planOf(aWorld([slot], {[FE01]: holder}, SILENT)).actions).toEqual([]);
  const plan = planOf(aWorld([slot], {[FE01]: holder}));
  expect([deeds(plan), reasons(slotIn(plan))]).toEqual([['import fe01 store'], ['MARK_LOST']]);
});
