/**
 * The progress of an apply or an inspection, as a state machine without a clock, a timer or a stream.
 * On a terminal, one status line per running thing is drawn below the lines that stay, erased and drawn again with each
 * input. Elsewhere every input that says something is one plain line, so that a log can be searched by address.
 */

import type {Event} from '../engine/events.ts';
import {clean} from './clean.ts';
import {renderDiagnostic} from './diagnostic-text.ts';
import {eventText} from './event-text.ts';
import type {Style} from './style.ts';

export interface ProgressState {
  /** What is going on, in the order in which it began. */
  readonly running: readonly Running[];
  /** How many status lines stand below the cursor's line on the screen. */
  readonly drawn: number;
}

interface Running {
  readonly key: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** An event, or the passing of time: a terminal is drawn again every second or so. */
export type ProgressInput = Event | {readonly type: 'tick'; readonly time: string};

export interface ProgressView {
  /** Whether lines can be drawn again: a terminal, and no pipeline. */
  readonly live: boolean;
  readonly width: number;
  readonly style: Style;
}

export interface ProgressStep {
  readonly state: ProgressState;
  /** To be written as it is; empty when there is nothing. */
  readonly output: string;
}

export const NO_PROGRESS: ProgressState = {running: [], drawn: 0};

/** More than this many status lines would push the rest off a small screen. */
const MOST_LINES = 8;

export function progress(state: ProgressState, input: ProgressInput, view: ProgressView): ProgressStep {
  const running = input.type === 'tick' ? state.running : track(state.running, input);
  const line = input.type === 'tick' ? undefined : lastingLine(input, view);
  const lasting = line === undefined ? '' : `${line}\n`;
  if (!view.live) return {state: {running, drawn: 0}, output: lasting};
  const status = statusLines(running, Date.parse(input.time), view);
  return {
    state: {running, drawn: status.length},
    output: `${erase(state.drawn)}${lasting}${status.map(text => `${text}\n`).join('')}`,
  };
}

/** Takes the status lines away, before something else is written. */
export function clearProgress(state: ProgressState): ProgressStep {
  return {state: {...state, drawn: 0}, output: erase(state.drawn)};
}

function track(running: readonly Running[], event: Event): readonly Running[] {
  const since = Date.parse(event.time);
  switch (event.type) {
    case 'inspect_start':
      return [...running, {key: event.server, text: event.message, since}];
    case 'inspect_complete':
    case 'inspect_errored':
      return running.filter(({key}) => key !== event.server);
    case 'apply_start':
      return [...running, {key: event.action, text: event.message, since}];
    case 'apply_complete':
    case 'apply_waiting':
    case 'apply_errored':
    case 'apply_skipped':
      return running.filter(({key}) => key !== event.action);
    default:
      return running;
  }
}

/** On a terminal the status lines tell what begins and goes on; only what came of it is written to stay. */
function lastingLine(event: Event, {live, style, width}: ProgressView): string | undefined {
  if (event.type === 'diagnostic') return renderDiagnostic(event.diagnostic, {style, width}).trimEnd();
  if (live && (event.type === 'apply_start' || event.type === 'apply_progress')) return undefined;
  return eventText(event, style);
}

function statusLines(running: readonly Running[], now: number, {style, width}: ProgressView): readonly string[] {
  const lines = running.slice(0, MOST_LINES).map(({text, since}) => {
    const elapsed = ` ${Math.max(0, Math.floor((now - since) / 1000))} s`;
    return cut(clean(text), width - 1 - elapsed.length) + elapsed;
  });
  if (running.length > MOST_LINES) lines.push(cut(`and ${running.length - MOST_LINES} more`, width - 1));
  return lines.map(style.faint);
}

/** A status line that wrapped would take two rows, and erasing would miss one. */
function cut(text: string, width: number): string {
  if (text.length <= width) return text;
  return width <= 3 ? text.slice(0, Math.max(0, width)) : `${text.slice(0, width - 3)}...`;
}

/** Cursor up to the first status line, then everything below is erased (ECMA-48: CPL and ED). */
function erase(lines: number): string {
  return lines === 0 ? '' : `\u001b[${lines}F\u001b[J`;
}
