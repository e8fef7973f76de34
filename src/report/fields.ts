import {clean} from './clean.ts';
import {columns, indent, wrap} from './text.ts';

/** A word and what there is to say about it, one text per line or more. */
export interface Field {
  readonly label: string;
  readonly texts: readonly string[];
}

export function field(label: string, ...texts: readonly (string | undefined)[]): Field {
  return {label, texts: texts.filter(text => text !== undefined)};
}

/** Characters that a text needs beside its label to be readable; with long labels lines get longer instead. */
const MINIMUM_ROOM = 24;

/** Two columns; further texts of a field, and what does not fit, go on below in theirs. Fields without texts are left out. */
export function renderFields(
  fields: readonly Field[],
  {width, margin}: {readonly width: number; readonly margin: number},
): readonly string[] {
  const shown = fields.filter(({texts}) => texts.length > 0);
  const labels = shown.map(({label}) => clean(label));
  const longest = Math.max(0, ...labels.map(label => label.length));
  const room = Math.max(width - margin - longest - 2, MINIMUM_ROOM);
  const rows = shown.flatMap(({texts}, index) =>
    texts
      .flatMap(text => wrap(clean(text), room).split('\n'))
      .map((line, at) => [(at === 0 ? (labels[index] ?? '') : '').padEnd(longest), line]),
  );
  return indent(columns(rows), margin);
}
