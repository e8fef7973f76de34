import type {StepResult} from '../../../engine/ports/connection.ts';
import {readCertificate} from '../../../x509/facts.ts';
import {Trouble} from '../problems.ts';
import {readCertificateFile} from '../stores.ts';
import {alreadyDone, done, putCertificate, type StepContext, type StepOf} from './context.ts';

/**
 * Windows and the product fail in strange ways when Root holds a certificate that is not self-issued (KB2795828), so
 * none is ever put there.
 */
export async function trust(step: StepOf<'trust'>, cx: StepContext): Promise<StepResult> {
  const facts = readCertificate(Buffer.from(step.der, 'base64'));
  const {thumbprint} = facts;
  if (step.store === 'Root' && !facts.selfIssued) {
    throw new Trouble('ROOT_NOT_SELF_ISSUED', {
      detail: `The certificate ${thumbprint} has an issuer other than itself: it is an intermediate and belongs into CA.`,
      help: "Correct the authority's roots in the configuration.",
    });
  }
  if (await readCertificateFile(cx.place, step.store, thumbprint)) return alreadyDone({thumbprint});
  await putCertificate(cx, step.store, {facts});
  return done({thumbprint});
}
