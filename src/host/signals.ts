/**
 * Interrupts in two steps. The first SIGINT or SIGTERM asks the work to stop after the running step; the second, or the
 * end of the time that whoever sent SIGTERM is going to grant, cancels that step too.
 * Windows has no SIGTERM; its SIGBREAK (Ctrl-Break, which pipelines send after a Ctrl-C) counts as one more Ctrl-C.
 * Nothing listens until somebody watches, so that commands without steps simply end on Ctrl-C.
 */
import {setTimeout as wait} from 'node:timers/promises';

export type InterruptPhase = 'stopping' | 'cancelling';
export type InterruptSignal = 'SIGINT' | 'SIGTERM';

/** Thrown by what was waited for when somebody ended the program instead. */
export class Interrupted extends Error {
  readonly signal: InterruptSignal;

  constructor(signal: InterruptSignal) {
    super(`interrupted by ${signal}`);
    this.signal = signal;
  }
}

export interface Signals {
  watch(listener: (phase: InterruptPhase) => void): SignalWatch;
}

export interface SignalWatch {
  /** Aborted by the first interrupt: start nothing new. */
  readonly stopping: AbortSignal;
  /** Aborted by the second one: the step may be half done. */
  readonly cancelling: AbortSignal;
  /** What came first; decides between exit codes 130 and 143. */
  received(): InterruptSignal | undefined;
  /** Gives the signals back to the system. */
  end(): void;
}

/** The part of `process` that is listened to. */
export interface SignalSource {
  on(signal: InterruptSignal | 'SIGBREAK', listener: () => void): unknown;
  off(signal: InterruptSignal | 'SIGBREAK', listener: () => void): unknown;
}

/** Orchestrators kill 30 seconds after SIGTERM (Kubernetes' default); five of them are left for giving locks back. */
const TERM_GRACE_MS = 25_000;

export function signalsFrom(source: SignalSource, graceMs: number = TERM_GRACE_MS): Signals {
  return {watch: listener => watch(source, {listener, graceMs})};
}

interface WatchOptions {
  readonly listener: (phase: InterruptPhase) => void;
  readonly graceMs: number;
}

function watch(source: SignalSource, {listener, graceMs}: WatchOptions): SignalWatch {
  const stopping = new AbortController();
  const cancelling = new AbortController();
  const over = new AbortController();
  let first: InterruptSignal | undefined;

  const cancel = (): void => {
    if (cancelling.signal.aborted) return;
    cancelling.abort();
    listener('cancelling');
  };
  const interrupt = (signal: InterruptSignal): void => {
    if (first !== undefined) {
      cancel();
      return;
    }
    first = signal;
    stopping.abort();
    listener('stopping');
    if (signal === 'SIGTERM') wait(graceMs, undefined, {signal: over.signal, ref: false}).then(cancel, () => undefined);
  };
  const onInt = (): void => interrupt('SIGINT');
  const onTerm = (): void => interrupt('SIGTERM');
  source.on('SIGINT', onInt);
  source.on('SIGBREAK', onInt);
  source.on('SIGTERM', onTerm);

  return {
    stopping: stopping.signal,
    cancelling: cancelling.signal,
    received: () => first,
    end() {
      over.abort();
      source.off('SIGINT', onInt);
      source.off('SIGBREAK', onInt);
      source.off('SIGTERM', onTerm);
    },
  };
}
