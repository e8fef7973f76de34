import {expect, test} from '@jest/globals';
import {requestsOn} from '../../src/core/answered.ts';
import {
  aCertificate,
  aForeignCertificate,
  aHolder,
  aPending,
  aSlot,
  type HolderWish,
  unreadable,
} from '../support/small-world.ts';

const slot = aSlot();
const [awaited, answered] = [aPending(slot), aPending(slot, undefined, 'ours')];
const ours = aCertificate(slot, {label: 'ours'});
const on = (wish: HolderWish) => requestsOn(aHolder(wish));

test('a request is answered when one of our certificates has its key, and open as long as none has', () => {
  expect(on({my: [ours], requests: [awaited, answered]})).toEqual({open: {ok: [awaited]}, answered: [answered]});
  expect(on({my: [ours]})).toEqual({open: {ok: []}, answered: []});
});

test('a certificate that does not bear our mark answers nothing', () => {
  const strange = {...aForeignCertificate(slot), spki: awaited.spki};
  expect(on({my: [strange], requests: [awaited]})).toEqual({open: {ok: [awaited]}, answered: []});
});

test('where My or the requests cannot be read, nothing counts as answered', () => {
  expect(on({my: unreadable(), requests: [answered]})).toEqual({open: {ok: [answered]}, answered: []});
  expect(on({my: [ours], requests: unreadable()})).toEqual({open: unreadable(), answered: []});
});
