import {expect, test} from '@jest/globals';
import {withoutSecrets} from '../../src/cli/without-secrets.ts';
import type {ProgramCall} from '../../src/engine/ports/host.ts';
import {MemoryFiles} from '../support/memory-files.ts';
import {testHost} from '../support/world.ts';

test('a program is started without the variables that the configuration takes secrets from, wherever they stand', () => {
  const calls: ProgramCall[] = [];
  const host = {
    ...testHost(new MemoryFiles()),
    spawn: (call: ProgramCall): never => {
      calls.push(call);
      throw new Error('enough is known');
    },
  };
  const document = {
    authorities: {corp: {type: 'local', passphrase: 'env:CA_PASS'}},
    pools: {
      a: {certificates: {b: {use: {pfx: 'x.pfx', password: 'env:PFX_PASS'}}}, servers: ['env:IN_LIST', 'file:PATH']},
    },
  };
  const child = withoutSecrets(host, document);
  expect(() => child.spawn({program: 'x', args: [], environment: {MORE: 'more', PFX_PASS: 'given'}})).toThrow();
  expect(calls[0]?.environment).toEqual({MORE: 'more', CA_PASS: undefined, PFX_PASS: undefined, IN_LIST: undefined});
});
