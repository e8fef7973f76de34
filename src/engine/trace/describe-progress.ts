import type {Progress} from '../../core/model/actual.ts';
import type {Shown} from '../../core/shown.ts';
import {unreachable} from '../../core/unreachable.ts';

/** How far a request got. */
export function describeProgress(progress: Progress): Shown {
  switch (progress.state) {
    case 'created':
      return {progress: 'created'};
    case 'sent':
      return {progress: 'sent', at: progress.at};
    case 'waiting':
      return {progress: 'waiting', ticket: progress.ticket, since: progress.since};
    case 'denied':
      return {progress: 'denied', reason: progress.reason, at: progress.at};
    case 'refused':
      return {progress: 'refused', why: progress.why, at: progress.at};
    default:
      return unreachable(progress);
  }
}
