import type {StepResult} from '../../../engine/ports/connection.ts';
import {readCertificate} from '../../../x509/facts.ts';
import {checkBelongs} from '../../chain-rules.ts';
import {readCertificateFile} from '../stores.ts';
import {alreadyDone, done, putCertificate, type StepContext, type StepOf} from './context.ts';

export async function trust(step: StepOf<'trust'>, cx: StepContext): Promise<StepResult> {
  const facts = readCertificate(Buffer.from(step.der, 'base64'));
  const {thumbprint} = facts;
  checkBelongs(facts, step.store);
  if (await readCertificateFile(cx.place, step.store, thumbprint)) return alreadyDone({thumbprint});
  await putCertificate(cx, step.store, {facts});
  return done({thumbprint});
}
