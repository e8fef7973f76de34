/**
 * Secrets in whole applies through PowerShell, by each transport: the passphrases of CAs and of the SSH key, the passwords
 * of the account and of the one that asks a CA, those of PFX files and of a copy, and the keys of servers. They are looked for from outside, in whatever
 * way they might be written: in all processes, in every file while it lasts, in what PowerShell itself writes down of
 * what it does (transcripts by policy), and in all that cscert says, at its most talkative.
 */
import {execFileSync} from 'node:child_process';
import {createPrivateKey} from 'node:crypto';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeAll, expect} from '@jest/globals';
import {encodePem} from '../../src/x509/pem.ts';
import {Trial} from '../scenarios/secret-trial.ts';
import {filesBelow, SERVERS, type SecretWorld, secretWorld} from '../scenarios/secret-world.ts';
import {type Canary, findCanaries, keyCanary, makePassword, type Place, passwordCanary} from '../support/canary.ts';
import {forestAuthority} from '../support/cs-contract/authority.ts';
import {CA_CONFIG} from '../support/cs-contract/world.ts';
import type {Forest} from '../support/cs-contract.ts';
import {powershellPart} from '../support/powershell/engine.ts';
import {type PowerShellExample, powershellWorld} from '../support/powershell/powershell-example.ts';
import {type Reach, reachHere} from '../support/powershell/powershell-rig.ts';
import {reachByRemoting, reachBySsh} from '../support/powershell/reach.ts';
import {sshdPart} from '../support/powershell/sshd.ts';
import {keepTranscripts} from '../support/powershell/transcripts.ts';
import {temporaryFolder} from '../support/program.ts';
import {realPart} from '../support/real-parts.ts';
import {watchFiles} from '../support/watch-files.ts';
import {watchProcesses} from '../support/watch-processes.ts';
import {makeReadyKeys} from './support/ready-keys.ts';

const APPLY = ['apply', '--auto-approve', '--json', '--log-level', 'trace'] as const;
const EDGES = ['edge01.contoso.com', 'edge02.contoso.com'] as const;
const SECRETS = {
  CANARY_SSH: 'passphrase of the SSH key',
  CANARY_REMOTE: 'password of the account',
  CANARY_ENROLL: 'password of the account that asks the CA',
} as const;
const ENROLLER = 'CONTOSO\\enroller';

const folder = temporaryFolder();
const secrets = {CANARY_SSH: makePassword(), CANARY_REMOTE: makePassword(), CANARY_ENROLL: makePassword()};
let fresh: SecretWorld;
let keys: Readonly<Record<string, string>>;
let world: PowerShellExample | undefined;

beforeAll(async () => {
  if (process.platform !== 'linux') return;
  keys = await makeReadyKeys(join(folder, 'keys'), {2048: 2, 3072: 4});
  fresh = await secretWorld(join(folder, 'fresh'));
}, 300_000);
afterEach(() => world?.close());

type Way = (forest: Forest) => Promise<Reach>;

const here: Way = async () => reachHere();

/** With a key that only a passphrase opens. */
const bySsh: Way = async forest => {
  const reach = await reachBySsh(forest);
  const {key} = reach.sshd;
  execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', secrets.CANARY_SSH, '-f', key], {stdio: 'ignore'});
  return {...reach, settings: {...reach.settings, ssh: {...reach.settings.ssh, passphrase: 'env:CANARY_SSH'}}};
};

/** As another account, by its password. */
const byRemoting: Way = async forest => {
  const reach = await reachByRemoting(forest);
  const credential = {user: 'CONTOSO\\certadmin', password: 'env:CANARY_REMOTE'};
  return {...reach, settings: {...reach.settings, remoting: {credential}}};
};

/** The certificate of OAuth is asked for with the product's own command, as an account. */
function askAsAccount(folder: string): void {
  const account = `{user: '${ENROLLER}', password: "env:CANARY_ENROLL"}`;
  const asking = `requestWith: Request-CsCertificate, enrollAs: account, account: ${account}`;
  const enterprise = `enterprise: {type: adcs, via: server, ca: '${CA_CONFIG}', ${asking}, roots: [forest-root.pem]}`;
  const file = join(folder, 'cscert.yaml');
  const text = readFileSync(file, 'utf8')
    .replace('sipDomains: [contoso.com]}', 'sipDomains: [contoso.com], certificates: {oauth: {authority: enterprise}}}')
    .replace('authorities:\n', `authorities:\n  ${enterprise}\n`);
  writeFileSync(file, text);
  writeFileSync(join(folder, 'forest-root.pem'), encodePem('CERTIFICATE', forestAuthority().root));
}

/** Where the double keeps the passwords of the accounts of its domain. */
const accountsOf = ({root}: Forest): string => join(root, 'forest', 'ca', 'issuing', 'ca.json');

