import type {Level} from '../core/level.ts';
import {isLong, type Shown} from '../core/shown.ts';
import {unreachable} from '../core/unreachable.ts';
import type {Event} from '../engine/events.ts';
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
    case 'slot_judged':
    case 'planned_change':
    case 'risk':
    case 'plan_summary':
    case 'apply_summary':
    case 'revoked':
    case 'lock_acquired':
    case 'lock_released':
    case 'call_start':
    case 'call_complete':
    case 'step_complete':
    case 'document':
    case 'result':
      return undefined;
    default:
      return unreachable(event);
  }
}

/**
 * An event in the log of a run: time, level and message on one line. What has no place in it follows, indented: a
 * diagnostic in full, every reason of a judgement, and values such as requests and certificates.
 */
export function logText(event: Event): string {
  const lines = [
    `${event.time} ${levelOf(event).padEnd(5)} ${cleanLines(event.message).join(' ')}`,
    ...detailsOf(event).map(line => (line === '' ? '' : `    ${line}`)),
  ];
  return `${lines.join('\n')}\n`;
}

function detailsOf(event: Event): readonly string[] {
  if ('diagnostic' in event) {
    return renderDiagnostic(event.diagnostic, {style: PLAIN, width: LOG_WIDTH}).trimEnd().split('\n');
  }
  if (event.type === 'slot_judged')
    return event.findings.map(({code, server, message}) => clean(`${code} on ${server}: ${message}`));
  return [...('asked' in event ? longValues(event.asked) : []), ...('answer' in event ? longValues(event.answer) : [])];
}

const longValues = (shown: Shown): readonly string[] =>
  Object.entries(shown).flatMap(([key, value]) => (isLong(value) ? [clean(`${key}: ${value}`)] : []));

/** A diagnostic has a severity of its own; the table gives all of them one level. */
function levelOf(event: Event): Level {
  return event.type === 'diagnostic' && event.diagnostic.severity === 'warning' ? 'warn' : event.level;
}
