/** An Edge pool of two on real files, whose public certificate comes from a CA that answers at once. */
import {cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {spkiOf} from './certificate-files.ts';
import {APPLIED_AT, certificateOf, copyWorld} from './contoso-world.ts';
import {ManualClock} from './manual-clock.ts';
import {type Ended, mustRun, type RunOptions} from './program.ts';

const POOL = 'edgepool.contoso.com';
export const EDGE = (n: number): string => `edge0${n}.contoso.com`;
export const EXTERNAL = `${POOL}/external`;
export const INTERNAL = `${POOL}/internal`;
export const EXTERNAL_USAGES = ['AccessEdgeExternal', 'DataEdgeExternal', 'AudioVideoAuthentication'];
/** How the friendly names of the two certificates begin. */
export const NAMES = {external: 'AccessEdgeExternal', internal: 'Internal'} as const;

export type Shared = keyof typeof NAMES;

export interface EdgeOptions {
  readonly servers?: number;
  /** YAML of the pool's certificates, indented by six. */
  readonly certificates?: string;
}

export function edgeYaml({servers = 2, certificates}: EdgeOptions = {}): string {
  const names = Array.from({length: servers}, (_, index) => EDGE(index + 1)).join(', ');
  return `deployment: {name: contoso, product: sfbse, sipDomains: [contoso.com]}
authorities:
  corp: {type: local, folder: ca}
  public: {type: local, folder: public-ca}
connections: {stores: {type: directory, folder: servers}}
defaults: {authority: corp, publicAuthority: public}
pools:
  ${POOL}:
    role: edge
    servers: [${names}]
    edge: {access: access.contoso.com, webConferencing: webcon.contoso.com, av: av.contoso.com}
${certificates === undefined ? '' : `    certificates:\n${certificates}`}`;
}

export const declare = (world: string, options: EdgeOptions): void =>
  writeFileSync(join(world, 'cscert.yaml'), edgeYaml(options));

/** The pool as it is declared, with its stores prepared and nothing done. */
export async function preparedEdge(folder: string, options: EdgeOptions = {}): Promise<string> {
  const world = join(folder, 'edge');
  mkdirSync(world, {recursive: true});
  declare(world, options);
  await mustRun(['init', '--config', '.'], {cwd: world, clock: new ManualClock(APPLIED_AT)});
  return world;
}

export const apply = (cwd: string, options: RunOptions = {}): Promise<Ended> =>
  mustRun(['apply', '--config', '.', '--auto-approve'], {clock: new ManualClock(APPLIED_AT), ...options, cwd});

/** Certificates that a CA has issued, as files of its register. */
export const issued = (world: string, ca: 'ca' | 'public-ca' = 'public-ca'): readonly string[] =>
  readdirSync(join(world, ca, 'issued')).toSorted();

/** The shared certificate of one member, as a file. */
export const sharedOf = (world: string, server: string, which: Shared = 'external'): string =>
  certificateOf(world, server, NAMES[which]);

/** What the usages of the external certificate point to on a member, each thumbprint once. */
export function inUse(world: string, server: string): readonly string[] {
  const {usages} = JSON.parse(readFileSync(join(world, 'servers', server, 'assigned.json'), 'utf8'));
  return [...new Set(EXTERNAL_USAGES.map(usage => String(usages[usage]?.current)))];
}

/** The public key of what a member uses for the outside. */
export function publicKeyOf(world: string, server: string): string {
  const [thumbprint = ''] = inUse(world, server);
  return spkiOf(join(world, 'servers', server, 'My', `${thumbprint}.pem`));
}

/** A world in which each of two members was given a certificate of its own, the second one a day later. */
export async function dividedEdge(world: string): Promise<string> {
  const other = copyWorld(world);
  for (const n of [1, 2]) rmSync(join(other, 'servers', EDGE(n)), {recursive: true});
  const clock = new ManualClock(APPLIED_AT);
  clock.advance(86_400_000);
  await apply(other, {clock});
  rmSync(join(other, 'servers', EDGE(1)), {recursive: true});
  cpSync(join(world, 'servers', EDGE(1)), join(other, 'servers', EDGE(1)), {recursive: true});
  return other;
}
