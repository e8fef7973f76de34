import type {Part} from './diagnostic.ts';
import type {HolderState, PendingRequest} from './model/actual.ts';

/** What a server remembers of requests. */
export interface Remembered {
  /** Those whose certificate is still awaited. */
  readonly open: Part<readonly PendingRequest[]>;
  /** Those that only wait to be forgotten. */
  readonly answered: readonly PendingRequest[];
}

/**
 * A request was answered when a certificate with its key lies in My and bears our mark, which is given to what has been
 * verified. What was noted about the request goes after that, so a run that ended in between leaves it behind. Taken for
 * an open one it would bring the same certificate again, whatever has become of that one since.
 */
export function requestsOn({requests, stores: {My}}: Pick<HolderState, 'requests' | 'stores'>): Remembered {
  if ('problem' in requests || 'problem' in My || requests.ok.length === 0) return {open: requests, answered: []};
  const marked = new Set(My.ok.flatMap(({spki, mark}) => (mark === undefined ? [] : [spki])));
  return {
    open: {ok: requests.ok.filter(({spki}) => !marked.has(spki))},
    answered: requests.ok.filter(({spki}) => marked.has(spki)),
  };
}
