/** Certificates that are in My: their names, and their end. */
import {formatFriendlyName, makeMark, parseFriendlyName} from '../../../core/mark.ts';
import type {Mark} from '../../../core/model/certificate.ts';
import type {StepResult} from '../../../engine/ports/connection.ts';
import {checkUnique, findCertificate, type Look, look} from '../facts/look.ts';
import {Trouble} from '../problems.ts';
import {alreadyDone, done, type StepContext, type StepOf, tell, verify} from './context.ts';

export async function mark(step: StepOf<'mark'>, cx: StepContext): Promise<StepResult> {
  const my = (await look(cx, ['My'])).entries('My');
  const {certificate, storedName} = findCertificate(my, step.thumbprint, cx.server);
  const {spki, thumbprint} = certificate;
  const ours = {...makeMark({spki, specDigest: step.specDigest}), ...ticketOf(storedName, spki)};
  const friendlyName = formatFriendlyName(step.friendlyName, ours);
  if (friendlyName === storedName) return alreadyDone({spki, thumbprint});
  checkUnique(my, friendlyName, thumbprint);
  const {ok} = await tell(cx, {verb: 'mark', input: {thumbprint, friendlyName}}, 'the naming of the certificate');
  verify(ok['friendlyName'] === friendlyName, cx, `the name of ${thumbprint}`);
  return done({spki, thumbprint});
}

/** The CA's number stays with the certificate when it is renamed. */
function ticketOf(stored: string, spki: string): Pick<Mark, 'ticket'> {
  const old = parseFriendlyName(stored).mark;
  return old?.ticket !== undefined && spki.startsWith(old.spki) ? {ticket: old.ticket} : {};
}

export async function remove({thumbprint}: StepOf<'remove'>, cx: StepContext): Promise<StepResult> {
  const seen = await look(cx, ['My', 'REQUEST', 'assigned']);
  const my = seen.entries('My').map(({certificate}) => certificate);
  const found = my.find(one => one.thumbprint === thumbprint);
  if (found === undefined) return alreadyDone({thumbprint});
  refuseAssigned(seen, thumbprint);
  const others = [...my, ...seen.entries('REQUEST').map(({certificate}) => certificate)];
  const isShared = others.some(one => one.spki === found.spki && one.thumbprint !== thumbprint);
  const input = {thumbprint, withKey: !isShared};
  const {ok} = await tell(cx, {verb: 'remove', input}, 'the removal of the certificate');
  verify(ok['there'] === false, cx, 'My');
  return done({thumbprint, spki: found.spki});
}

/** What a usage pointed to before is the way back from a bad switch, so it counts as assigned until it is dropped. */
function refuseAssigned(seen: Look, thumbprint: string): void {
  for (const [usage, {current, previous, staged}] of Object.entries(seen.assigned())) {
    const role = new Map([
      [staged?.thumbprint, 'next'],
      [previous, 'previous'],
      [current, 'current'],
    ]).get(thumbprint);
    if (role === undefined) continue;
    throw new Trouble('CERTIFICATE_ASSIGNED', {
      detail: `${thumbprint} is the ${role} certificate of ${usage}.`,
      help: 'Assign another one, or drop the previous assignment, before it is removed.',
    });
  }
}
