/** Large deployments: four times the servers must not be more than about four times the work. */
import {describe, expect, test} from '@jest/globals';
import {countCalls} from '../../support/count-calls.ts';
import {aLargeWorld, LARGE_WORLDS} from '../../support/large-worlds.ts';
import {aHolder, deeds, planOf, type World} from '../../support/small-world.ts';

const FEW = 250;
const MANY = 4 * FEW;

describe('the work for a plan grows as the deployment does', () => {
  test.each(LARGE_WORLDS)('when it %s', (_what, worldOf) => {
    const [few, many] = [worldOf(FEW), worldOf(MANY)];
    const work = (world: World) => countCalls('/src/core/', () => planOf(world));
    // Sorting takes a little more than its share; what is quadratic would take sixteen times.
    const growth = work(many) / work(few);
    expect(growth).toBeGreaterThan(3);
    expect(growth).toBeLessThan(5.5);
  });

  test('when a part of it is selected', () => {
    const [few, many] = [FEW, MANY].map(count => aLargeWorld(count, () => aHolder()));
    const selection = {only: ['**/default'], exclude: ['fe0001.contoso.com']};
    const work = (world: World | undefined) => countCalls('/src/core/', () => world && planOf(world, {selection}));
    expect(work(many) / work(few)).toBeLessThan(5.5);
  });
});

test('a deployment of 2,000 servers is planned to the last one', () => {
  const plan = planOf(aLargeWorld(2000, () => aHolder()));
  expect(plan.summary).toMatchObject({request: 2001, import: 2001, assign: 6001});
  expect(deeds(plan).at(-1)).toBe('assign fe0000 OAuthTokenIssuer');
});
