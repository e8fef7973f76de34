/**
 * What the global store has is brought to every server, as the product's replication does: certificates with their keys
 * first, then the assignments that name them.
 */
import type {Diagnostic} from '../../../core/diagnostic.ts';
import {unlessBroken} from '../../../x509/error.ts';
import {isSame, readAssignments, writeAssignments} from '../assignments.ts';
import {type CertificateFile, decodeCertificateFile, encodeCertificateFile} from '../certificate-file.ts';
import {
  ASSIGNED,
  certificatePath,
  GLOBAL,
  isServerFolder,
  keyPath,
  PRIVATE_FILE,
  PUBLIC_FILE,
  REPLICATED,
} from '../layout.ts';
import {broken, type OpenPlace, openPlace, type Root, readText, writeText} from '../place.ts';
import {diagnose} from '../problems.ts';
import {readCertificateFile} from '../stores.ts';
import {type Proved, proveCertificate} from './prove.ts';

/** Brings everything global to one server. True when something had to be written. */
export async function deliver(root: Root, place: OpenPlace, originals = originalsOf(root)): Promise<boolean> {
  const source = await openPlace(root, GLOBAL);
  if (source === undefined) return false;
  const assignments = await readAssignments(source, ASSIGNED);
  const written: boolean[] = [];
  const wanted = Object.values(assignments).flatMap(({current, staged}) => [
    current,
    ...(staged ? [staged.thumbprint] : []),
  ]);
  for (const thumbprint of new Set(wanted)) {
    written.push(await deliverCertificate(await originals(thumbprint, source), place));
  }
  if (!isSame(await readAssignments(place, REPLICATED), assignments)) {
    await writeAssignments(place, REPLICATED, assignments);
    written.push(true);
  }
  return written.includes(true);
}

async function deliverCertificate({file, pem}: Proved, place: OpenPlace): Promise<boolean> {
  const path = certificatePath('My', file.facts.thumbprint);
  const keyFile = keyPath(file.facts.spki, true);
  const keyIsThere = (await readText(place, keyFile)) === pem;
  if (!keyIsThere) await writeText(place, keyFile, {text: pem, ...PRIVATE_FILE});
  const certificateIsThere = await holds(place, path, file);
  if (!certificateIsThere) {
    await writeText(place, path, {text: encodeCertificateFile(file), ...PUBLIC_FILE});
  }
  return !keyIsThere || !certificateIsThere;
}

/** A server may call the certificate otherwise; a broken file is as good as none, for the original is at hand. */
async function holds(place: OpenPlace, path: string, file: CertificateFile): Promise<boolean> {
  const text = await readText(place, path);
  const there = text === undefined ? undefined : unlessBroken(() => decodeCertificateFile(text));
  return there?.facts.der === file.facts.der;
}

/** Brings everything global to every other server; what could not be reached is told, and is cured by its own assign. */
export async function replicate(root: Root, {except}: {readonly except: string}): Promise<readonly Diagnostic[]> {
  const unreached: Diagnostic[] = [];
  const originals = originalsOf(root);
  for (const name of await serversBelow(root)) {
    if (name === except) continue;
    try {
      const place = await openPlace(root, name);
      if (place !== undefined) await deliver(root, place, originals);
    } catch (error) {
      unreached.push(diagnose(error, 'STORE_WRITE_FAILED', {address: name}));
    }
  }
  return unreached;
}

/** Puts a certificate and its key into the global store, the key first. */
export async function keep(place: OpenPlace, {file, pem}: Proved): Promise<void> {
  const {spki, thumbprint} = file.facts;
  await writeText(place, keyPath(spki, true), {text: pem, ...PRIVATE_FILE});
  await writeText(place, certificatePath('My', thumbprint), {text: encodeCertificateFile(file), ...PUBLIC_FILE});
}

type Originals = (thumbprint: string, source: OpenPlace) => Promise<Proved>;

/** Each is looked for once, however many servers are to get it. */
function originalsOf(root: Root): Originals {
  const known = new Map<string, Promise<Proved>>();
  return (thumbprint, source) => {
    const found = known.get(thumbprint) ?? originalOf(thumbprint, source, root);
    known.set(thumbprint, found);
    return found;
  };
}

/**
 * A certificate of the global store with its key. Where either was lost or damaged there, every server has another copy:
 * the store gets it back from one, for whatever is assigned next is brought together with what is in use.
 */
async function originalOf(thumbprint: string, source: OpenPlace, root: Root): Promise<Proved> {
  try {
    return await proveCertificate(source, thumbprint);
  } catch (error) {
    const found = await copyOnServer(thumbprint, root);
    if (found !== undefined) {
      await keep(source, found);
      return found;
    }
    const path = certificatePath('My', thumbprint);
    const isThere = (await readCertificateFile(source, 'My', thumbprint)) !== undefined;
    throw isThere ? error : broken(source, path, 'it is missing, though it is assigned, and no server has it');
  }
}

async function copyOnServer(thumbprint: string, root: Root): Promise<Proved | undefined> {
  for (const name of await serversBelow(root)) {
    try {
      const place = await openPlace(root, name);
      const found = place && (await proveCertificate(place, thumbprint));
      if (found?.entry.exportable) return found;
    } catch {
      // Another one may have it; what is wrong with this one is told when it is read for itself.
    }
  }
  return undefined;
}

async function serversBelow(root: Root): Promise<readonly string[]> {
  const entries = (await root.files.list(root.folder)) ?? [];
  return entries.filter(({name, kind}) => kind === 'folder' && isServerFolder(name)).map(({name}) => name);
}
