import type {CertificateFacts} from '../../../core/model/certificate.ts';
import type {StepResult} from '../../../engine/ports/connection.ts';
import {readCertificate} from '../../../x509/facts.ts';
import {intermediatesOf, wrongKey} from '../../chain-rules.ts';
import {checkSpki} from '../../request-notes.ts';
import {checkUnique, type Look, look} from '../facts/look.ts';
import {Trouble} from '../problems.ts';
import type {JsonObject} from '../session/answer.ts';
import {alreadyDone, done, programSeconds, type StepContext, type StepOf, tell, verify} from './context.ts';
import {programSays} from './made-request.ts';
import {findPending, markedName} from './request.ts';

/**
 * Intermediates, then the certificate with its key, then its name, then the notes go: a kill between them leaves a
 * request that the next run finds answered. The key stays where it was born.
 */
export async function install(step: StepOf<'install'>, cx: StepContext): Promise<StepResult> {
  checkSpki(step.spki);
  const leaf = readCertificate(Buffer.from(step.leaf, 'base64'));
  if (leaf.spki !== step.spki) throw wrongKey(leaf, step.spki);
  const chain = intermediatesOf(step.chain, leaf).map(({thumbprint, der}) => ({thumbprint, der}));
  const seen = await look(cx, ['My', 'REQUEST', 'requests']);
  const input = {
    thumbprint: leaf.thumbprint,
    leaf: step.leaf,
    chain,
    spent: [],
    seconds: programSeconds(cx, 'install'),
    ...toDo(seen, leaf, cx),
  };
  const {ok} = await tell(cx, {verb: 'install', input}, 'the installing of the certificate (certreq -accept)');
  checkInstalled(ok, {leaf, friendlyName: input.friendlyName}, cx);
  const after = {spki: step.spki, thumbprint: leaf.thumbprint};
  return ok['changed'] === true ? done(after) : alreadyDone(after);
}

interface ToDo {
  /** Whether Windows has to join it with its key. */
  readonly accept: boolean;
  /** Null: it is called as it should be. */
  readonly friendlyName: string | null;
  /** Files that nobody needs afterwards, and entries of REQUEST that a server which died left behind. */
  readonly done: readonly string[];
  readonly left: readonly string[];
}

function toDo(seen: Look, leaf: CertificateFacts, {server}: StepContext): ToDo {
  const my = seen.entries('My');
  const installed = my.some(({certificate}) => certificate.thumbprint === leaf.thumbprint && certificate.hasPrivateKey);
  const isNoted = seen.requests().some(({spki}) => spki === leaf.spki);
  const ofKey = seen.entries('REQUEST').filter(({certificate}) => certificate.spki === leaf.spki);
  const left = ofKey.map(({certificate}) => certificate.thumbprint);
  if (installed && !isNoted) return {accept: false, friendlyName: null, done: [], left};
  const friendlyName = markedName(findPending(seen, leaf.spki, server));
  checkUnique(my, friendlyName, leaf.thumbprint);
  return {accept: !installed, friendlyName, done: [`${leaf.spki}.json`, `${leaf.spki}.req`], left};
}

/** Throws StepTrouble where it is not in My with its key and its name. */
export function checkInstalled(
  ok: JsonObject,
  {leaf, friendlyName}: {readonly leaf: CertificateFacts; readonly friendlyName: string | null},
  cx: StepContext,
): void {
  if (ok['there'] !== true) {
    throw new Trouble('CERTIFICATE_NOT_ACCEPTED', {
      detail: `${cx.server}: the certificate ${leaf.thumbprint} is not in My. ${programSays(ok)}`,
      help: 'Windows installs only what ends in a root that the server trusts: look whether the root of the CA is in Root, and declared (roots) where the CA does not bring it.',
    });
  }
  if (ok['proved'] !== true) {
    throw new Trouble('KEY_MISSING', {
      detail: `${cx.server}: the certificate ${leaf.thumbprint} is in My, but its private key does not open. ${programSays(ok)}`,
      help: 'Run cscert plan: where the key is gone for good it proposes a new request.',
    });
  }
  verify(friendlyName === null || ok['friendlyName'] === friendlyName, cx, `the name of ${leaf.thumbprint}`);
}
