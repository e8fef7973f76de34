import {unreachable} from '../core/unreachable.ts';
import type {Event, Level} from '../engine/events.ts';
import {clean, cleanLines} from './clean.ts';
import {renderDiagnostic} from './diagnostic-text.ts';
import {PLAIN, type Style} from './style.ts';

/** Log lines are for reading later, on a screen of unknown width. */
const LOG_WIDTH = 120;

/** What a reader of a run's output wants to see of an event; undefined for what is shown elsewhere or not at all. */
export function eventText(event: Event, style: Style): string | undefined {
  switch (event.type) {
    case 'apply_start':
    case 'apply_progress':
    case 'lock_waiting':
      return clean(event.message);
    case 'apply_complete':
      return style.good(clean(event.message));
    case 'apply_waiting':
    case 'apply_skipped':
    case 'interrupted':
    case 'inspect_errored':
      return style.careful(cleanLines(event.message).join(' '));
    case 'apply_errored':
      return style.bad(cleanLines(event.message).join(' '));
    case 'version':
    case 'diagnostic':
    case 'config_loaded':
    case 'inspect_start':
    case 'inspect_complete':
    case 'planned_change':
    case 'risk':
    case 'plan_summary':
    case 'apply_summary':
    case 'lock_acquired':
    case 'lock_released':
    case 'result':
      return undefined;
    default:
      return unreachable(event);
  }
}

/** An event in the log of a run: time, level and message on one line; a diagnostic follows in full, indented. */
export function logText(event: Event): string {
  const lines = [`${event.time} ${levelOf(event).padEnd(5)} ${cleanLines(event.message).join(' ')}`];
  if ('diagnostic' in event) {
    const text = renderDiagnostic(event.diagnostic, {style: PLAIN, width: LOG_WIDTH}).trimEnd();
    lines.push(...text.split('\n').map(line => (line === '' ? '' : `    ${line}`)));
  }
  return `${lines.join('\n')}\n`;
}

/** A diagnostic has a severity of its own; the table gives all of them one level. */
function levelOf(event: Event): Level {
  return event.type === 'diagnostic' && event.diagnostic.severity === 'warning' ? 'warn' : event.level;
}
