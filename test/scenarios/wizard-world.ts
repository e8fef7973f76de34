/** The wizard's example in temporary copies, and what its servers, requests and register really hold. */
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import type {CertificateFacts, GeneralName} from '../../src/core/model/certificate.ts';
import type {Usage} from '../../src/core/model/usage.ts';
import {readCertificate} from '../../src/x509/facts.ts';
import {decodePem} from '../../src/x509/pem.ts';
import {type RequestFacts, readRequest} from '../../src/x509/request.ts';
import {APPLIED_AT, copyWorld, edit} from '../support/contoso-world.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {type OutsideCa, openOutsideCa} from '../support/outside-ca.ts';
import {copyExample, cscert, type Ended, mustRun} from '../support/program.ts';

export const SERVER = 'se01.contoso.com';
export const addressOf = (certificate: string): string => `${SERVER}/${SERVER}/${certificate}`;

/** The moment of all these runs. */
export const options = (cwd: string) => ({cwd, clock: new ManualClock(APPLIED_AT)});

/** The example at every station of the procedure. A test changes only copies of them. */
export interface Stations {
  /** Prepared, nothing applied. */
  readonly fresh: string;
  /** Applied: the delayed request waits. */
  readonly applied: string;
  readonly applying: Ended;
  /** The delayed request was answered and collected. */
  readonly answered: string;
  readonly outside: OutsideCa;
}

export async function makeStations(folder: string): Promise<Stations> {
  const outside = await openOutsideCa(APPLIED_AT);
  const fresh = copyExample('wizard', folder);
  // The example names the root of a real public CA; the one of this test cannot have its fingerprint.
  edit(join(fresh, 'cscert.yaml'), /sha256:[0-9a-f]{64}/, `sha256:${outside.fingerprint}`);
  await mustRun(['init'], options(fresh));
  const applied = copyWorld(fresh);
  const applying = await cscert(['apply', '--auto-approve'], options(applied));
  const answered = copyWorld(applied);
  await answer(answered, outside);
  await mustRun(['apply', '--auto-approve'], options(answered));
  return {fresh, applied, applying, answered, outside};
}

const requestsOf = (world: string): string => join(world, 'requests', SERVER, SERVER);

/** The text of the request that lies there for a person. */
export function delayedRequest(world: string): string {
  const found = readdirSync(requestsOf(world)).filter(name => name.endsWith('.csr'));
  if (found.length !== 1) throw new Error(`${found.length} requests`);
  return readFileSync(join(requestsOf(world), String(found[0])), 'utf8');
}

export function readCsr(pem: string): RequestFacts {
  const [block] = decodePem(pem);
  if (block === undefined) throw new Error('no PEM');
  return readRequest(block.der);
}

/** What a person does: takes the request to the CA, and puts its answer beside it. */
export async function answer(world: string, outside: OutsideCa): Promise<void> {
  writeFileSync(join(requestsOf(world), 'from the CA.txt.pem'), await outside.answer(delayedRequest(world)));
}

export interface Stored {
  readonly path: string;
  readonly friendlyName: string;
  readonly facts: CertificateFacts;
}

/** The certificates of one of the server's stores. */
export function storedIn(world: string, store: 'My' | 'CA' | 'Root'): readonly Stored[] {
  const folder = join(world, 'servers', SERVER, store);
  return readdirSync(folder).map(name => {
    const path = join(folder, name);
    const text = readFileSync(path, 'utf8');
    const [block] = decodePem(text);
    if (block === undefined) throw new Error(`no certificate in ${path}`);
    return {path, friendlyName: /^friendlyName: (.*)$/m.exec(text)?.[1] ?? '', facts: readCertificate(block.der)};
  });
}

/** The one certificate in My whose friendly name begins so. */
export function stored(world: string, friendlyName: string): Stored {
  const found = storedIn(world, 'My').filter(one => one.friendlyName.startsWith(friendlyName));
  const [one] = found;
  if (one === undefined || found.length > 1) throw new Error(`${found.length} certificates "${friendlyName}"`);
  return one;
}

export const FRIENDLY = {
  default: 'Front End of Redmond [cscert',
  webInternal: `WebServicesInternal - ${SERVER} [cscert`,
  webExternal: `WebServicesExternal - ${SERVER} [cscert`,
} as const;

/** Thumbprints by usage, as the server has them. */
export function assigned(world: string): Partial<Record<Usage, string>> {
  const file = JSON.parse(readFileSync(join(world, 'servers', SERVER, 'assigned.json'), 'utf8'));
  const usages: Record<string, {readonly current: string}> = file.usages;
  return Object.fromEntries(Object.entries(usages).map(([usage, {current}]) => [usage, current]));
}

export const issuedCount = (world: string): number => readdirSync(join(world, 'ca', 'issued')).length;

export const dnsNames = (names: readonly GeneralName[]): readonly string[] => names.map(({value}) => value);

/** `O=Contoso` and so on, without order. */
export const attributes = ({subject}: Pick<CertificateFacts, 'subject'>): readonly string[] =>
  subject.map(({type, value}) => `${type}=${value}`);

/** Name of the file of a key on the server, by its hash. */
export const keyFileOf = (world: string, spki: string): string =>
  readdirSync(join(world, 'servers', SERVER, 'Keys')).find(name => name.startsWith(spki)) ?? 'none';

export const thumbprintOf = ({path}: Stored): string => basename(path, '.pem');
