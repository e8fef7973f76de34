/**
 * What may be told of the calls to the outside: plain values by their names. A `Secret` is none of them, and what
 * cannot be named here cannot be told, so that a trace has no place for one.
 */
export type Shown = Readonly<Record<string, string | number | boolean>>;

/** Longer ones stand on lines of their own in a log (report/event-text.ts), and in full in an event. */
const LONG = 120;

/** Whether a value is too long to stand among others. */
export const isLong = (value: Shown[string]): value is string => typeof value === 'string' && value.length > LONG;

/** ` spki=1a2b… names="a.contoso.com, b.contoso.com"`; of long values only how long they are. */
export function shownText(shown: Shown): string {
  return Object.entries(shown)
    .map(([key, value]) => ` ${key}=${isLong(value) ? `<${value.length} characters>` : quoted(String(value))}`)
    .join('');
}

const quoted = (text: string): string => (/^[^\s"]+$/.test(text) ? text : JSON.stringify(text));