async function worldOf(way: Way, trial: Trial): Promise<PowerShellExample> {
  askAsAccount(trial.world.folder);
  const made = await powershellWorld(trial.world.folder, way);
  made.forest.letClocksGo();
  const ca = JSON.parse(readFileSync(accountsOf(made.forest), 'utf8')) as object;
  const accounts = [{name: ENROLLER, password: secrets.CANARY_ENROLL, groups: ['RTCUniversalServerAdmins']}];
  writeFileSync(accountsOf(made.forest), JSON.stringify({...ca, accounts}));
  const bought = [SERVERS.named, SERVERS.fromFile].map((server, index) => ({server, one: fresh.bought[index]}));
  for (const {server, one} of bought) {
    if (one === undefined) throw new Error('nothing was bought');
    made.forest.addEntry(server, 'CA', Buffer.from(one.issuing.der, 'base64'));
    made.forest.addEntry(server, 'Root', Buffer.from(one.root.der, 'base64'));
  }
  return made;
}

/** The private keys of all servers, wherever the double keeps them. */
function keysOf({root}: Forest): readonly Canary[] {
  const paths = filesBelow(root).filter(path => KEPT.test(path) && !path.startsWith('forest/'));
  return paths.map(path => {
    const {pkcs8} = JSON.parse(readFileSync(join(root, path), 'utf8')) as {pkcs8: string};
    return keyCanary(path, createPrivateKey({key: Buffer.from(pkcs8, 'base64'), format: 'der', type: 'pkcs8'}));
  });
}

/** Where the double keeps keys, as Windows does below MachineKeys. */
const KEPT = /(^|\/)Keys\/[^/]+$/;

/** The Central Management store, which brings the key of OAuth to every server. */
const centralStore = ({root}: Forest): string => join(root, 'forest', 'cms.json');

const proc = realPart('/proc', process.platform === 'linux').test;

for (const [part, name, way, own] of [
  [powershellPart, 'local', here, ['CANARY_ENROLL']],
  [sshdPart, 'ssh', bySsh, ['CANARY_SSH', 'CANARY_ENROLL']],
  [sshdPart, 'remoting', byRemoting, ['CANARY_REMOTE', 'CANARY_ENROLL']],
] as const) {
  part.describe(`an apply through PowerShell by ${name}`, () => {
    proc(
      'shows no secret to anybody, neither when a server dies in the middle nor when it is gone on with',
      async () => {
        const trial = new Trial(join(folder, name), fresh, keys);
        world = await worldOf(way, trial);
        const {forest, reach} = world;
        const transcripts = join(folder, `${name}-transcripts`);
        for (const home of [trial.home, ...(reach.sshd === undefined ? [] : [reach.sshd.home])]) {
          keepTranscripts(home, transcripts);
        }
        const given = Object.fromEntries(own.map(key => [key, secrets[key]]));
        const environment = {...forest.environment(), ...reach.environment, ...given};
        const places: Place[] = [];
        /** One run, looked at from all sides. */
        const watched = async (): Promise<number | null> => {
          const {child, ended} = trial.start(APPLY, environment);
          const others = reach.sshd === undefined ? [] : [reach.sshd.pid];
          const folders = [forest.root, trial.home, trial.world.folder, transcripts];
          const [seen, files, exit] = await Promise.all([
            watchProcesses(child.pid ?? 0, ended, others),
            watchFiles(folders, ended),
            ended,
          ]);
          trial.keep(APPLY, exit);
          const shown = {commands: [...seen.commands], environments: [...seen.environments]};
          places.push(...Object.entries(shown).map(([what, all]) => ({name: what, content: all.join('\n')})));
          places.push(...files.filter(one => !mayHold(one.name, forest, trial)));
          expect(shown.environments.some(text => text.includes('CSCERT_CONTRACT_ROOT='))).toBe(true);
          return exit.code;
        };
        // The second member dies where the copy is put into its stores.
        forest.killAt(EDGES[1], 4);
        expect(await watched()).toBe(1);
        expect(await watched()).toBe(0);

        const more = own.map(key => passwordCanary(SECRETS[key], secrets[key]));
        const canaries = [...trial.canaries, ...more, ...keysOf(forest)];
        expect(findCanaries([...trial.shown, ...places], canaries)).toEqual([]);
        // What the search would find where something is: nothing of that may be missing.
        expect(trial.log).toMatch(/ trace /);
        expect(canaries.filter(({name: what}) => what.startsWith('edge')).length).toBeGreaterThan(2);
        expect(canaries.filter(({name: what}) => what === 'a one-time password').length).toBeGreaterThan(3);
        expect(places.filter(({name: path}) => path.startsWith(transcripts)).length).toBeGreaterThan(1);
        expect(forest.requests().map(({disposition, requester}) => `${disposition} ${requester}`)).toEqual([
          `issued ${ENROLLER}`,
        ]);
        expect(forest.entries(EDGES[0], 'My').map(({thumbprint}) => thumbprint)).toEqual(
          forest.entries(EDGES[1], 'My').map(({thumbprint}) => thumbprint),
        );
      },
      240_000,
    );
  });
}

/** What the double adds to the name of a file while it writes it. */
const DRAFT = /\.[0-9a-f]{32}\.tmp$/;

/** Where secrets belong: keys in stores, and what a person put into the configuration's folder. */
function mayHold(path: string, forest: Forest, trial: Trial): boolean {
  const kept = [centralStore(forest), accountsOf(forest)];
  const inForest = path.startsWith(forest.root) && (KEPT.test(path) || kept.includes(path.replace(DRAFT, '')));
  const own = ['secrets', 'bought'].some(name => path.startsWith(join(trial.world.folder, name)));
  return inForest || own;
}
