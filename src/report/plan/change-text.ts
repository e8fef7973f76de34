import {diffArrays} from 'diff';
import type {Change} from '../../core/model/plan.ts';
import type {Style} from '../style.ts';

export interface ChangeView {
  readonly style: Style;
  readonly verbose?: boolean;
}

/** A run of unchanged lines longer than this is cut in its middle: a certificate may have 250 names. */
const LONGEST_RUN = 8;
const KEPT_AT_EACH_END = 2;

/** The certificate as it is and as it is to be, as a line diff; no lines when both are the same. */
export function renderChange(change: Change, {style, verbose}: ChangeView): readonly string[] {
  const parts = diffArrays(linesOf(change.before), linesOf(change.after));
  if (parts.every(({added, removed}) => !added && !removed)) return [];
  return parts.flatMap(({added, removed, value}) => {
    if (added) return value.map(line => style.good(`+ ${line}`));
    if (removed) return value.map(line => style.bad(`- ${line}`));
    return (verbose ? value : shorten(value)).map(line => `  ${line}`);
  });
}

function linesOf(fields: Change['before']): string[] {
  return fields.map(({field, value}) => `${field}: ${value}`);
}

function shorten(lines: readonly string[]): readonly string[] {
  if (lines.length <= LONGEST_RUN) return lines;
  const hidden = lines.length - 2 * KEPT_AT_EACH_END;
  return [...lines.slice(0, KEPT_AT_EACH_END), `(${hidden} unchanged lines)`, ...lines.slice(-KEPT_AT_EACH_END)];
}
