/**
 * What a person who put a file there is to hear while the request still waits. Said is what lies where an answer to
 * this request could lie; the answers of other servers lie in their own folders and are no news.
 */

import {posix} from 'node:path';
import type {Diagnostic} from '../../core/diagnostic.ts';
import {groupBy} from '../../core/group.ts';
import type {Address} from '../../core/model/desired.ts';
import {rememberEach} from '../../core/remember.ts';
import {unreachable} from '../../core/unreachable.ts';
import {formatName} from '../../x509/distinguished-name.ts';
import {escapeControls} from '../../x509/text.ts';
import {remark, type Words} from './problems.ts';
import {certificateOfFile, type RequestPlace} from './request-place.ts';
import {type Found, type RequestFile, type ResponseFile, requestsByKey, type Scan, type Unseen} from './scan.ts';

export interface Question {
  readonly place: RequestPlace;
  readonly slot: Address;
  readonly spki: string;
  /** When the request was made, or so. */
  readonly since: Date;
  /** The folder of requests as people know it. */
  readonly shown: string;
}

type Code = Parameters<typeof remark>[0];

/**
 * Requests of earlier years and their answers stay in the repository. An answer that was issued so long before this
 * request was made was collected then, and is not the one that somebody waits for.
 */
const PAST_MS = 30 * 86_400_000;

/** One for every file that could be meant for this request and is no answer to it. */
export function remarksOn(scan: Scan, question: Question): readonly Diagnostic[] {
  const {unseen} = scan;
  const end = unseen === undefined ? [] : [remark('REQUEST_FOLDER_FULL', fullWords(unseen, question))];
  return [...end, ...ofResponses(scan, question)];
}

function ofResponses(scan: Scan, question: Question): readonly Diagnostic[] {
  return inReach(scan, question).flatMap(response => {
    const found = judge(response, scan.requests, question);
    if (found === undefined) return [];
    const {code, words} = found;
    // What lies in the common folder may concern any request: the same words every time, so that it is told once.
    return [isOwn(response.path, question) ? {...remark(code, words), address: question.slot} : remark(code, words)];
  });
}

const isOwn = (path: string, {place}: Question): boolean => path.startsWith(`${place.folder}/`);

/** What could be meant for the request: what lies with its own, and what lies within the folder of nobody's requests. */
function inReach(scan: Scan, {place}: Question): readonly ResponseFile[] {
  const {common, byFolder} = placesOf(scan);
  const own = new Set(byFolder.get(place.folder) ?? []);
  return [...common.filter(one => !own.has(one)), ...own];
}

/** Asked for every order of the same look, in which each may have a file. */
const placesOf = rememberEach(({requests, responses}: Scan) => {
  const folders = new Set(requests.map(({path}) => posix.dirname(path)));
  return {
    common: responses.filter(({path}) => !foldersAbove(path).some(folder => folders.has(folder))),
    byFolder: groupBy(responses, ({path}) => path.split('/', 2).join('/')),
  };
});

/** `a/b/c.pem` lies below `a` and `a/b`. */
const foldersAbove = (path: string): readonly string[] =>
  path.split('/').flatMap((_, at, names) => (at === 0 ? [] : [names.slice(0, at).join('/')]));

function judge(
  response: ResponseFile,
  requests: readonly RequestFile[],
  question: Question,
): {readonly code: Code; readonly words: Words} | undefined {
  const shown = escapeControls(`${question.shown}/${response.path}`);
  const {content} = response;
  switch (content.kind) {
    case 'pfx':
      return {code: 'ANSWER_IS_PFX', words: pfxWords(shown)};
    case 'unreadable':
      return {code: 'ANSWER_UNREADABLE', words: unreadableWords(shown, content.why)};
    case 'certificates':
      return judgeCertificates(response.path, content.found, {requests, question, shown});
    default:
      return unreachable(content);
  }
}

interface Surroundings {
  readonly requests: readonly RequestFile[];
  readonly question: Question;
  readonly shown: string;
}

/** CA certificates alone are a part of somebody's chain, and need no word. */
function judgeCertificates(path: string, found: readonly Found[], {requests, question, shown}: Surroundings) {
  const leaves = found.filter(({facts}) => !facts.ca);
  const keys = new Set(leaves.map(({facts}) => facts.spki));
  const answered = [...keys].flatMap(spki => requestsByKey(requests).get(spki) ?? []);
  const [leaf] = leaves;
  if (leaf === undefined || answered.some(({spki}) => spki === question.spki)) return undefined;
  const isPast = question.since.getTime() - Date.parse(leaf.facts.notBefore) > PAST_MS;
  const older = answered.find(request => isOlder(request, question));
  if (older)
    return isPast ? undefined : {code: 'ANSWER_TO_OLDER_REQUEST' as const, words: olderWords(shown, older, question)};
  if (answered.some(request => isOwn(request.path, question))) return undefined;
  const [other] = answered;
  // In the common folder the answers of all servers may lie side by side.
  if (other)
    return isOwn(path, question)
      ? {code: 'ANSWER_TO_OTHER_SERVER' as const, words: otherWords(shown, other)}
      : undefined;
  return isPast ? undefined : {code: 'ANSWER_WITHOUT_REQUEST' as const, words: strangerWords(shown, leaf, question)};
}

/** An earlier request for the same declared certificate on the same server. */
function isOlder({path, spki}: RequestFile, {place, spki: current}: Question): boolean {
  const {dir, base} = posix.parse(path);
  return dir === place.folder && spki !== current && certificateOfFile(base) === place.certificate;
}

function olderWords(shown: string, {path}: RequestFile, {place}: Question): Words {
  return {
    detail: `${shown} answers ${escapeControls(path)}, an older request; ${place.stem}.csr is the one that waits now.`,
    help: `Give ${place.stem}.csr to the CA. What was declared has changed since the older request, or a person had it made anew.`,
  };
}

function otherWords(shown: string, {path}: RequestFile): Words {
  return {
    detail: `${shown} answers ${escapeControls(path)}, which is the request of another server. It is found there too, and taken when that request is waited for.`,
    help: 'Nothing is lost. If it was meant for this server, give its own request to the CA.',
  };
}

function strangerWords(shown: string, {facts}: Found, {place}: Question): Words {
  return {
    detail: `${shown} is a certificate for ${formatName(facts.subject) || 'a key without a name'}, but its key is that of no request here.`,
    help: `Its private key was made elsewhere, or its request is gone. Give ${place.stem}.csr to the CA, as it is.`,
  };
}

function pfxWords(shown: string): Words {
  return {
    detail: `${shown} is a PFX: it brings a private key of its own and is no answer to a request.`,
    help: `To use it instead of a request, declare it at the certificate: use: {pfx: ${shown}, password: env:NAME}.`,
  };
}

/** The same for whoever waits: any answer may be among the rest. */
function fullWords({path, limit}: Unseen, {shown}: Question): Words {
  return {
    detail: `${shown} holds more than ${limit}; from ${escapeControls(path)} on nothing was looked at, and an answer may be there.`,
    help: 'Move requests and answers of earlier years out of the folder, then run the command again.',
  };
}

function unreadableWords(shown: string, why: string): Words {
  return {
    detail: `${shown}: ${escapeControls(why)}.`,
    help: "Put the CA's answer there as DER, PEM or .p7b, or move the file away.",
  };
}
