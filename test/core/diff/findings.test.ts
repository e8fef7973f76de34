/** What is said of every member of a slot, and what cures it. */
import {describe, expect, test} from '@jest/globals';
import type {ServerId, Slot} from '../../../src/core/model/desired.ts';
import {
  aCertificate,
  aForeignCertificate,
  aHolder,
  aPending,
  aPoolSlot,
  aSlot,
  assign,
  aWorld,
  FE01,
  FE02,
  type HolderWish,
  inDays,
  planOf,
  slotIn,
  WAITING,
} from '../../support/small-world.ts';

const shared = aPoolSlot({members: [FE01, FE02], usages: ['Default']});
const good = aCertificate(shared);
const using = (certificate: typeof good): HolderWish => ({my: [certificate], assigned: assign(shared, certificate)});

/** `CODE cure`, of one member. */
function said(slot: Slot, holders: Readonly<Record<ServerId, HolderWish>>, server: ServerId): readonly string[] {
  const states = Object.entries(holders).map(([name, wish]) => [name, aHolder(wish)]);
  const {members} = slotIn(planOf(aWorld([slot], Object.fromEntries(states))));
  const findings = members.find(member => member.server === server)?.findings ?? [];
  return findings.map(({code, cure, severity}) => `${code} ${severity === 'warning' ? 'warning' : cure}`);
}

describe('a member that can get a good copy', () => {
  test.each([
    ['lacks it', {}, ['NOT_ASSIGNED assign', 'COPY_MISSING copy']],
    ['lacks its key', using({...good, hasPrivateKey: false}), ['COPY_MISSING copy', 'NO_PRIVATE_KEY copy']],
    ['has a key that stays', using({...good, exportable: false}), ['COPY_MISSING copy', 'KEY_EXPORTABLE copy']],
    [
      'has another one',
      using(aCertificate(shared, {label: 'other', notAfter: inDays(400)})),
      ['NOT_ASSIGNED assign', 'POOL_DIFFERS copy'],
    ],
    [
      'has one that ended',
      using(aCertificate(shared, {label: 'old', notAfter: inDays(-1)})),
      ['NOT_ASSIGNED assign', 'COPY_MISSING copy', 'EXPIRED copy'],
    ],
  ])('and %s is cured by it: neither a request nor a person is', (_what, wish, expected) => {
    expect(said(shared, {[FE01]: using(good), [FE02]: wish}, FE02)).toEqual(expected);
  });

  test('says nothing of the member that has it', () => {
    expect(said(shared, {[FE01]: using(good), [FE02]: {}}, FE01)).toEqual([]);
  });

  test('keeps a wrong label for what it is', () => {
    const renamed = using({...good, friendlyName: 'renamed'});
    expect(said(shared, {[FE01]: using(good), [FE02]: renamed}, FE02)).toEqual(['FRIENDLY_NAME mark']);
  });
});

test('without a good one anywhere each says what a request cures', () => {
  const ended = using(aCertificate(shared, {label: 'old', notAfter: inDays(-1)}));
  const holders = {[FE01]: ended, [FE02]: {}};
  expect(said(shared, holders, FE01)).toEqual(['EXPIRED request']);
  expect(said(shared, holders, FE02)).toEqual(['NO_CERTIFICATE request']);
});

test('a request for other settings is told as superseded, under its own name only', () => {
  const plain = aSlot();
  const old = aPending(aSlot({spec: {template: 'Old'}}), WAITING);
  const other = {...old, friendlyName: 'of another certificate', spki: 'ab'.repeat(32)};
  const certificate = aCertificate(plain);
  const holder = {my: [certificate], assigned: assign(plain, certificate), requests: [old, other]};
  expect(said(plain, {[FE01]: holder}, FE01)).toEqual(['REQUEST_SUPERSEDED warning']);
});

describe('a slot that names a certificate', () => {
  const plain = aSlot();
  const bought = aForeignCertificate(plain, {label: 'bought'});
  const named = aSlot({use: {thumbprint: bought.thumbprint}});

  test('that is not there is said to miss it, and never to need a request', () => {
    const other = aCertificate(plain, {label: 'other'});
    expect(said(named, {[FE01]: {}}, FE01)).toEqual(['USE_MISSING person']);
    expect(said(named, {[FE01]: {my: [other], assigned: assign(plain, other)}}, FE01)).toEqual(['USE_MISSING person']);
  });

  test('whose usages point to what is gone says that too', () => {
    const usages = ['CERTIFICATE_MISSING', 'CERTIFICATE_MISSING', 'CERTIFICATE_MISSING'].map(code => `${code} person`);
    expect(said(named, {[FE01]: {assigned: assign(plain, bought)}}, FE01)).toEqual([...usages, 'USE_MISSING person']);
  });
});
