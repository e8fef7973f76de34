import type {StepResult} from '../../../src/engine/ports/connection.ts';
import {did, type FakeServer, fault, StepFailure, type StepOf} from './server.ts';

export function lock(on: FakeServer, {lock: wanted, again}: StepOf<'lock'>, now: Date): StepResult {
  const held = on.lock;
  if (again && held?.id !== wanted.id) throw new StepFailure('LOCK_LOST', `${held?.owner ?? 'Nobody'} holds it.`);
  if (held !== undefined && held.id !== wanted.id && Date.parse(held.lease) > now.getTime()) {
    throw new StepFailure('LOCK_HELD', `${held.owner} holds lock ${held.id} until ${held.lease}.`);
  }
  const isSame = held !== undefined && JSON.stringify(held) === JSON.stringify(wanted);
  on.lock = wanted;
  if (held === undefined || held.id === wanted.id) return did(!isSame, {lock: wanted});
  const warning = {...fault('LOCK_TAKEN_OVER', `The lock of ${held.owner} had expired.`), severity: 'warning' as const};
  return {outcome: 'done', after: {lock: wanted}, warning};
}

export function unlock(on: FakeServer, id: string): StepResult {
  if (on.lock === undefined) return did(false);
  if (on.lock.id !== id) throw new StepFailure('LOCK_HELD', `${on.lock.owner} holds lock ${on.lock.id}.`);
  on.lock = undefined;
  return did(true);
}
