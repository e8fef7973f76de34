import {expect, test} from '@jest/globals';
import {aCertificate, aHolder, aSlot, assign, aWorld, FE01, inDays, planOf} from '../../support/small-world.ts';

test('what is retired together has ids of its own, by which each can be told', () => {
  const slot = aSlot();
  const next = aCertificate(slot, {notBefore: inDays(-8)});
  const before = ['one', 'two'].map(label =>
    aCertificate(slot, {label, notBefore: inDays(-300), notAfter: inDays(20)}),
  );
  const holder = aHolder({my: [next, ...before], assigned: assign(slot, next)});
  const {actions} = planOf(aWorld([slot], {[FE01]: holder}));
  expect(actions.map(({id}) => id).toSorted()).toEqual(
    before.map(({thumbprint}) => `retire:${slot.address}:${thumbprint.slice(0, 8)}`).toSorted(),
  );
});
