// What a user would pick instead, where it is installed: asked for no more than whether certificates have expired, while
// plan compares everything with what is declared. Each is measured beside a plan of as many certificates.
import {spawnSync} from 'node:child_process';
import {readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {makeWorld} from './make-world.mjs';

/** @returns rows of a name, our figures, and theirs in place of a floor */
export async function compareOthers({work, node, cli, compare}) {
  return [...(await openssl({work, node, cli, compare})), ...(await ansible({work, node, cli, compare}))];
}

const isInstalled = (program, ...args) => spawnSync(program, args, {stdio: 'ignore'}).status === 0;

function skip(program) {
  process.stderr.write(`${program} is not installed here: it is left out.\n`);
  return [];
}

/** The leaf certificates of a world, which has three for each server and one that all have. */
async function certificates({work, servers}) {
  const folder = await makeWorld(join(work, `others-${servers}`), servers);
  const stores = join(folder, 'servers');
  const names = readdirSync(stores, {withFileTypes: true}).filter(entry => entry.isDirectory());
  return {
    folder,
    paths: names.flatMap(({name}) => readdirSync(join(stores, name, 'My')).map(file => join(stores, name, 'My', file))),
  };
}

async function openssl({work, node, cli, compare}) {
  if (!isInstalled('openssl', 'version')) return skip('openssl');
  const {folder, paths} = await certificates({work, servers: 250});
  const script = join(work, 'checkend.sh');
  const lines = paths.map(path => `openssl x509 -noout -checkend 2592000 -in '${path}' >/dev/null || exit 1`);
  writeFileSync(script, `${lines.join('\n')}\n`);
  const {theirs, ours} = compare({theirs: ['sh', script], ours: [node, cli, 'plan', '--config', folder]});
  return [{what: `plan, ${paths.length} certificates, to openssl -checkend`, ours, theirs}];
}

const CHECKED = 50;

async function ansible({work, node, cli, compare}) {
  if (!isInstalled('ansible-doc', 'community.crypto.x509_certificate_info'))
    return skip('Ansible with community.crypto');
  const {folder, paths} = await certificates({work, servers: 13});
  const playbook = join(work, 'playbook.yaml');
  const tasks = paths.slice(0, CHECKED).map(path => ({'community.crypto.x509_certificate_info': {path}}));
  // JSON is YAML.
  writeFileSync(playbook, JSON.stringify([{hosts: 'localhost', connection: 'local', gather_facts: false, tasks}]));
  const {theirs, ours} = compare({
    theirs: ['ansible-playbook', '--check', '-i', 'localhost,', playbook],
    ours: [node, cli, 'plan', '--config', folder],
  });
  return [{what: `plan, ${CHECKED} certificates, to Ansible in check mode`, ours, theirs}];
}
