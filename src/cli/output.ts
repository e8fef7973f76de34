/**
 * The one place that knows which stream gets what. Standard output carries the product: the text of a command, or with
 * --json the stream of events. Standard error carries progress and problems. A log hears what --log-level lets through.
 */
import type {Diagnostic} from '../core/diagnostic.ts';
import {isHeard, type Level} from '../core/level.ts';
import type {Outcome} from '../core/model/outcome.ts';
import type {Content, ContentKind} from '../engine/content-kinds.ts';
import {type Emit, EVENTS, type Event, emitter} from '../engine/events.ts';
import {wantsColour} from '../host/colour.ts';
import type {ProcessHost} from '../host/process-host.ts';
import {renderDiagnostics} from '../report/diagnostic-text.ts';
import {eventLine} from '../report/event-json.ts';
import {eventText, logText} from '../report/event-text.ts';
import {clearProgress, NO_PROGRESS, type ProgressInput, progress} from '../report/progress.ts';
import {PLAIN, type Style, styleFor} from '../report/style.ts';
import type {CommonOptions} from './context.ts';
import type {ExitCode} from './exit-code.ts';

const WIDTH = 80;
const WIDEST = 120;
const TICK_MS = 1000;

/** Hears every event that is logged; `end` is called after the last one. */
export interface Listener {
  hear(event: Event): void;
  end(): void;
}

export interface Output {
  readonly emit: Emit;
  /** Whether anybody hears what is said at a level: what nobody hears need not be put into words. */
  hears(level: Level): boolean;
  /** Whether events go anywhere but to the display: to the reader of --json, or into a log, now or later. */
  readonly recorded: boolean;
  readonly style: Style;
  readonly width: number;
  readonly json: boolean;
  /** In a pipeline nobody answers a question or types the next command. */
  readonly automation: boolean;
  /** The product, for people; nothing with --json, where the events carry it. */
  print(text: string): void;
  /** The product where no other event carries it: its text for people, with --json a document in an event of its own. */
  deliver(kind: ContentKind, content: Content, text: string): void;
  /** A remark for people, on standard error. */
  remark(text: string): void;
  diagnose(diagnostics: readonly Diagnostic[]): void;
  /** Also tells the listener what was said before it came, where events are recorded. */
  listen(listener: Listener): void;
  /** Logs to standard error, without what stands there already. */
  logHere(): void;
  /** Keeps the display of running steps alive while `work` goes on. */
  whileShown<T>(work: () => Promise<T>): Promise<T>;
  finish(code: ExitCode, outcomes?: readonly Outcome[]): void;
}

export function createOutput(
  host: ProcessHost,
  options: CommonOptions,
  {keepsLog = false}: {readonly keepsLog?: boolean} = {},
): Output {
  const {stdout, stderr, clock, environment, identity} = host;
  const json = options.json === true;
  const automation = Boolean(environment['CI']) || json;
  const colour = (isTTY: boolean): boolean => wantsColour({flag: options.color, environment, isTTY});
  const width = (columns: number | undefined): number => Math.min(columns ?? WIDTH, WIDEST);
  const display = createDisplay(host, {
    // A dumb terminal shows what would redraw a line as text.
    live: stderr.isTTY && !automation && environment['TERM'] !== 'dumb',
    style: styleFor(colour(stderr.isTTY)),
    width: width(stderr.columns),
  });
  // Problems that a command tells at once are shown sorted and in full; the display shows those that come by the way.
  let telling = false;
  const show = (event: Event): void => {
    if (!telling) display.show(event);
  };
  const least = options.logLevel ?? 'info';
  // The level is that of the log: whoever reads the events or watches the display still gets all that is not for the curious.
  const hears = (level: Level): boolean => isHeard(level, least) || isHeard(level, 'info');
  const logged = keepsLog || options.log !== undefined || options.logLevel !== undefined;
  const past: Event[] = [];
  const listeners: Listener[] = [];
  const tell = emitter(
    () => clock.now(),
    [
      json ? event => stdout.write(eventLine(event)) : show,
      event => {
        if (!logged || !isHeard(event.level, least)) return;
        past.push(event);
        for (const listener of listeners) listener.hear(event);
      },
    ],
  );
  const emit: Emit = (type, payload) => {
    if (hears(EVENTS[type].level)) tell(type, payload);
  };
  const listen = (listener: Listener): void => {
    for (const event of past) listener.hear(event);
    listeners.push(listener);
  };
  emit('version', {tool: identity.version, format: 1, node: identity.node});

  return {
    emit,
    hears,
    recorded: json || logged,
    style: styleFor(colour(stdout.isTTY)),
    width: width(stdout.columns),
    json,
    automation,
    print(text) {
      display.clear();
      if (!json) stdout.write(text);
    },
    deliver(kind, content, text) {
      display.clear();
      if (json) emit('document', {kind, content});
      else stdout.write(text);
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
    listen,
    logHere() {
      const hear = (event: Event): void => {
        if (event.type === 'diagnostic' || eventText(event, PLAIN) !== undefined) return;
        display.clear();
        stderr.write(logText(event));
      };
      listen({hear, end: () => undefined});
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
