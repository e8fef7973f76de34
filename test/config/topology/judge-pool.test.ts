import {expect, test} from '@jest/globals';
import {judgePool} from '../../../src/config/topology/judge-pool.ts';

test('a pool with more services than a call takes arguments is judged as any other', () => {
  const services = Array.from({length: 200_000}, () => ({role: 'MediationServer', version: 7}));
  const pool = {fqdn: 'med01.contoso.com', computers: ['med01.contoso.com'], services};
  expect(judgePool(pool)).toEqual({role: 'mediation', version: 7, unknown: []});
});
