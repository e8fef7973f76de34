import type {StepResult} from '../../../engine/ports/connection.ts';
import {readCertificate} from '../../../x509/facts.ts';
import {checkBelongs} from '../../chain-rules.ts';
import {alreadyDone, done, type StepContext, type StepOf, tell, verify} from './context.ts';

export async function trust({store, der}: StepOf<'trust'>, cx: StepContext): Promise<StepResult> {
  const facts = readCertificate(Buffer.from(der, 'base64'));
  const {thumbprint} = facts;
  checkBelongs(facts, store);
  const {ok} = await tell(cx, {verb: 'trust', input: {store, thumbprint, der}}, `the adding of a CA to ${store}`);
  verify(ok['there'] === true, cx, `the certificate ${thumbprint} in ${store}`);
  return ok['changed'] === true ? done({thumbprint}) : alreadyDone({thumbprint});
}
