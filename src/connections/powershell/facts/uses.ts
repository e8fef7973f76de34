/**
 * What usages point to, from what Get-CsCertificate lists. Its documentation names thumbprint and use; EffectiveDate and
 * PreviousThumbprint are seen on real servers and documented nowhere, so they count where they are there. A certificate
 * with a date in the future is staged: until then the previous one is in use.
 */
import type {Assignment, Assignments} from '../../../core/model/actual.ts';
import {isGlobal, parseUsage, type Usage} from '../../../core/model/usage.ts';
import {nonsense} from '../problems.ts';
import type {JsonObject} from '../session/answer.ts';
import {objectsOf, optionalText, textOf} from './shape.ts';

const THUMBPRINT = /^[0-9A-F]{40}$/;

/** Usages that cscert does not manage are left out. Throws StepTrouble for what is no list of uses. */
export function parseUses(value: unknown, now: Date): Assignments {
  const found: Partial<Record<Usage, Assignment>> = {};
  for (const one of objectsOf(value, 'The assignments')) {
    const usage = parseUsage(textOf(one['use'], 'A usage'));
    if (usage === undefined) continue;
    const assignment = assignmentOf(one, usage, now);
    found[usage] = isGlobal(usage) ? {...assignment, replicated: true} : assignment;
  }
  return found;
}

/** Whether this version of the product tells what a usage pointed to before; without that, nothing is known of it. */
export function tellsPrevious(value: unknown, usage: Usage): boolean {
  const ofUsage = objectsOf(value, 'The assignments').filter(
    ({use}) => typeof use === 'string' && parseUsage(use) === usage,
  );
  return ofUsage.every(({previousThumbprint}) => typeof previousThumbprint === 'string');
}

function assignmentOf(one: JsonObject, usage: Usage, now: Date): Assignment {
  const thumbprint = thumbprintOf(textOf(one['thumbprint'], `The certificate of ${usage}`), usage);
  const before = optionalText(one['previousThumbprint'], `The previous certificate of ${usage}`);
  const previous = before === undefined ? undefined : thumbprintOf(before, usage);
  const at = momentOf(optionalText(one['effectiveDate'], `The date of ${usage}`), usage);
  // Where there was nothing before, nothing waits.
  if (previous === undefined)
    return at !== undefined && Date.parse(at) <= now.getTime()
      ? {current: thumbprint, since: at}
      : {current: thumbprint};
  if (at === undefined) return {current: thumbprint, previous};
  if (Date.parse(at) > now.getTime()) return {current: previous, staged: {thumbprint, at}};
  return {current: thumbprint, previous, since: at};
}

function thumbprintOf(text: string, usage: Usage): string {
  const thumbprint = text.toUpperCase();
  if (THUMBPRINT.test(thumbprint)) return thumbprint;
  throw nonsense(`${usage} points to ${JSON.stringify(text.slice(0, 80))}, which is no thumbprint.`);
}

function momentOf(text: string | undefined, usage: Usage): string | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  throw nonsense(`The date of ${usage} is ${JSON.stringify(text.slice(0, 40))}.`);
}
