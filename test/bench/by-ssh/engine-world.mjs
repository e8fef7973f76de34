// The world of make-world.mjs as a forest that CsContract plays: stores, keys and assignments in the files that its README
// describes, so that nothing has to be requested by the engine first, which takes seconds for each server.
import {mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {parse} from 'yaml';
import {makeWorld} from '../make-world.mjs';
import {source} from './way.mjs';
import {serversIn} from './world.mjs';

const KEY = {
  provider: 'Microsoft RSA SChannel Cryptographic Provider',
  providerType: 12,
  keySpec: 1,
  access: ['NT AUTHORITY\\SYSTEM', 'BUILTIN\\Administrators'],
};

/** @returns the forest, below `root`, and the names of its servers; the configuration is in `folder` */
export async function makeForest({folder, root, count}) {
  const [{Forest}, {decodeCertificateFile}] = await Promise.all(
    ['test/support/cs-contract.ts', 'src/connections/directory/certificate-file.ts'].map(source),
  );
  await makeWorld(folder, count);
  const forest = Forest.lay({...declaredIn(folder), rootTrusted: false}, root);
  const stores = join(folder, 'servers');
  const servers = serversIn(stores);
  const published = new Map();
  for (const server of servers) lay(server);
  const [global] = published.values();
  write('forest/cms.json', {version: 1, changed: null, global, certificates: globalCertificates(servers[0], global)});
  rmSync(stores, {recursive: true});
  return {forest, servers};

  function lay(server) {
    const place = join(stores, server);
    const keys = keysIn(join(place, 'Keys'));
    for (const [spki, key] of keys) write(`${server}/Keys/${spki}.json`, {...KEY, ...key});
    for (const store of ['My', 'CA', 'Root'])
      for (const name of readdirSync(join(place, store))) {
        const {facts, friendlyName = null} = decodeCertificateFile(readFileSync(join(place, store, name), 'utf8'));
        const container = store === 'My' ? facts.spki : null;
        write(`${server}/Stores/${store}/${facts.thumbprint}.json`, {
          subject: '',
          friendlyName,
          container,
          der: facts.der,
        });
      }
    const own = usagesIn(join(place, 'assigned.json'));
    const replicated = usagesIn(join(place, 'replicated.json'));
    published.set(server, replicated.OAuthTokenIssuer);
    write(`${server}/assigned.json`, {...own, ...replicated});
    write(`${server}/replica.json`, {version: 1, arrived: null});
  }

  function globalCertificates(server, {thumbprint}) {
    const {friendlyName, der, container} = read(`${server}/Stores/My/${thumbprint}.json`);
    return {[thumbprint]: {friendlyName, der, pkcs8: read(`${server}/Keys/${container}.json`).pkcs8}};
  }

  function write(path, value) {
    const whole = join(root, path);
    mkdirSync(dirname(whole), {recursive: true});
    writeFileSync(whole, JSON.stringify(value));
  }

  function read(path) {
    return JSON.parse(readFileSync(join(root, path), 'utf8'));
  }
}

/** Deployment and pools, as a forest is ordered. */
function declaredIn(folder) {
  const pools = readdirSync(join(folder, 'pools')).map(
    name => parse(readFileSync(join(folder, 'pools', name), 'utf8')).pools,
  );
  const {deployment} = parse(readFileSync(join(folder, 'cscert.yaml'), 'utf8'));
  return {deployment, pools: Object.assign({}, ...pools)};
}

/** By the hash of the public key, which a key's file has for its name. */
function keysIn(folder) {
  return readdirSync(folder).map(name => {
    const [, spki, exportable] = /^([0-9a-f]+)(\.exportable)?\.key$/.exec(name);
    const pkcs8 = readFileSync(join(folder, name), 'utf8').replace(/-----[^-]+-----|\s/g, '');
    return [spki, {pkcs8, exportable: exportable !== undefined}];
  });
}

function usagesIn(file) {
  const {usages} = JSON.parse(readFileSync(file, 'utf8'));
  const updated = new Date().toISOString();
  return Object.fromEntries(
    Object.entries(usages).map(([usage, {current}]) => [
      usage,
      {thumbprint: current, effectiveDate: null, previous: null, updated},
    ]),
  );
}
