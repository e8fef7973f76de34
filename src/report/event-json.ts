import type {Event} from '../engine/events.ts';

/** One event as one line of JSON, with its line break: type, time, level and message first, then its payload. */
export function eventLine(event: Event): string {
  return `${JSON.stringify(event)}\n`;
}
