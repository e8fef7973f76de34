import {expect, test} from '@jest/globals';
import {calendar} from '../../../src/core/calendar/calendar.ts';
import {
  aCertificate,
  aHolder,
  aPoolSlot,
  aSlot,
  assign,
  aWorld,
  FE01,
  FE02,
  inDays,
  NOW,
  type World,
} from '../../support/small-world.ts';

const SOON = new Date(inDays(200));

/** `2026-07-01 renewal: text (fe01, fe02)` */
function told({desired, actual}: World, until = SOON): readonly string[] {
  return calendar({desired, actual, now: NOW, until}).map(({at, kind, text, servers = []}) => {
    const on = servers.map(server => server.split('.')[0]).join(', ');
    return `${at.slice(0, 10)} ${kind}: ${text}${on === '' ? '' : ` (${on})`}`;
  });
}

const living = {notBefore: inDays(-60), notAfter: inDays(40)};

test('a certificate is renewed when its time has come, and would end later', () => {
  const slot = aSlot({spec: {renewBefore: {milliseconds: 30 * 86_400_000}}});
  const one = aCertificate(slot, living);
  const shown = one.thumbprint.slice(0, 8);
  expect(told(aWorld([slot], {[FE01]: aHolder({my: [one], assigned: assign(slot, one)})}))).toEqual([
    `2026-06-11 renewal: ${shown} is renewed (fe01)`,
    `2026-07-11 expiry: ${shown} ends (fe01)`,
  ]);
});

test('what is overdue stands at its own time', () => {
  const slot = aSlot({spec: {renewBefore: {percent: 50}}});
  const one = aCertificate(slot, living);
  const [first] = told(aWorld([slot], {[FE01]: aHolder({my: [one], assigned: assign(slot, one)})}));
  expect(first).toContain('2026-05-22 renewal');
});

test('a shared certificate is told once, with its members', () => {
  const slot = aPoolSlot({members: [FE01, FE02]});
  const one = aCertificate(slot, living);
  const holder = aHolder({my: [one], assigned: assign(slot, one)});
  const entries = told(aWorld([slot], {[FE01]: holder, [FE02]: holder}));
  expect(entries).toHaveLength(2);
  expect(entries.every(entry => entry.endsWith('(fe01, fe02)'))).toBe(true);
});

test('a roll is told; what it replaces ends and is not renewed', () => {
  const slot = aPoolSlot({members: [FE01], usages: ['AudioVideoAuthentication']});
  const [old, next] = [
    aCertificate(slot, {label: 'old', ...living}),
    aCertificate(slot, {label: 'next', notBefore: inDays(0), notAfter: inDays(100)}),
  ];
  const staged = {thumbprint: next.thumbprint, at: inDays(1)};
  const assigned = {AudioVideoAuthentication: {current: old.thumbprint, staged}};
  expect(told(aWorld([slot], {[FE01]: aHolder({my: [old, next], assigned})}))).toEqual([
    `2026-06-02 roll: ${next.thumbprint.slice(0, 8)} takes over AudioVideoAuthentication (fe01)`,
    `2026-07-11 expiry: ${old.thumbprint.slice(0, 8)} ends (fe01)`,
    `2026-08-07 renewal: ${next.thumbprint.slice(0, 8)} is renewed (fe01)`,
    `2026-09-09 expiry: ${next.thumbprint.slice(0, 8)} ends (fe01)`,
  ]);
});

