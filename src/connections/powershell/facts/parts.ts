import {isMapping} from '../../../core/mapping.ts';
import type {ServerId} from '../../../core/model/desired.ts';
import {nonsense} from '../problems.ts';
import {type JsonObject, parseError} from '../session/answer.ts';
import {troubleOf} from '../session/words.ts';

/** What the verb `read` can be asked for. */
export type PartName = 'My' | 'CA' | 'Root' | 'REQUEST' | 'requests' | 'assigned' | 'lock' | 'restart';

const WORDS: Readonly<Partial<Record<PartName, string>>> = {
  requests: 'what is noted about requests',
  assigned: 'the assignments (Get-CsCertificate)',
  lock: 'the lock',
  restart: 'whether a restart is owed',
};

/** A part of the answer to `read`, raw. Throws StepTrouble when the server could not read it. */
export function partOf(
  answer: JsonObject,
  name: PartName,
  at: {readonly server: ServerId; readonly user: string},
): unknown {
  const part = answer[name];
  if (isMapping(part) && isMapping(part['error'])) {
    throw troubleOf(parseError(part['error']), {...at, what: `the reading of ${WORDS[name] ?? `the store ${name}`}`});
  }
  if (!isMapping(part) || !('ok' in part)) throw nonsense(`It did not say anything about "${name}".`);
  return part['ok'];
}
