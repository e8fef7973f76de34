import {expect, test} from '@jest/globals';
import type {Usage} from '../../../src/core/model/usage.ts';
import {poolNames} from '../../../src/core/names/required-names.ts';
import type {LegacySignIn, PoolTopology} from '../../../src/core/names/topology.ts';
import {CONTOSO, EDGE, FRONT_END, MEDIATION, SURVIVABLE_BRANCH} from './topologies.ts';

function legacyNames(pool: PoolTopology, usages: readonly Usage[], legacySignIn: readonly LegacySignIn[]) {
  const {names} = poolNames(
    {...CONTOSO, legacySignIn},
    {pool, servers: ['one.contoso.com'], usages},
    {add: [], leaveOut: []},
  );
  return names.filter(({value}) => /^sip(internal|external)\./.test(value));
}

const BOTH: readonly LegacySignIn[] = ['sipinternal', 'sipexternal'];
const INSIDE = ['sipinternal.contoso.com', 'sipinternal.fabrikam.com'];
const OUTSIDE = ['sipexternal.contoso.com', 'sipexternal.fabrikam.com'];

test.each<[string, PoolTopology, readonly Usage[], readonly LegacySignIn[], readonly string[]]>([
  ['inside, where clients sign in', FRONT_END, ['Default'], BOTH, INSIDE],
  ['inside, at a branch', SURVIVABLE_BRANCH, ['Default'], ['sipinternal'], INSIDE],
  ['outside, at the Edge', EDGE, ['AccessEdgeExternal', 'DataEdgeExternal'], BOTH, OUTSIDE],
  ['not where it does not exist', FRONT_END, ['Default'], ['sipexternal'], []],
  ['not where nobody signs in', MEDIATION, ['Default'], BOTH, []],
  ['not where sign-in is switched off', {...FRONT_END, automaticSignIn: false}, ['Default'], BOTH, []],
  ['not with web services', FRONT_END, ['WebServicesInternal', 'WebServicesExternal'], BOTH, []],
])('fallback names of automatic sign-in: %s', (_title, pool, usages, legacySignIn, expected) => {
  expect(legacyNames(pool, usages, legacySignIn).map(({value}) => value)).toEqual(expected);
});

test('fallback names say what they are for', () => {
  expect(legacyNames(FRONT_END, ['Default'], BOTH)[0]?.reasons).toEqual([
    'fallback of automatic sign-in inside, for SIP domain contoso.com',
  ]);
});
