import {describe, expect, test} from '@jest/globals';
import {overBudget} from '../../../src/core/diff/budget.ts';
import type {PendingRequest} from '../../../src/core/model/actual.ts';
import type {StoredCertificate} from '../../../src/core/model/certificate.ts';
import {
  aCertificate,
  aForeignCertificate,
  aPending,
  aSlot,
  FE01,
  FE02,
  FE03,
  inDays,
  NOW,
} from '../../support/small-world.ts';

const slot = aSlot({upkeep: {issuesPerDay: 2}});
const other = aSlot({certificate: 'other', friendlyName: 'another one'});

const HOUR = 1 / 24;
const issued = (hoursAgo: number, of = slot) =>
  aCertificate(of, {label: `of ${of.certificate}, ${hoursAgo} hours ago`, notBefore: inDays(-hoursAgo * HOUR)});
const asked = (hoursAgo: number, of = slot): PendingRequest => ({
  ...aPending(of, {state: 'created'}, `of ${of.certificate}, ${hoursAgo} hours ago`),
  createdAt: inDays(-hoursAgo * HOUR),
});

interface Has {
  readonly store?: readonly StoredCertificate[];
  readonly requests?: readonly PendingRequest[];
}

const member = ({store = [], requests = []}: Has, server = FE01) => ({
  server,
  assigned: {},
  staged: {},
  assignments: {},
  candidates: [],
  pending: {ok: []},
  named: undefined,
  store,
  requests,
});

const wordsOf = (has: Has) => overBudget(slot, [member(has)], NOW);

describe('the budget of a slot', () => {
  test('is used up by what was asked for it and what was issued for it together', () => {
    expect(wordsOf({store: [issued(1)], requests: [asked(2)]})?.[0]).toMatch(/^2 certificates were asked for it/);
  });

  test('is used up by what lies on any of the members', () => {
    const known = [member({}), member({store: [issued(1)]}, FE02), member({requests: [asked(2)]}, FE03)];
    expect(overBudget(slot, known, NOW)).toHaveLength(2);
    expect(overBudget(slot, known.slice(0, 2), NOW)).toBeUndefined();
  });

  test('counts a request and the certificate that answered it once', () => {
    expect(wordsOf({store: [issued(1)], requests: [asked(1)]})).toBeUndefined();
  });

  test('is not touched by the requests and the certificates of other slots of the server', () => {
    expect(wordsOf({store: [issued(1), issued(1, other), issued(2, other)]})).toBeUndefined();
    expect(wordsOf({requests: [asked(1), asked(1, other), asked(2, other)]})).toBeUndefined();
  });

  test('is not touched by what somebody else asked for under the same name', () => {
    const {friendlyName} = slot;
    const foreign = aForeignCertificate(slot, {friendlyName, notBefore: inDays(-HOUR)});
    expect(wordsOf({store: [issued(1), foreign]})).toBeUndefined();
  });

  test('says when another one is asked for: a day after the last that used it up, in whatever order they are read', () => {
    const free = 'After 2026-06-02 09:00 UTC another one is asked for';
    const [latest, before, first] = [issued(1), issued(3), issued(5)];
    for (const store of [
      [latest, before, first],
      [first, before, latest],
      [before, first, latest],
    ]) {
      expect(wordsOf({store})?.[1]).toContain(free);
    }
  });
});
