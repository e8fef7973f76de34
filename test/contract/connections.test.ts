import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {prepareRoot} from '../../src/connections/directory/index.ts';
import {createConnection} from '../../src/connections/registry.ts';
import {files} from '../../src/host/files.ts';
import {FakeConnection} from '../support/fake-connection.ts';
import {siteOn, TestClock, testHost} from '../support/world.ts';
import {type ConnectionRig, describeConnection} from './connection-contract.ts';
import {describeShared} from './shared-contract.ts';

async function openDirectory(): Promise<ConnectionRig> {
  const base = await mkdtemp(join(tmpdir(), 'cscert-directory-'));
  const clock = new TestClock();
  const settings = {type: 'directory', folder: 'servers'} as const;
  await prepareRoot(settings, {files, base});
  const made = await createConnection(settings, siteOn(testHost(files, clock), base));
  if ('problem' in made) throw new Error(made.problem.detail);
  return {connection: made.ok, clock, close: () => rm(base, {recursive: true})};
}

const openFake = async (): Promise<ConnectionRig> => ({
  connection: new FakeConnection(),
  clock: new TestClock(),
  close: async () => undefined,
});

for (const [name, open] of [
  ['directory', openDirectory],
  ['fake', openFake],
] as const) {
  describeConnection(name, open);
  describeShared(name, open);
}
