/** Looking at parts of a server, for a read or before a step. */
import type {Assignments, PendingRequest} from '../../../core/model/actual.ts';
import {Trouble} from '../problems.ts';
import type {JsonObject} from '../session/answer.ts';
import type {Call} from '../session/session.ts';
import {type StepContext, tell, timeAt} from '../steps/context.ts';
import {type Entry, type LeftOut, parseEntries} from './entries.ts';
import {type PartName, partOf} from './parts.ts';
import {joinRequests, parseRequestFiles} from './requests.ts';
import {parseUses} from './uses.ts';

/** Reads parts of a server; each is opened when it is asked for, and throws StepTrouble when it could not be read. */
export interface Look {
  entries(store: 'My' | 'CA' | 'Root' | 'REQUEST', leaveOut?: (one: LeftOut) => void): readonly Entry[];
  requests(): readonly PendingRequest[];
  assigned(): Assignments;
  /** Names of the files that are noted about requests. */
  files(): ReadonlyMap<string, string>;
  raw(part: PartName): unknown;
}

export function readCall(parts: readonly PartName[], deep = false): Call {
  return {verb: 'read', input: {parts, deep}};
}

export async function look(cx: StepContext, parts: readonly PartName[], deep = false): Promise<Look> {
  const {ok} = await tell(cx, readCall(parts, deep), 'the reading of the server');
  return lookAt(ok, cx);
}

export function lookAt(answer: JsonObject, cx: StepContext): Look {
  const at = {server: cx.server, user: cx.session.host.user};
  const raw = (part: PartName): unknown => partOf(answer, part, at);
  const entries: Look['entries'] = (store, leaveOut) => parseEntries(raw(store), store, leaveOut);
  const files = (): ReadonlyMap<string, string> => parseRequestFiles(raw('requests'));
  return {
    raw,
    entries,
    files,
    requests: () => joinRequests({files: files(), entries: entries('REQUEST'), my: entries('My')}),
    assigned: () => parseUses(raw('assigned'), timeAt(cx)),
  };
}

/** A certificate in My; throws StepTrouble when it is not there. */
export function findCertificate(my: readonly Entry[], thumbprint: string, server: string): Entry {
  const found = my.find(({certificate}) => certificate.thumbprint === thumbprint);
  if (found !== undefined) return found;
  throw new Trouble('CERTIFICATE_MISSING', {
    detail: `My on ${server} has no certificate ${JSON.stringify(thumbprint.slice(0, 80))}.`,
    help: 'Run cscert plan again: somebody removed the certificate.',
  });
}

/** People and scripts choose certificates by friendly name, so no two in a store may share one. */
export function checkUnique(my: readonly Entry[], friendlyName: string, thumbprint: string): void {
  const other = my.find(one => one.storedName === friendlyName && one.certificate.thumbprint !== thumbprint);
  if (other === undefined) return;
  throw new Trouble('FRIENDLY_NAME_TAKEN', {
    detail: `The certificate ${other.certificate.thumbprint} in My is already called "${friendlyName}".`,
    help: 'Rename or remove that certificate, then run the command again.',
  });
}
