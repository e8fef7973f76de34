import {isMapping} from '../../../core/mapping.ts';

/** Since when a restart is owed, by the note that the server keeps; one that says no time counts from when it is read. */
export function restartOwed(raw: unknown, now: Date): string | undefined {
  const [text] = Array.isArray(raw) ? raw : [];
  if (typeof text !== 'string') return undefined;
  const since = sinceOf(text);
  return typeof since === 'string' && !Number.isNaN(Date.parse(since)) ? since : now.toISOString();
}

function sinceOf(text: string): unknown {
  try {
    const note: unknown = JSON.parse(text);
    return isMapping(note) ? note['since'] : undefined;
  } catch {
    return undefined;
  }
}
