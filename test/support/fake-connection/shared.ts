import {randomBytes} from 'node:crypto';
import {formatFriendlyName, makeMark} from '../../../src/core/mark.ts';
import {Secret} from '../../../src/core/secret.ts';
import type {StepResult} from '../../../src/engine/ports/connection.ts';
import {X509Error} from '../../../src/x509/error.ts';
import {readCertificate} from '../../../src/x509/facts.ts';
import {spkiHash} from '../../../src/x509/key.ts';
import {readPfx} from '../../../src/x509/pkcs12/read.ts';
import {writePfx} from '../../../src/x509/pkcs12/write.ts';
import {certificateWithKey, did, type FakeServer, StepFailure, type StepOf} from './server.ts';

/** All intermediates of the store travel along: which of them are above the certificate is for connections to find out. */
export async function exportShared(on: FakeServer, step: StepOf<'exportShared'>): Promise<StepResult> {
  const {certificate, key, exportable} = certificateWithKey(on, step.thumbprint);
  if (!exportable) throw new StepFailure('KEY_NOT_EXPORTABLE', `The key of ${step.thumbprint} may not leave.`);
  const bytes = (der: string): Buffer => Buffer.from(der, 'base64');
  const pfx = await writePfx({
    key,
    certificate: bytes(certificate.facts.der),
    chain: [...on.ca.values()].map(({der}) => bytes(der)),
    password: step.password,
    profile: step.profile,
    random: count => randomBytes(count),
  });
  const {thumbprint, spki} = certificate.facts;
  return did(true, {thumbprint, spki, pfx: new Secret(pfx.toString('base64'))});
}

export function importShared(on: FakeServer, step: StepOf<'importShared'>): StepResult {
  const {key, certificate, others} = open(step);
  if (key === undefined || certificate === undefined) throw new StepFailure('PFX_INCOMPLETE', 'It lacks key or leaf.');
  const facts = readCertificate(certificate);
  const spki = spkiHash(key);
  const mark = makeMark({spki, specDigest: step.specDigest});
  const friendlyName = formatFriendlyName(step.friendlyName, mark);
  const missing = others.map(der => readCertificate(der)).filter(one => !one.selfIssued && !on.ca.has(one.thumbprint));
  const isThere = on.my.get(facts.thumbprint)?.friendlyName === friendlyName;
  const isKept = on.keys.get(spki)?.exportable === step.exportable;
  for (const intermediate of missing) on.ca.set(intermediate.thumbprint, intermediate);
  on.my.set(facts.thumbprint, {facts, friendlyName});
  on.keys.set(spki, {key, exportable: step.exportable});
  return did(!isThere || !isKept || missing.length > 0, {thumbprint: facts.thumbprint, spki});
}

function open({pfx, password}: StepOf<'importShared'>) {
  try {
    return readPfx(Buffer.from(pfx.reveal(), 'base64'), password);
  } catch (error) {
    if (error instanceof X509Error) throw new StepFailure('PFX_UNREADABLE', error.message);
    throw error;
  }
}
