import {describe, expect, test} from '@jest/globals';
import type {StoredCertificate} from '../../../src/core/model/certificate.ts';
import {type RollInput, type RollMember, rollOf} from '../../../src/core/roll/roll.ts';
import {aCertificate, aPoolSlot, FE01, FE02, inDays, NOW} from '../../support/small-world.ts';

const AV = 'AudioVideoAuthentication';
const slot = aPoolSlot({members: [FE01, FE02], usages: [AV]});
const oldOne = (notAfter: string, over = {}) => aCertificate(slot, {label: 'old', notAfter, ...over});
const next = aCertificate(slot, {label: 'next', notBefore: inDays(0)});
const inHours = (hours: number): string => inDays(hours / 24);

function using(certificate: StoredCertificate, staged: RollMember['staged'] = {}, server = FE01): RollMember {
  return {server, assigned: {[AV]: certificate.thumbprint}, staged, store: [certificate]};
}

const isRevoked = () => false;

const roll = (members: readonly RollMember[], over: Partial<RollInput> = {}) =>
  rollOf(AV, {members, unknown: [], target: next, now: NOW, isRevoked, ...over});

describe('what signs tokens', () => {
  test('is staged a day ahead, at a full hour', () => {
    expect(roll([using(oldOne(inDays(60)))])).toEqual({kind: 'staged', at: '2026-06-02T12:00:00Z'});
    const later = new Date('2026-06-01T12:00:01Z');
    expect(roll([using(oldOne(inDays(60)))], {now: later})).toEqual({kind: 'staged', at: '2026-06-02T13:00:00Z'});
  });

  test('of OAuth is staged two days ahead, for partners remember longer', () => {
    const members = [{...using(oldOne(inDays(60))), assigned: {OAuthTokenIssuer: oldOne(inDays(60)).thumbprint}}];
    const found = rollOf('OAuthTokenIssuer', {members, unknown: [], target: next, now: NOW, isRevoked});
    expect(found).toEqual({kind: 'staged', at: '2026-06-03T12:00:00Z'});
  });

  test('is never staged for a moment at which it is not valid yet', () => {
    const target = {...next, notBefore: inDays(5)};
    expect(roll([using(oldOne(inDays(60)))], {target})).toEqual({kind: 'staged', at: '2026-06-06T12:00:00Z'});
  });

  test('takes over while the last tokens of the one in use can still run out: 8 hours before its end', () => {
    expect(roll([using(oldOne(inHours(20)))])).toEqual({kind: 'staged', at: inHours(12)});
    expect(roll([using(oldOne(inHours(9)))])).toEqual({kind: 'staged', at: inHours(1)});
  });

  test('goes by the member whose certificate ends first', () => {
    const members = [using(oldOne(inDays(60))), using(oldOne(inHours(20)), {}, FE02)];
    expect(roll(members)).toEqual({kind: 'staged', at: inHours(12)});
  });

  test('is staged while nobody knows yet what will be issued', () => {
    const {target: _, ...unknownTarget} = {
      members: [using(oldOne(inDays(60)))],
      unknown: [],
      target: next,
      now: NOW,
      isRevoked,
    };
    expect(rollOf(AV, unknownTarget)).toEqual({kind: 'staged', at: '2026-06-02T12:00:00Z'});
  });
});

describe('the moment is the same for every member', () => {
  const at = '2026-06-02T08:00:00Z';
  const stagedFor = (moment: string, server = FE01) =>
    using(oldOne(inDays(60)), {[AV]: {thumbprint: next.thumbprint, at: moment}}, server);

  test('whoever comes later follows those that are staged', () => {
    expect(roll([stagedFor(at), using(oldOne(inDays(60)), {}, FE02)])).toEqual({kind: 'staged', at});
  });

  test('of two moments the earlier one counts', () => {
    expect(roll([stagedFor('2026-06-02T09:00:00Z'), stagedFor(at, FE02)])).toEqual({kind: 'staged', at});
    // Servers tell milliseconds, and a dot comes before a Z.
    expect(roll([stagedFor('2026-06-02T08:00:00.500Z'), stagedFor(at, FE02)])).toEqual({kind: 'staged', at});
  });

  test('what is staged for another certificate is no agreement', () => {
    const other = using(oldOne(inDays(60)), {[AV]: {thumbprint: 'AB'.repeat(20), at}});
    expect(roll([other])).toEqual({kind: 'staged', at: '2026-06-02T12:00:00Z'});
  });

  test('where it took over already, the rest follows at once', () => {
    expect(roll([using(next), using(oldOne(inDays(60)), {}, FE02)])).toEqual({kind: 'plain'});
  });
});

describe('tokens break', () => {
  test('when the one in use has expired', () => {
    expect(roll([using(oldOne(inDays(-1)))])).toEqual({
      kind: 'abrupt',
      why: 'the one in use expired 2026-05-31 12:00 UTC',
    });
  });

  test('when the one in use was revoked, on any member and although its successor is staged', () => {
    const [revoked, other] = [oldOne(inDays(60)), oldOne(inDays(60), {thumbprint: 'AB'.repeat(20)})];
    const staged = {[AV]: {thumbprint: next.thumbprint, at: '2026-06-02T08:00:00Z'}};
    const found = roll([using(other), using(revoked, staged, FE02)], {
      isRevoked: ({thumbprint}) => thumbprint === revoked.thumbprint,
    });
    expect(found).toEqual({kind: 'abrupt', why: 'the one in use was revoked'});
  });

  test('when the one in use is not valid yet', () => {
    expect(roll([using(oldOne(inDays(60), {notBefore: inDays(1)}))])).toEqual({
      kind: 'abrupt',
      why: 'the one in use is valid only from 2026-06-02 12:00 UTC',
    });
  });

  test('when too little is left of it', () => {
    expect(roll([using(oldOne(inHours(8.5)))])).toEqual({
      kind: 'abrupt',
      why: 'the one in use ends in 8 hours, and its tokens are valid for 8 hours',
    });
  });

  test('when it ends before the new one is valid', () => {
    expect(roll([using(oldOne(inDays(2)))], {target: {...next, notBefore: inDays(3)}})).toMatchObject({kind: 'abrupt'});
  });
});

describe('nothing has to be kept', () => {
  test('where nothing is in use', () => {
    expect(roll([{server: FE01, assigned: {}, staged: {}, store: []}])).toEqual({kind: 'plain'});
  });

  test('where what is in use has no key or is not there: it signs nothing', () => {
    expect(roll([using(oldOne(inDays(60), {hasPrivateKey: false}))])).toEqual({kind: 'plain'});
    expect(roll([{...using(oldOne(inDays(60))), store: []}])).toEqual({kind: 'plain'});
  });

  test('by usages that sign no tokens', () => {
    const members = [{...using(oldOne(inDays(60))), assigned: {Default: oldOne(inDays(60)).thumbprint}}];
    expect(rollOf('Default', {members, unknown: [], target: next, now: NOW, isRevoked})).toEqual({kind: 'plain'});
  });
});

describe('a member that could not be read', () => {
  test('is waited for while there is time', () => {
    const found = roll([using(oldOne(inDays(60)))], {unknown: [FE02]});
    expect(found).toEqual({kind: 'held', why: `${FE02} could not be read and must have it before it takes over`});
  });

  test('is not waited for when time runs out', () => {
    expect(roll([using(oldOne(inHours(50)))], {unknown: [FE02]})).toMatchObject({kind: 'staged'});
  });
});