test('what all members take over at one moment is told once, and at different ones for each', () => {
  const slot = aPoolSlot({members: [FE01, FE02], usages: ['AudioVideoAuthentication']});
  const [old, next] = [aCertificate(slot, {label: 'old', ...living}), aCertificate(slot, {label: 'next'})];
  const rolls = (...days: readonly number[]): readonly string[] => {
    const [first, second] = days.map(day => {
      const assigned = {
        AudioVideoAuthentication: {current: old.thumbprint, staged: {thumbprint: next.thumbprint, at: inDays(day)}},
      };
      return aHolder({my: [old, next], assigned});
    });
    if (!first || !second) throw new Error('two servers');
    return told(aWorld([slot], {[FE01]: first, [FE02]: second})).filter(entry => entry.includes(' roll: '));
  };
  const words = `${next.thumbprint.slice(0, 8)} takes over AudioVideoAuthentication`;
  expect(rolls(1, 1)).toEqual([`2026-06-02 roll: ${words} (fe01, fe02)`]);
  expect(rolls(1, 2)).toEqual([`2026-06-02 roll: ${words} (fe01)`, `2026-06-03 roll: ${words} (fe02)`]);
});

test('of a server that could not be read, and of what is not in its store, nothing is told', () => {
  const slot = aPoolSlot({members: [FE01, FE02]});
  const one = aCertificate(slot, living);
  const gone = {problem: {severity: 'error', code: 'UNREACHABLE', summary: 'Gone', detail: 'It is.'}} as const;
  const world = aWorld([slot], {[FE01]: aHolder({my: [one], assigned: assign(slot, one)}), [FE02]: gone});
  expect(told(world).map(entry => entry.split(' ').at(-1))).toEqual(['(fe01)', '(fe01)']);
  expect(told(aWorld([slot], {[FE01]: aHolder({assigned: assign(slot, one)}), [FE02]: gone}))).toEqual([]);
});

test('what comes at one moment is in the order of addresses, and the end itself still counts', () => {
  const slots = [FE02, FE01].map(server => aSlot({server}));
  const holders = slots.map(slot => {
    const one = aCertificate(slot, {label: slot.address, ...living});
    return [slot.members[0] ?? '', aHolder({my: [one], assigned: assign(slot, one)})] as const;
  });
  const entries = told(aWorld(slots, Object.fromEntries(holders)), new Date(inDays(40)));
  expect(entries.map(entry => entry.split(' ').at(-1))).toEqual(['(fe01)', '(fe02)', '(fe01)', '(fe02)']);
});

test('what is staged and not wanted takes over only where nobody drops it, and replaces nothing', () => {
  const slot = aPoolSlot({members: [FE01], usages: ['AudioVideoAuthentication']});
  const own = aCertificate(slot, living);
  const lost = aCertificate(slot, {label: 'lost', hasPrivateKey: false});
  const staged = {thumbprint: lost.thumbprint, at: inDays(1)};
  const assigned = {AudioVideoAuthentication: {current: own.thumbprint, staged}};
  const [one, other] = [own, lost].map(({thumbprint}) => thumbprint.slice(0, 8));
  expect(told(aWorld([slot], {[FE01]: aHolder({my: [own, lost], assigned})}))).toEqual([
    `2026-06-02 roll: ${other} takes over AudioVideoAuthentication, unless it is dropped before: it is not the certificate for it (fe01)`,
    `2026-06-08 renewal: ${one} is renewed (fe01)`,
    `2026-07-11 expiry: ${one} ends (fe01)`,
  ]);
});

test('a certificate that exists already is never renewed', () => {
  const base = aSlot();
  const one = aCertificate(base, living);
  const slot = {...base, use: {thumbprint: one.thumbprint}};
  const entries = told(aWorld([slot], {[FE01]: aHolder({my: [one], assigned: assign(slot, one)})}));
  expect(entries).toEqual([`2026-07-11 expiry: ${one.thumbprint.slice(0, 8)} ends (fe01)`]);
});

test('rules of public CAs that are still to come are told, and those of the past are not', () => {
  const rules = told(aWorld([]), new Date('2030-01-01T00:00:00Z'));
  expect(rules.filter(entry => entry.includes('200 days'))).toEqual([]);
  expect(rules[0]).toBe('2027-03-15 rule: new public certificates live 100 days at most');
  expect(rules.at(-1)).toContain('2029-03-15 rule: new public certificates live 47 days at most');
});
