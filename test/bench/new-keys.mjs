// apply of new RSA-2048 certificates against the rate at which this machine makes such keys, beside a program that does no
// more than make as many, with as many at the same time: on servers that have nothing yet and must first learn to trust,
// and again on the same servers when all of these certificates are to be replaced, which is what they are for ever after.
import {spawnSync} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

/**
 * Servers of a Standard Edition pool take one certificate each, and one that all share is the deployment's; that one and
 * the first server's are made before, with the authority's own keys, which are larger. In turn with the keys alone, since
 * how long a key takes is chance: 200 of them vary by some 4%.
 */
export function measureApply({work, node, cli, keys, rounds, summarise}) {
  const made = keys - 1;
  const taken = {first: [], again: [], floor: []};
  for (let round = 0; round < rounds; round++) {
    const folder = join(work, `new-keys-${round}`);
    mkdirSync(join(folder, 'servers'), {recursive: true});
    writeFileSync(join(folder, 'servers', '.cscert-stores'), '{"format":1}\n');
    const declare = wanted => writeFileSync(join(folder, 'cscert.yaml'), configuration(keys, wanted));
    const apply = [node, cli, 'apply', '--auto-approve', '--config', folder];
    declare('');
    run([...apply, '--only', name(0)], work);
    taken.floor.push({seconds: run([node, '-e', keysAlone(made)])});
    taken.first.push({seconds: run(apply, work)});
    declare(', certificates: {default: {subject: {organization: Contoso}}}');
    taken.floor.push({seconds: run([node, '-e', keysAlone(made)])});
    taken.again.push({seconds: run(apply, work)});
  }
  const floor = summarise(taken.floor);
  const row = (what, all) => {
    const ours = summarise(all);
    return {what, ...ours, floor: floor.median, ratio: ours.median / floor.median};
  };
  return [
    row(`apply, ${made} new servers' certificates, to their keys alone`, taken.first),
    row(`apply, ${made} certificates replaced, to their keys alone`, taken.again),
  ];
}

const name = index => `se${String(index).padStart(3, '0')}.contoso.com`;

/** `wanted` goes for all servers but the first. */
const configuration = (servers, wanted) => `deployment:
  name: bench
  product: sfbse
  sipDomains: [contoso.com]
  certificates: {oauth: {usages: [OAuthTokenIssuer]}}
authorities:
  internal: {type: local, folder: ca}
connections:
  stores: {type: directory, folder: servers}
pools:
${Array.from({length: servers}, (_, index) => `  ${name(index)}: {role: standardEdition${index === 0 ? '' : wanted}}`).join('\n')}
`;

/** Ten at the same time, as an apply has them. */
const keysAlone = keys => `
  const {generateKeyPair} = require('node:crypto');
  let left = ${keys};
  const next = () => left-- > 0 && generateKeyPair('rsa', {modulusLength: 2048}, next);
  for (let i = 0; i < 10; i++) next();`;

/** Gives the seconds that it took. */
function run([program, ...args], state) {
  const start = process.hrtime.bigint();
  const {status, stderr} = spawnSync(program, args, {
    encoding: 'utf8',
    env: {...process.env, ...(state && {XDG_STATE_HOME: state})},
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr}`);
  return Number(process.hrtime.bigint() - start) / 1e9;
}
