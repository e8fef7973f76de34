import {describe, expect, test} from '@jest/globals';
import type {Slot} from '../../../src/core/model/desired.ts';
import {
  aCertificate,
  aForeignCertificate,
  aHolder,
  aSlot,
  assign,
  aWorld,
  FE01,
  type HolderWish,
  inDays,
  planOf,
  unreadable,
} from '../../support/small-world.ts';

const slot = aSlot();
const foreign = aForeignCertificate(slot);

describe('unmanaged are the certificates of a server', () => {
  const countOn = (wanted: Slot, wish: HolderWish) => {
    const holder = planOf(aWorld([wanted], {[FE01]: aHolder(wish)})).holders[FE01];
    return holder !== undefined && 'unmanaged' in holder ? holder.unmanaged : undefined;
  };

  test('that nobody declared and cscert did not make', () => {
    const my = [aCertificate(slot), aCertificate(slot, {label: 'old'}), foreign];
    expect(countOn(slot, {my})).toBe(1);
    expect(countOn(slot, {my: unreadable()})).toBeUndefined();
  });

  test('but for those that a declared usage points to', () => {
    expect(countOn(slot, {my: [foreign], assigned: assign(slot, foreign, ['WebServicesInternal'])})).toBe(0);
    expect(countOn(slot, {my: [foreign], assigned: assign(slot, foreign, ['Internal'])})).toBe(1);
  });

  test('and for those that a slot names, before they are in use and while they are staged', () => {
    const named = aSlot({use: {thumbprint: foreign.thumbprint}, assign: 'manual'});
    expect(countOn(named, {my: [foreign]})).toBe(0);
    const media = aSlot({usages: ['AudioVideoAuthentication']});
    const staged = {thumbprint: foreign.thumbprint, at: inDays(1)};
    const old = aCertificate(media, {label: 'old', notAfter: inDays(20)});
    const assigned = {AudioVideoAuthentication: {current: old.thumbprint, staged}};
    expect(countOn(media, {my: [old, foreign], assigned})).toBe(0);
  });
});
