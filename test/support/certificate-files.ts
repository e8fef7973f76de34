import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {CertificateFacts} from '../../src/core/model/certificate.ts';
import {readCertificate} from '../../src/x509/facts.ts';
import {decodePem} from '../../src/x509/pem.ts';

/** What a certificate file of a store says, with the lines for people before the PEM. */
export function factsIn(path: string): CertificateFacts {
  const text = readFileSync(path, 'utf8');
  const [block] = decodePem(text.slice(text.indexOf('-----BEGIN ')));
  if (block === undefined) throw new Error(`no certificate in ${path}`);
  return readCertificate(block.der);
}

export const spkiOf = (path: string): string => factsIn(path).spki;

/**
 * Stretches of every private key below a folder, long enough to be found wherever they were printed. The first third
 * of a key's file is its public half, which every certificate shows.
 */
export function keyMaterial(folder: string): readonly string[] {
  const files = readdirSync(folder, {recursive: true, encoding: 'utf8'}).filter(name => name.endsWith('.key'));
  return files.flatMap(name => {
    const lines = readFileSync(join(folder, name), 'utf8').split('\n');
    return lines.filter(line => line.length >= 40 && !line.startsWith('-----')).slice(9);
  });
}
