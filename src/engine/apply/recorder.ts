import type {Diagnostic} from '../../core/diagnostic.ts';
import type {Outcome} from '../../core/model/outcome.ts';
import type {Action} from '../../core/model/plan.ts';
import type {ActionRef, Emit} from '../events.ts';
import type {Clock} from '../ports/host.ts';

const HEARTBEAT_MS = 10_000;

/** What became of every action so far, told to the world as it happens. Each action ends exactly once. */
export interface Recorder {
  begin(action: Action): void;
  finish(action: Action, result: 'done' | 'already-done', message?: string): void;
  wait(action: Action, message: string): void;
  fail(action: Action, problem: Diagnostic): void;
  skip(action: Action, message: string): void;
  resultOf(id: string): Outcome['result'] | undefined;
  /** As `resultOf`, with what was to be done and where. */
  outcomeOf(id: string): Outcome | undefined;
  outcomes(): readonly Outcome[];
  /** Says every 10 seconds which actions are still going on, until the signal is aborted. */
  heartbeat(clock: Clock, signal: AbortSignal): Promise<void>;
}

const refOf = (action: Action): ActionRef => ({
  action: action.id,
  verb: action.verb,
  on: action.on,
  ...('slot' in action && {slot: action.slot}),
  ...(action.verb === 'assign' && {usage: action.args.usage}),
});

/** A recorder that knows of nothing yet. An action that ended and ends again is a bug, and throws. */
export function createRecorder(emit: Emit, now: () => Date): Recorder {
  const running = new Map<string, {action: Action; since: number}>();
  const ended = new Map<string, Outcome>();

  const end = (action: Action, outcome: Pick<Outcome, 'result' | 'message' | 'problem'>): number => {
    if (ended.has(action.id)) throw new Error(`action ${action.id} ended twice`);
    const elapsedMs = now().getTime() - (running.get(action.id)?.since ?? now().getTime());
    running.delete(action.id);
    ended.set(action.id, {action: action.id, verb: action.verb, on: action.on, elapsedMs, ...outcome});
    return elapsedMs;
  };

  return {
    begin(action) {
      if (running.has(action.id)) return;
      running.set(action.id, {action, since: now().getTime()});
      emit('apply_start', refOf(action));
    },
    finish(action, result, message) {
      const elapsedMs = end(action, {result, ...(message !== undefined && {message})});
      emit('apply_complete', {...refOf(action), result, elapsedMs, ...(message !== undefined && {note: message})});
    },
    wait(action, message) {
      end(action, {result: 'waiting', message});
      emit('apply_waiting', {...refOf(action), note: message});
    },
    fail(action, problem) {
      const elapsedMs = end(action, {result: 'failed', problem});
      emit('apply_errored', {...refOf(action), diagnostic: problem, elapsedMs});
    },
    skip(action, message) {
      end(action, {result: 'not-run', message});
      emit('apply_skipped', {...refOf(action), note: message});
    },
    resultOf: id => ended.get(id)?.result,
    outcomeOf: id => ended.get(id),
    outcomes: () => [...ended.values()],
    async heartbeat(clock, signal) {
      while (!signal.aborted) {
        await clock.sleep(HEARTBEAT_MS, signal).catch(() => undefined);
        if (signal.aborted) return;
        for (const {action, since} of running.values()) {
          emit('apply_progress', {...refOf(action), elapsedMs: now().getTime() - since});
        }
      }
    },
  };
}
