// apply of new RSA-2048 certificates against the rate at which this machine makes such keys: on a pool whose servers
// have nothing yet, beside a program that does no more than make as many keys, with as many at the same time.
import {spawnSync} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

/** Servers of a Standard Edition pool take one certificate each, and one that all share is the deployment's. */
export async function measureApply({work, node, cli, keys}) {
  const folder = join(work, 'new-keys');
  const servers = keys - 1;
  mkdirSync(join(folder, 'servers'), {recursive: true});
  writeFileSync(join(folder, 'servers', '.cscert-stores'), '{"format":1}\n');
  writeFileSync(join(folder, 'cscert.yaml'), configuration(servers));
  // The authority's own keys are made first: they are larger and there are only two.
  run([node, cli, 'apply', '--auto-approve', '--only', name(0), '--config', folder], work);
  const rate = [measureKeys(node, keys)];
  const start = process.hrtime.bigint();
  run([node, cli, 'apply', '--auto-approve', '--config', folder], work);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  rate.push(measureKeys(node, keys));
  const bare = (rate[0] + rate[1]) / 2;
  // All servers but the first, and the deployment's.
  const made = servers;
  return {
    what: `apply, ${made} new certificates, to their keys alone`,
    median: seconds,
    least: seconds,
    most: seconds,
    floor: (bare * made) / keys,
    ratio: (seconds * keys) / (bare * made),
  };
}

const name = index => `se${String(index).padStart(3, '0')}.contoso.com`;

const configuration = servers => `deployment:
  name: bench
  product: sfbse
  sipDomains: [contoso.com]
  certificates: {oauth: {usages: [OAuthTokenIssuer]}}
authorities:
  internal: {type: local, folder: ca}
connections:
  stores: {type: directory, folder: servers}
pools:
${Array.from({length: servers}, (_, index) => `  ${name(index)}: {role: standardEdition}`).join('\n')}
`;

/** Seconds for as many keys, ten at the same time as an apply has them. */
function measureKeys(node, keys) {
  const program = `
    const {generateKeyPair} = require('node:crypto');
    let left = ${keys};
    const next = () => left-- > 0 && generateKeyPair('rsa', {modulusLength: 2048}, next);
    for (let i = 0; i < 10; i++) next();`;
  const start = process.hrtime.bigint();
  run([node, '-e', program]);
  return Number(process.hrtime.bigint() - start) / 1e9;
}

function run([program, ...args], state) {
  const {status, stderr} = spawnSync(program, args, {
    encoding: 'utf8',
    env: {...process.env, ...(state && {XDG_STATE_HOME: state})},
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr}`);
}
