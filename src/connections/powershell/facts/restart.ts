import {isMapping} from '../../../core/mapping.ts';
import {owedSince} from '../../restart-note.ts';

/** Since when a restart is owed, by the note that the server keeps; undefined where it keeps none. */
export function restartOwed(raw: unknown, now: Date): string | undefined {
  const [text] = Array.isArray(raw) ? raw : [];
  if (typeof text !== 'string') return undefined;
  return owedSince(sinceOf(text), now);
}

function sinceOf(text: string): unknown {
  try {
    const note: unknown = JSON.parse(text);
    return isMapping(note) ? note['since'] : undefined;
  } catch {
    return undefined;
  }
}
