import type {Assignments} from '../../../core/model/actual.ts';
import {isGlobal} from '../../../core/model/usage.ts';
import type {StepResult} from '../../../engine/ports/connection.ts';
import {pointsTo} from '../../pointing.ts';
import {stepProblem} from '../../step-problems.ts';
import {TOLERATED_MS} from '../clock-off.ts';
import {look} from '../facts/look.ts';
import {parseUses, tellsPrevious} from '../facts/uses.ts';
import {Trouble} from '../problems.ts';
import {whoIsBehind} from '../replicas.ts';
import type {JsonObject} from '../session/answer.ts';
import {alreadyDone, done, type StepContext, type StepOf, tell, timeAt} from './context.ts';

/** One usage of one certificate, whose key has been proved before anything points to it. */
export async function assign(step: StepOf<'assign'>, cx: StepContext): Promise<StepResult> {
  const {usage, thumbprint} = step;
  const global = isGlobal(usage);
  const time = timeAt(cx);
  const {ok: seen} = await tell(cx, {verb: 'prove', input: {thumbprint, usage, global}}, `the look at ${usage}`);
  // What is published is brought by the product alone: assigning it here again would need the key that is on its way.
  if (global && seen['there'] === false && pointsTo(parseUses(seen['deployment'], time), step, time))
    return onItsWay(step, false);
  checkUsable(seen, step, cx);
  const here = parseUses(seen['assigned'], time);
  const whole = global ? parseUses(seen['deployment'], time) : here;
  const after = {thumbprint};
  if (pointsTo(whole, step, time)) return arrived(here, step, time) ? alreadyDone(after) : onItsWay(step, false);
  if (global && seen['exportable'] === false) throw staysHere(step, cx);
  // Where nothing was in use there is nothing to wait for.
  const at = step.at === undefined || whole[usage] === undefined ? null : Date.parse(step.at);
  const what = `the assignment of ${usage} (Set-CsCertificate)`;
  const {ok} = await tell(cx, {verb: 'assign', input: {thumbprint, usage, global, at}}, what);
  const target = at === null ? {usage, thumbprint} : step;
  // What was assigned for now may be dated by a clock that is a little ahead: of this server, or of the store's.
  const judged = at === null ? new Date(timeAt(cx).getTime() + TOLERATED_MS) : timeAt(cx);
  const now = parseUses(ok['assigned'], judged);
  if (!pointsTo(global ? parseUses(ok['deployment'], judged) : now, target, judged)) throw notTaken(step, cx);
  const behind = global && Array.isArray(ok['replicas']) ? whoIsBehind(ok['replicas']) : undefined;
  return behind === undefined && arrived(now, step, judged) ? done(after) : onItsWay(step, true, behind);
}

function checkUsable(seen: JsonObject, {thumbprint}: StepOf<'assign'>, {server}: StepContext): void {
  if (seen['there'] !== true) {
    throw new Trouble('CERTIFICATE_MISSING', {
      detail: `My on ${server} has no certificate ${JSON.stringify(thumbprint.slice(0, 80))}.`,
      help: 'Run cscert plan again: somebody removed the certificate.',
    });
  }
  if (seen['proved'] === true) return;
  const has = seen['hasPrivateKey'] === true;
  throw new Trouble(has ? 'KEY_MISMATCH' : 'KEY_MISSING', {
    detail: has
      ? `${server}: the private key of ${thumbprint} does not open, or is that of another certificate.`
      : `${server}: the certificate ${thumbprint} has no private key.`,
    help: 'Run cscert plan: it proposes a new request where the key is gone.',
  });
}

/** Whether this server knows of it; what is global comes to every server by replication, to this one too. */
function arrived(here: Assignments, step: StepOf<'assign'>, time: Date): boolean {
  if (!isGlobal(step.usage)) return true;
  const entry = here[step.usage];
  return pointsTo(here, step, time) || entry?.current === step.thumbprint;
}

/** `behind`: the servers that it has not reached, where the product tells. */
function onItsWay({usage, thumbprint}: StepOf<'assign'>, changed: boolean, behind = 'this server'): StepResult {
  const warning = stepProblem('REPLICATION_INCOMPLETE', {
    severity: 'warning',
    detail: `${usage} is assigned in the central management store; replication has not brought it to ${behind} yet.`,
    help: 'Replication takes a few minutes. cscert plan shows where it has arrived; Get-CsManagementStoreReplicationStatus tells what holds it up.',
  });
  return {outcome: changed ? 'done' : 'already-done', after: {thumbprint}, warning};
}

function staysHere({thumbprint}: StepOf<'assign'>, {server}: StepContext): Trouble {
  return new Trouble('KEY_NOT_EXPORTABLE', {
    detail: `The key of ${thumbprint} on ${server} was made to stay there, so it cannot be replicated.`,
    help: 'Leave key.exportable out for the certificate of OAuthTokenIssuer: a new one is then requested.',
  });
}

function notTaken({usage, thumbprint}: StepOf<'assign'>, {server}: StepContext): Trouble {
  return new Trouble('ASSIGNMENT_REFUSED', {
    detail: `${server}: Set-CsCertificate ended without an error, but ${usage} does not point to ${thumbprint}.`,
    help: 'Look into the report that Set-CsCertificate writes on the server, and whether something else assigns certificates there.',
  });
}

export async function dropPrevious({usage}: StepOf<'dropPrevious'>, cx: StepContext): Promise<StepResult> {
  const seen = await look(cx, ['assigned']);
  const before = seen.assigned()[usage];
  // Where the product does not tell, dropping what is not there does no harm.
  const isKnown = tellsPrevious(seen.raw('assigned'), usage);
  if (before === undefined || (isKnown && before.previous === undefined)) return alreadyDone();
  const what = `the dropping of the previous certificate of ${usage} (Remove-CsCertificate -Previous)`;
  const {ok} = await tell(cx, {verb: 'drop-previous', input: {usage, global: isGlobal(usage)}}, what);
  const now = parseUses(ok['assigned'], timeAt(cx));
  if (now[usage]?.previous === undefined || isGlobal(usage)) return done();
  throw new Trouble('ASSIGNMENT_REFUSED', {
    detail: `${cx.server}: Remove-CsCertificate -Previous ended without an error, but ${usage} still has a previous certificate.`,
    help: 'Look into the report that Remove-CsCertificate writes on the server.',
  });
}
