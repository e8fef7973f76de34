import type {Diagnostic} from '../../core/diagnostic.ts';
import {few} from '../../core/few.ts';
import type {Look} from './facts/look.ts';
import {takenOver} from './facts/requests.ts';
import {diagnose, problem} from './problems.ts';
import type {StepContext} from './steps/context.ts';
import {askedName} from './steps/remove-request.ts';

/** So many requests that nobody noted are named; the rest is counted. */
const NAMED = 10;

/**
 * What waits, and what nobody noted: neither is in the way. Nor is that it cannot be told: a plan asks for nothing where
 * requests are unknown, and what a server has already can be assigned there.
 */
export function waiting(seen: Look, {server}: StepContext): readonly Diagnostic[] {
  try {
    const pending = seen.requests();
    const files = seen.files();
    const known = new Set([...pending.map(({spki}) => spki), ...takenOver({files, my: seen.entries('My')}).keys()]);
    // The key that the product's own command made for one of them.
    const asked = new Set(pending.map(askedName));
    const unknown = seen
      .entries('REQUEST')
      .filter(({certificate, storedName}) => !known.has(certificate.spki) && !asked.has(storedName));
    const names = pending.map(
      ({friendlyName, progress}) =>
        `"${friendlyName}" (${'ticket' in progress ? `request ${progress.ticket}` : progress.state})`,
    );
    const others = unknown.map(({storedName, certificate}) => `"${storedName || certificate.thumbprint}"`);
    return [
      ...(names.length === 0 ? [] : [listed('REQUESTS_PENDING', `Waiting on ${server}: ${names.join(', ')}.`, server)]),
      ...(others.length === 0
        ? []
        : [
            listed(
              'REQUESTS_UNKNOWN',
              `${server} has requests that cscert did not note: ${few(others, NAMED)}. They are left alone, but for those of its own runs that were broken off.`,
              server,
            ),
          ]),
    ];
  } catch (error) {
    return [{...diagnose(error, server), severity: 'warning'}];
  }
}

const listed = (code: 'REQUESTS_PENDING' | 'REQUESTS_UNKNOWN', detail: string, address: string): Diagnostic =>
  problem(code, {severity: 'warning', detail, address});
