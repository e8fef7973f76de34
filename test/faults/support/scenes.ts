import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {decodePem, encodePem} from '../../../src/x509/pem.ts';
import {readRequest} from '../../../src/x509/request.ts';
import {copyWorld, edit} from '../../support/contoso-world.ts';
import {FakeAuthority} from '../../support/fake-authority.ts';
import {ManualClock} from '../../support/manual-clock.ts';
import {copyExample, cscert, mustRun} from '../../support/program.ts';
import {callContext, spec} from '../../support/world.ts';
import {filesBelow} from './world-state.ts';

const DAY = 86_400_000;
const LOCAL = '{type: local, folder: ca}';

/** The moment at which the programs that are killed believe to be. */
const realTime = (): ManualClock => new ManualClock(new Date().toISOString());

export const APPLY = ['apply', '--auto-approve', '--log', '/dev/null'] as const;

/** An example of which nothing was applied. */
export async function freshWorld(name: 'lab' | 'contoso', folder: string): Promise<string> {
  const world = copyExample(name, folder);
  await mustRun(['init', '--config', '.'], {cwd: world});
  return world;
}

/** Contoso with its Edge pool, whose two servers share their certificates. The public CA answers at once. */
export async function freshEdgeWorld(folder: string): Promise<string> {
  const world = copyExample('contoso', join(folder, 'with-edge'), {pools: 'edge'});
  const asked = '{type: offline, folder: requests, roots: fromResponse}';
  edit(join(world, 'pools', 'edge.yaml'), asked, '{type: local, folder: public-ca}');
  await mustRun(['init', '--config', '.'], {cwd: world});
  return world;
}

/** What was issued so long ago that it is due for renewal, and still works. */
export async function dueWorld(fresh: string): Promise<string> {
  const world = copyWorld(fresh);
  const clock = new ManualClock(new Date(Date.now() - 300 * DAY).toISOString());
  const {code, stdout, stderr} = await cscert(['apply', '--config', '.', '--auto-approve'], {cwd: world, clock});
  // Where somebody has to answer a request, it still waits.
  if (code !== 0 && code !== 3) throw new Error(`apply ended with ${code}\n${stderr}${stdout.slice(-2000)}`);
  return world;
}

/** What took the place of it eight days ago is proved by now: the old certificate and its key go. */
export async function retiringWorld(due: string): Promise<string> {
  const world = copyWorld(due);
  const clock = new ManualClock(new Date(Date.now() - 8 * DAY).toISOString());
  await mustRun(['apply', '--config', '.', '--auto-approve'], {cwd: world, clock});
  return world;
}

/** Requests wait for a person at the CA. */
export function approvalWorld(fresh: string): string {
  const world = copyWorld(fresh);
  edit(join(world, 'cscert.yaml'), LOCAL, '{type: local, folder: ca, approval: required}');
  return world;
}

/** The same after a person has said yes to everything that waits. */
export async function approvedWorld(asking: string): Promise<string> {
  const world = copyWorld(asking);
  await mustWait(world);
  const tickets = readdirSync(join(world, 'ca', 'pending')).map(name => basename(name, '.json'));
  await mustRun(['ca', 'approve', ...tickets], {cwd: world, clock: realTime()});
  return world;
}

export interface OfflineWorlds {
  /** Nothing was applied yet. */
  readonly asking: string;
  /** Somebody has put the answers beside the requests. */
  readonly answered: string;
}

export async function offlineWorlds(fresh: string): Promise<OfflineWorlds> {
  const asking = copyWorld(fresh);
  const ca = new FakeAuthority(new Date(Date.now() - DAY));
  edit(join(asking, 'cscert.yaml'), LOCAL, '{type: offline, folder: requests, roots: [root.pem]}');
  writeFileSync(join(asking, 'root.pem'), pem(ca.root));
  const answered = copyWorld(asking);
  await mustWait(answered);
  for (const path of filesBelow(join(answered, 'requests')).filter(one => one.endsWith('.csr'))) {
    writeFileSync(path.replace(/csr$/, 'pem'), await answerTo(path, ca));
  }
  return {asking, answered};
}

/** Leaf and issuing CA, as a public CA sends them. */
async function answerTo(path: string, ca: FakeAuthority): Promise<string> {
  const [block] = decodePem(readFileSync(path, 'utf8'));
  const der = block?.der ?? Buffer.alloc(0);
  const order = {
    csr: der.toString('base64'),
    spki: readRequest(der).spki,
    spec: spec('unused'),
    server: 'unused',
    slot: 'unused',
    progress: {state: 'created'},
  } as const;
  const clock = {now: () => new Date()};
  const answer = await ca.submit(order, async () => undefined, {...callContext(), ...clock});
  if (answer.state !== 'issued') throw new Error(`the CA answered ${answer.state}`);
  return pem(answer.leaf, ...answer.chain);
}

const pem = (...ders: readonly string[]): string =>
  ders.map(der => encodePem('CERTIFICATE', Buffer.from(der, 'base64'))).join('');

async function mustWait(cwd: string): Promise<void> {
  const {code, stdout, stderr} = await cscert(['apply', '--auto-approve'], {cwd, clock: realTime()});
  if (code !== 3) throw new Error(`apply does not wait but ended with ${code}\n${stdout}${stderr}`);
}
