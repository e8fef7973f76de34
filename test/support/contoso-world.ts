import {createHash} from 'node:crypto';
import {cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join, relative} from 'node:path';
import type {Plan} from '../../src/core/model/plan.ts';
import {ManualClock} from './manual-clock.ts';
import {copyExample, mustRun} from './program.ts';

/** The moment at which the worlds of these tests were applied. */
export const APPLIED_AT = '2026-03-02T12:00:00.000Z';

/** An example with its stores prepared and applied at `APPLIED_AT`; made once per file and copied for each test. */
export async function appliedWorld(name: 'lab' | 'contoso', folder: string): Promise<string> {
  const world = copyExample(name, folder);
  const options = {cwd: world, clock: new ManualClock(APPLIED_AT)};
  await mustRun(['init', '--config', '.'], options);
  await mustRun(['apply', '--config', '.', '--auto-approve'], options);
  return world;
}

/**
 * An example with empty stores whose authority exists already: its keys of 3072 bits are what takes the longest, and
 * most tests are about something else.
 */
export async function readyWorld(name: 'lab' | 'contoso', folder: string): Promise<string> {
  const world = copyExample(name, folder);
  const options = {cwd: world, clock: new ManualClock(APPLIED_AT)};
  const one = name === 'lab' ? 'se01.contoso.com' : 'med01.contoso.com';
  await mustRun(['init', '--config', '.'], options);
  await mustRun(['apply', '--config', '.', '--auto-approve', '--only', one], options);
  rmSync(join(world, 'servers'), {recursive: true});
  await mustRun(['init', '--config', '.'], options);
  return world;
}

let copies = 0;

/** A copy of a world for one test, in a folder of its own. */
export function copyWorld(world: string): string {
  const copy = join(`${world}-copies`, String(++copies), 'world');
  cpSync(world, copy, {recursive: true});
  return copy;
}

/** The path of a server's certificate whose friendly name begins so. */
export function certificateOf(world: string, server: string, friendlyName: string): string {
  const folder = join(world, 'servers', server, 'My');
  const found = readdirSync(folder).filter(name =>
    readFileSync(join(folder, name), 'utf8').startsWith(`friendlyName: ${friendlyName}`),
  );
  if (found.length !== 1) throw new Error(`${found.length} certificates "${friendlyName}" on ${server}`);
  return join(folder, String(found[0]));
}

/** The path of the private key of a certificate file: its name begins with what our mark says of the key. */
export function keyOf(certificate: string): string {
  const mark = /\[cscert ([0-9a-f]{8})/.exec(readFileSync(certificate, 'utf8'))?.[1];
  const folder = join(certificate, '..', '..', 'Keys');
  const found = readdirSync(folder).find(name => mark !== undefined && name.startsWith(mark));
  if (found === undefined) throw new Error(`no key of ${certificate}`);
  return join(folder, found);
}

export const onlyFileIn = (folder: string): string => join(folder, String(readdirSync(folder)[0]));

/** Changes a text file; what is to be replaced must be there. */
export function edit(path: string, from: string | RegExp, to: string): void {
  const before = readFileSync(path, 'utf8');
  const after = before.replace(from, to);
  if (after === before) throw new Error(`nothing to change in ${path}`);
  writeFileSync(path, after);
}

export interface AssignedFile {
  readonly format: number;
  readonly usages: Record<string, {current: string; previous?: string}>;
}

/** Changes what is assigned on a server. */
export function editAssigned(world: string, server: string, change: (usages: AssignedFile['usages']) => void): void {
  const path = join(world, 'servers', server, 'assigned.json');
  const file = JSON.parse(readFileSync(path, 'utf8')) as AssignedFile;
  change(file.usages);
  writeFileSync(path, JSON.stringify(file));
}

/** Hash of every file below a folder, by its path. */
export function hashes(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, {recursive: true, encoding: 'utf8'}).map(name => join(folder, name));
  return new Map(
    files
      .filter(path => existsSync(path) && statSync(path).isFile())
      .map(path => [relative(folder, path), createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );
}

/** Paths that are new, gone or different. */
export function changedFiles(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter(path => before.get(path) !== after.get(path))
    .toSorted();
}

/** What a plan would change, slot by slot, with the codes of all drift in the order in which they are shown. */
export function touched(plan: Plan): Record<string, readonly string[]> {
  const slots = plan.slots
    .filter(slot => slot.state !== 'in-sync')
    .map(slot => {
      const drift = slot.members.flatMap(member => member.findings.filter(finding => finding.severity === 'drift'));
      return [slot.address, [...new Set(drift.map(finding => finding.code))]] as const;
    });
  return Object.fromEntries(slots);
}

/** The actions of a plan as `verb:where`; of trust, the store instead of the thumbprint that differs in every world. */
export function actionIds(plan: Plan): readonly string[] {
  return plan.actions.map(({id, verb}) => (verb === 'trust' ? id.replace(/:[0-9A-F]{8}$/, '') : id));
}
