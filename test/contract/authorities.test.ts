import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createAuthority} from '../../src/authorities/registry.ts';
import {files} from '../../src/host/files.ts';
import {FakeAuthority} from '../support/fake-authority.ts';
import {DEPLOYMENT, TestClock, testHost} from '../support/world.ts';
import {type AuthorityRig, describeAuthority} from './authority-contract.ts';

async function openLocal(): Promise<AuthorityRig> {
  const base = await mkdtemp(join(tmpdir(), 'cscert-local-'));
  const clock = new TestClock();
  const made = await createAuthority(
    {type: 'local', folder: 'ca'},
    {name: 'corp', base, deployment: DEPLOYMENT, host: testHost(files, clock), secrets: {}},
  );
  if ('problem' in made) throw new Error(made.problem.detail);
  return {authority: made.ok, clock, close: () => rm(base, {recursive: true})};
}

describeAuthority('local', openLocal);
describeAuthority('fake', async () => {
  const clock = new TestClock();
  return {authority: new FakeAuthority(clock.now()), clock, close: async () => undefined};
});
