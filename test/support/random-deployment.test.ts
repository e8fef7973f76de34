import {expect, test} from '@jest/globals';
import fc from 'fast-check';
import {ROLES} from '../../src/core/model/role.ts';
import {loadText} from '../config/load-text.ts';
import {anyDocument, textOf} from './random-deployment.ts';
import {runs} from './runs.ts';

test('every random configuration is valid, so that what is true of them is true of something', async () => {
  await fc.assert(
    fc.asyncProperty(anyDocument, async document => {
      const {diagnostics} = await loadText(textOf(document));
      expect(diagnostics.filter(({severity}) => severity === 'error').map(({detail}) => detail)).toEqual([]);
    }),
    runs(100),
  );
});

test('every role comes up among them, in more than one layout', () => {
  const pools = fc.sample(anyDocument, {numRuns: 300, seed: 1}).flatMap(({pools: all}) => Object.values(all));
  expect([...new Set(pools.map(({role}) => role))].toSorted()).toEqual([...ROLES].toSorted());
  for (const role of ROLES) {
    const layouts = pools.filter(pool => pool.role === role).map(pool => Object.keys(pool.certificates ?? {}).join());
    expect(new Set(layouts).size).toBeGreaterThan(1);
  }
});
