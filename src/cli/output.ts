/**
 * The one place that knows which stream gets what. Standard output carries the product: the text of a command, or with
 * --json the stream of events. Standard error carries progress and problems. Listeners such as a log hear every event.
 */
import type {Diagnostic} from '../core/diagnostic.ts';
import type {Outcome} from '../core/model/outcome.ts';
import {type Emit, type Event, emitter} from '../engine/events.ts';
import {wantsColour} from '../host/colour.ts';
import type {ProcessHost} from '../host/process-host.ts';
import {renderDiagnostics} from '../report/diagnostic-text.ts';
import {eventLine} from '../report/event-json.ts';
import {clearProgress, NO_PROGRESS, type ProgressInput, progress} from '../report/progress.ts';
import {type Style, styleFor} from '../report/style.ts';
import type {CommonOptions} from './context.ts';
import type {ExitCode} from './exit-code.ts';

const WIDTH = 80;
const WIDEST = 120;
const TICK_MS = 1000;

/** Hears every event; `end` is called after the last one. */
export interface Listener {
  hear(event: Event): void;
  end(): void;
}

export interface Output {
  readonly emit: Emit;
  readonly style: Style;
  readonly width: number;
  readonly json: boolean;
  /** In a pipeline nobody answers a question or types the next command. */
  readonly automation: boolean;
  /** The product, for people; nothing with --json, where the events carry it. */
  print(text: string): void;
  /** A remark for people, on standard error. */
  remark(text: string): void;
  diagnose(diagnostics: readonly Diagnostic[]): void;
  /** Also tells the listener what was said before it came. */
  listen(listener: Listener): void;
  /** Keeps the display of running steps alive while `work` goes on. */
  whileShown<T>(work: () => Promise<T>): Promise<T>;
  finish(code: ExitCode, outcomes?: readonly Outcome[]): void;
}

export function createOutput(host: ProcessHost, options: CommonOptions): Output {
  const {stdout, stderr, clock, environment, identity} = host;
  const json = options.json === true;
  const automation = Boolean(environment['CI']) || json;
  const colour = (isTTY: boolean): boolean => wantsColour({flag: options.color, environment, isTTY});
  const width = (columns: number | undefined): number => Math.min(columns ?? WIDTH, WIDEST);
  const display = createDisplay(host, {
    live: stderr.isTTY && !automation,
    style: styleFor(colour(stderr.isTTY)),
    width: width(stderr.columns),
  });
  // Problems that a command tells at once are shown sorted and in full; the display shows those that come by the way.
  let telling = false;
  const show = (event: Event): void => {
    if (!telling) display.show(event);
  };
  const past: Event[] = [];
  const listeners: Listener[] = [];
  const emit = emitter(
    () => clock.now(),
    [
      json ? event => stdout.write(eventLine(event)) : show,
      event => void past.push(event),
      event => {
        for (const listener of listeners) listener.hear(event);
      },
    ],
  );
  emit('version', {tool: identity.version, format: 1, node: identity.node});

  return {
    emit,
    style: styleFor(colour(stdout.isTTY)),
    width: width(stdout.columns),
    json,
    automation,
    print(text) {
      display.clear();
      if (!json) stdout.write(text);
    },
    remark(text) {
      display.clear();
      if (!json) stderr.write(text);
    },
    diagnose(diagnostics) {
      display.clear();
      telling = true;
      for (const diagnostic of diagnostics) emit('diagnostic', {diagnostic});
      telling = false;
      if (json || diagnostics.length === 0) return;
      stderr.write(
        `${renderDiagnostics(diagnostics, {style: styleFor(colour(stderr.isTTY)), width: width(stderr.columns)})}\n`,
      );
    },
    listen(listener) {
      for (const event of past) listener.hear(event);
      listeners.push(listener);
    },
    whileShown: display.whileShown,
    finish(code, outcomes) {
      display.clear();
      emit('result', {exitCode: code, ...(outcomes && {outcomes})});
      for (const listener of listeners) listener.end();
    },
  };
}

interface Display {
  readonly show: (event: Event) => void;
  readonly clear: () => void;
  readonly whileShown: <T>(work: () => Promise<T>) => Promise<T>;
}

function createDisplay({stderr, clock}: ProcessHost, view: {live: boolean; style: Style; width: number}): Display {
  let state = NO_PROGRESS;
  const draw = (input: ProgressInput): void => {
    const step = progress(state, input, view);
    state = step.state;
    if (step.output !== '') stderr.write(step.output);
  };
  const tick = async (signal: AbortSignal): Promise<void> => {
    while (view.live && !signal.aborted) {
      await clock.sleep(TICK_MS, signal).catch(() => undefined);
      if (!signal.aborted) draw({type: 'tick', time: clock.now().toISOString()});
    }
  };
  return {
    show: draw,
    clear() {
      const step = clearProgress(state);
      state = step.state;
      if (step.output !== '') stderr.write(step.output);
    },
    async whileShown(work) {
      const ending = new AbortController();
      const ticking = tick(ending.signal);
      try {
        return await work();
      } finally {
        ending.abort();
        await ticking;
      }
    },
  };
}
