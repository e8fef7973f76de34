// What the servers of a deployment answer when they are as declared: the world of make-world.mjs as Windows servers that
// are reached by ssh.
import {mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {makeWorld} from '../make-world.mjs';
import {source} from './way.mjs';

const PROVIDER = 'Microsoft RSA SChannel Cryptographic Provider';

/** @returns the names of the servers; `reach` is what the configuration says of the connection */
export async function makeServers({folder, answers, count, reach}) {
  const {decodeCertificateFile} = await source('src/connections/directory/certificate-file.ts');
  await makeWorld(folder, count);
  const stores = join(folder, 'servers');
  const servers = serversIn(stores);
  mkdirSync(answers, {recursive: true});
  for (const server of servers)
    writeFileSync(join(answers, `${server}.json`), JSON.stringify(answerOf(join(stores, server))));
  rmSync(stores, {recursive: true});
  connect(folder, reach(servers));
  return servers;

  function answerOf(place) {
    const exportable = new Set(
      readdirSync(join(place, 'Keys')).flatMap(name => /^(.+)\.exportable\.key$/.exec(name)?.slice(1) ?? []),
    );
    const entry = store => name => {
      const {facts, friendlyName = null} = decodeCertificateFile(readFileSync(join(place, store, name), 'utf8'));
      const hasPrivateKey = store === 'My';
      return {
        thumbprint: facts.thumbprint,
        der: facts.der,
        friendlyName,
        hasPrivateKey,
        provider: hasPrivateKey ? PROVIDER : null,
        exportable: hasPrivateKey ? exportable.has(facts.spki) : null,
        proved: null,
      };
    };
    const store = name => ({ok: readdirSync(join(place, name)).map(entry(name))});
    const uses = ['assigned.json', 'replicated.json'].flatMap(name =>
      Object.entries(JSON.parse(readFileSync(join(place, name), 'utf8')).usages),
    );
    return {
      My: store('My'),
      CA: store('CA'),
      Root: store('Root'),
      REQUEST: {ok: []},
      requests: {ok: []},
      assigned: {ok: uses.map(([use, {current}]) => ({use, thumbprint: current}))},
    };
  }
}

/** The names of the servers in a folder of stores. */
export const serversIn = stores =>
  readdirSync(stores, {withFileTypes: true}).flatMap(one => (one.isDirectory() ? [one.name] : []));

/** Has the configuration reach its servers by ssh. */
export function connect(folder, settings) {
  const file = join(folder, 'cscert.yaml');
  const connection = JSON.stringify({type: 'powershell', transport: 'ssh', ...settings});
  const text = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    text.replace('{type: directory, folder: servers}', () => connection),
  );
}
