import {expect, test} from '@jest/globals';
import {aForeignCertificate, aHolder, aSlot, aWorld, CORP, FE01, planOf, ROOT} from '../../support/small-world.ts';

test('of two authorities with the same chain the server is given it once, and an assignment needs it once', () => {
  const plain = aSlot();
  const bought = aForeignCertificate(plain);
  const named = aSlot({use: {thumbprint: bought.thumbprint}, usages: ['Default']});
  const holder = aHolder({my: [bought], root: []});
  const {actions} = planOf(aWorld([named], {[FE01]: holder}, {authorities: {corp: CORP, two: CORP}}));
  const id = `trust:${FE01}:Root:${ROOT.thumbprint.slice(0, 8)}`;
  expect(actions.map(({verb, needs}) => [verb, needs])).toEqual([
    ['trust', []],
    ['assign', [id]],
  ]);
  expect(actions[0]?.id).toBe(id);
});
