import type {Diagnostic} from '../../core/diagnostic.ts';
import {isTimeZone} from '../../core/upkeep/window.ts';
import {complainAt, quote} from '../problem.ts';
import type {Rule} from './rule.ts';
import {defaultsOf, settingsOf} from './walk.ts';

/** The place whose clocks are meant must be known here, or windows would be hours off. */
export const checkMaintenance: Rule = ({document, places}) =>
  defaultsOf(document).flatMap(({defaults, path}): Diagnostic[] => {
    const timeZone = defaults.maintenance?.timeZone;
    if (timeZone === undefined || isTimeZone(timeZone)) return [];
    const complaint = {
      code: 'CFG_TIME_ZONE',
      detail: `${quote(timeZone)} is no time zone that is known here.`,
      help: 'write an IANA name such as Europe/Berlin, America/New_York or UTC',
      path: [...path, 'maintenance', 'timeZone'],
      what: 'value',
    } as const;
    return [complainAt(places, complaint)];
  });

const MOST_SPREAD = 100;

/** Renewals are brought forward by a share of renewBefore, and at most by as much again. */
export const checkRenewSpread: Rule = ({document, places}) =>
  settingsOf(document).flatMap(({settings: {renewSpread}, path}): Diagnostic[] => {
    if (renewSpread === undefined || Number.parseFloat(renewSpread) <= MOST_SPREAD) return [];
    const complaint = {
      code: 'CFG_DURATION',
      detail: `${quote(renewSpread)} would bring renewals forward by more than renewBefore itself.`,
      help: `write at most ${MOST_SPREAD}%`,
      path: [...path, 'renewSpread'],
      what: 'value',
    } as const;
    return [complainAt(places, complaint)];
  });
