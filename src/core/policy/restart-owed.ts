import type {HolderState} from '../model/actual.ts';
import type {Finding} from '../model/finding.ts';
import type {RestartAction} from '../model/plan.ts';
import {minute} from '../moment.ts';
import {warning} from './check.ts';

/** A run that was broken off between an assignment and the restart that was to follow it. */
export function restartOwed({restartOwed: since}: HolderState): readonly Finding[] {
  if (since === undefined) return [];
  const finding = warning('RESTART_OWED', 'restart', {
    expected: 'services that were started after the last assignment',
    actual: `not restarted since ${minute(since)}`,
    message: `its services were to be restarted ${minute(since)}, and were not`,
  });
  return [finding];
}

/** Whether a restart is one that an earlier run owes, whatever else it is for. */
export const isOwed = ({because}: Pick<RestartAction, 'because'>): boolean => because.includes('RESTART_OWED');
