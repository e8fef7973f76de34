/**
 * A deployment in which every reference to a secret is used, made of canaries: passphrases of two CAs (one from the
 * environment, one from a file), passwords of two PFX files (likewise), a pool that shares keys under one-time passwords.
 */
import {createPrivateKey} from 'node:crypto';
import {existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {asPfx, type Bought, buy, place} from '../support/bought.ts';
import {
  bytesCanary,
  type Canary,
  keyCanary,
  keyFileCanary,
  makePassword,
  type Place,
  passwordCanary,
} from '../support/canary.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {mustRun, planOf} from '../support/program.ts';

const SECRETS = {
  ca: 'passphrase of the CA, from the environment',
  publicCa: 'passphrase of the public CA, from a file',
  pfx: 'password of a PFX, from the environment',
  pfxFile: 'password of a PFX, from a file',
} as const;

export type Passwords = Readonly<Record<keyof typeof SECRETS, string>>;

/** Which references to secrets this world uses, as the schemas name them: `<schema>#<property>`. */
export const USED_REFERENCES = ['authorities/local#passphrase', 'config#password'] as const;

/**
 * References that only real servers use, which this world has none of: what becomes of these secrets is tested with the
 * transports to them (test/faults/powershell-secrets.test.ts, test/connections/powershell/transports).
 */
export const USED_ELSEWHERE = [
  'authorities/adcs#password',
  'connections/powershell#passphrase',
  'connections/powershell#password',
] as const;

export const SERVERS = {named: 'se01.contoso.com', fromFile: 'se02.contoso.com', edge: 'edgepool.contoso.com'} as const;

export interface SecretWorld {
  readonly folder: string;
  readonly passwords: Passwords;
  /** What the program is to be started with. */
  readonly environment: Readonly<Record<string, string>>;
  readonly bought: readonly Bought[];
}

const yaml = (
  use: (name: string, reference: string) => string,
): string => `deployment: {name: contoso, product: sfbse, sipDomains: [contoso.com]}
authorities:
  corp: {type: local, folder: ca, passphrase: "env:CANARY_CA"}
  public: {type: local, folder: public-ca, passphrase: "file:secrets/public-ca.txt"}
connections: {stores: {type: directory, folder: servers}}
defaults: {authority: corp, publicAuthority: public, connection: stores}
pools:
  ${SERVERS.named}: {role: standardEdition, certificates: {default: {${use('se01', 'env:CANARY_PFX')}}}}
  ${SERVERS.fromFile}: {role: standardEdition, certificates: {default: {${use('se02', 'file:secrets/se02.txt')}}}}
  ${SERVERS.edge}:
    role: edge
    servers: [edge01.contoso.com, edge02.contoso.com]
    edge: {access: access.contoso.com, webConferencing: webcon.contoso.com, av: av.contoso.com}
`;

const withUse = yaml((name, reference) => `use: {pfx: bought/${name}.pfx, password: "${reference}"}`);

/** Nothing was applied yet. */
export async function secretWorld(folder: string): Promise<SecretWorld> {
  const passwords = {ca: makePassword(), publicCa: makePassword(), pfx: makePassword(), pfxFile: makePassword()};
  const environment = {CANARY_CA: passwords.ca, CANARY_PFX: passwords.pfx};
  for (const name of ['', 'secrets', 'bought']) mkdirSync(join(folder, name), {recursive: true});
  writeFileSync(join(folder, 'secrets', 'public-ca.txt'), `${passwords.publicCa}\n`);
  writeFileSync(join(folder, 'secrets', 'se02.txt'), passwords.pfxFile);
  writeFileSync(
    join(folder, 'cscert.yaml'),
    yaml(() => ''),
  );
  const now = new Date().toISOString();
  const options = {cwd: folder, environment, clock: new ManualClock(now)};
  await mustRun(['init', '--config', '.'], options);
  const {plan} = await planOf(folder, options);
  const bought = await Promise.all(
    [SERVERS.named, SERVERS.fromFile].map(async server => {
      const wants = plan.slots.find(({address}) => address === `${server}/${server}/default`)?.wants;
      if (wants === undefined) throw new Error(`${server} wants nothing`);
      const one = await buy(wants.spec, now);
      place(join(folder, 'servers', server), one, ['CA', 'Root']);
      return one;
    }),
  );
  const [first, second] = bought;
  if (first === undefined || second === undefined) throw new Error('nothing was bought');
  writeFileSync(join(folder, 'bought', 'se01.pfx'), await asPfx(first, passwords.pfx));
  writeFileSync(join(folder, 'bought', 'se02.pfx'), await asPfx(second, passwords.pfxFile));
  writeFileSync(join(folder, 'cscert.yaml'), withUse);
  return {folder, passwords, environment, bought};
}

/** The passwords, and those that the program made for one copy each, which a hook has told. */
export function passwordsOf({passwords}: SecretWorld, told: string): readonly Canary[] {
  const declared = (Object.keys(SECRETS) as (keyof Passwords)[]).map(key =>
    passwordCanary(SECRETS[key], passwords[key]),
  );
  const made = existsSync(told) ? readFileSync(told, 'utf8').trim().split('\n') : [];
  const once = made.flatMap(hex => {
    const bytes = Buffer.from(hex, 'hex');
    return [
      bytesCanary('a one-time password', bytes),
      bytesCanary('a one-time password', Buffer.from(bytes.toString('base64'))),
    ];
  });
  return [...declared, ...once];
}

/** Every private key below a world: in the stores of servers, in the folders of CAs, in PFX files. */
export function keysOf({folder, passwords, bought}: SecretWorld): readonly Canary[] {
  const files = filesBelow(folder).filter(path => path.endsWith('.key'));
  const passphraseOf = (path: string): string | undefined =>
    path.startsWith('ca/') ? passwords.ca : path.startsWith('public-ca/') ? passwords.publicCa : undefined;
  return [
    ...files.map(path =>
      keyFileCanary(`the key ${path}`, readFileSync(join(folder, path), 'utf8'), passphraseOf(path)),
    ),
    ...bought.map(({key}) =>
      keyCanary('the key of a PFX', createPrivateKey(key.export({type: 'pkcs8', format: 'pem'}))),
    ),
  ];
}

/** Relative paths of all files, those too that nobody finished. */
export const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, {recursive: true, encoding: 'utf8'}).filter(name => statSync(join(folder, name)).isFile());

/** What a person put there, and the keys that are kept in clear because a server needs them. */
const OWN = /^(secrets|bought)\//;
const STORED_KEY = /^servers\/[^/]+\/Keys\/[0-9a-f]{64}(\.exportable)?\.key$/;

/** All files that cscert wrote; of the keys of servers only where the key itself may be. */
export function writtenBy({folder}: SecretWorld): {
  readonly anywhere: readonly Place[];
  readonly storedKeys: readonly Place[];
} {
  const places = filesBelow(folder)
    .filter(path => !OWN.test(path))
    .map(path => ({name: path, content: readFileSync(join(folder, path))}));
  return {
    anywhere: places.filter(({name}) => !STORED_KEY.test(name)),
    storedKeys: places.filter(({name}) => STORED_KEY.test(name)),
  };
}
