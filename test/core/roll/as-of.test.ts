import {expect, test} from '@jest/globals';
import {holderAsOf} from '../../../src/core/roll/as-of.ts';
import {aHolder, unreadable} from '../../support/small-world.ts';

const [before, after] = ['AA'.repeat(20), 'BB'.repeat(20)];
const at = '2026-06-01T12:00:00Z';
const staged = {current: before, staged: {thumbprint: after, at}};
const holder = {ok: aHolder({assigned: {OAuthTokenIssuer: staged}})};
const assignedAt = (now: string, since?: string) => {
  const part = holderAsOf(new Date(now), holder, since === undefined ? undefined : new Date(since));
  return 'ok' in part && 'ok' in part.ok.assigned ? part.ok.assigned.ok.OAuthTokenIssuer : undefined;
};

test('what is staged takes over at its moment', () => {
  expect(assignedAt('2026-06-01T11:59:59Z')).toEqual(staged);
  expect(assignedAt('2026-06-01T12:00:00Z')).toEqual({current: after, previous: before, since: at});
});

test('of a server that was read after the moment, and where it had not taken over, nothing is assumed', () => {
  expect(assignedAt('2026-06-01T12:20:00Z', '2026-06-01T11:50:00Z')).toMatchObject({current: after});
  expect(assignedAt('2026-06-01T12:20:00Z', '2026-06-01T12:10:00Z')).toEqual(staged);
});

test('what could not be read stays unread', () => {
  expect(holderAsOf(new Date(at), unreadable())).toEqual(unreadable());
});
