// What a user would pick instead, where it is installed. openssl is asked for no more than whether certificates have
// expired, while plan compares everything with what is declared. Each is measured beside a plan of as many certificates.
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {makeWorld} from './make-world.mjs';
import {leaveOut, mustChangeNothing} from './parts.mjs';

/** @returns rows of a name, our figures, and theirs in place of a floor */
export async function compareOthers({work, node, cli, compare, rounds}) {
  const theirs = await openssl({work, node, cli, compare});
  // Minutes are too long for the smallest run, which is there so that nothing rots.
  return rounds === 1 ? theirs : [...theirs, ...(await ansible({work, node, cli, compare}))];
}

const isInstalled = (program, ...args) => spawnSync(program, args, {stdio: 'ignore'}).status === 0;

/** Of another run, on a machine like the one that this was built on: Terraform is not installed for this. */
export const NOT_OF_THIS_RUN =
  'Not of this run: terraform 1.11.4 plan of resources without a change took 0.34 s for 100, 1.77 s for 1,000 and 16.6 s (989 MB) for 10,000.';

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
  if (!isInstalled('openssl', 'version')) return leaveOut('a plan beside openssl', 'openssl');
  const {folder, paths} = await certificates({work, servers: 250});
  const script = join(work, 'checkend.sh');
  const lines = paths.map(path => `openssl x509 -noout -checkend 2592000 -in '${path}' >/dev/null || exit 1`);
  writeFileSync(script, `${lines.join('\n')}\n`);
  const plan = [node, cli, 'plan', '--config', folder];
  mustChangeNothing(plan, work);
  const {theirs, ours} = compare({theirs: ['sh', script], ours: plan});
  return [{what: `plan, ${paths.length} certificates, to openssl -checkend`, ours, theirs}];
}

const CHECKED = 50;

/**
 * What people declare there for a certificate of their own CA: its key, its request and itself, all of which is there
 * already. Check mode takes so long that two rounds have to do. With so few certificates much of our time is Node's own
 * start, so that is measured too: no program of this Node can be further ahead.
 */
async function ansible({work, node, cli, compare}) {
  if (!isInstalled('ansible-doc', 'community.crypto.x509_certificate'))
    return leaveOut('a plan beside Ansible', 'Ansible with community.crypto');
  const {folder} = await certificates({work, servers: 13});
  const playbook = join(work, 'playbook.yaml');
  // JSON is YAML.
  writeFileSync(playbook, JSON.stringify([playOf(mkdtempSync(join(work, 'ansible-')))]));
  const play = ['ansible-playbook', '-i', 'localhost,', playbook];
  const plan = [node, cli, 'plan', '--config', folder];
  mustChangeNothing(plan, work);
  compare({made: play}, {times: 1});
  const {theirs, ours, start} = compare(
    {
      theirs: [...play, '--check'],
      ours: plan,
      start: [node, '-e', '0'],
    },
    {times: 2, often: {ours: 5, start: 5}, alone: true},
  );
  return [
    {what: `plan, ${CHECKED} certificates, to Ansible in check mode`, ours, theirs},
    {what: 'node -e 0, to Ansible in check mode', ours: start, theirs},
  ];
}

function playOf(folder) {
  const names = Array.from({length: CHECKED}, (_, index) => `fe${index}.contoso.com`);
  const at = name => join(folder, name);
  return {
    hosts: 'localhost',
    connection: 'local',
    gather_facts: false,
    tasks: [
      {'community.crypto.openssl_privatekey': {path: at('ca.key'), size: 2048}},
      {
        'community.crypto.openssl_csr': {
          path: at('ca.csr'),
          privatekey_path: at('ca.key'),
          common_name: 'Bench CA',
          basic_constraints: 'CA:TRUE',
        },
      },
      {
        'community.crypto.x509_certificate': {
          path: at('ca.pem'),
          csr_path: at('ca.csr'),
          privatekey_path: at('ca.key'),
          provider: 'selfsigned',
        },
      },
      {'community.crypto.openssl_privatekey': {path: at('{{ item }}.key'), size: 2048}, loop: names},
      {
        'community.crypto.openssl_csr': {
          path: at('{{ item }}.csr'),
          privatekey_path: at('{{ item }}.key'),
          common_name: '{{ item }}',
          subject_alt_name: 'DNS:{{ item }}',
        },
        loop: names,
      },
      {
        'community.crypto.x509_certificate': {
          path: at('{{ item }}.pem'),
          csr_path: at('{{ item }}.csr'),
          provider: 'ownca',
          ownca_path: at('ca.pem'),
          ownca_privatekey_path: at('ca.key'),
        },
        loop: names,
      },
    ],
  };
}
