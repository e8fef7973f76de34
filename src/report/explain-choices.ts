import type {Place} from '../core/model/desired.ts';
import type {DocumentedChoice} from '../core/names/documented-point.ts';
import {placeText} from './diagnostic-text.ts';
import {field, renderFields} from './fields.ts';

/** A choice and where it was written; without a place it is the default. */
export type ExplainedChoice = DocumentedChoice & {readonly origin?: Place};

/**
 * A section for the points where documents contradict each other or say nothing: who says what, what holds here, and
 * what one would write to have it otherwise. Empty where there is none.
 */
export function explainChoices(choices: readonly ExplainedChoice[], width: number): readonly (readonly string[])[] {
  if (choices.length === 0) return [];
  const fields = choices.map(({id, documents, chosen, change, origin}) =>
    field(
      id,
      documents,
      `Here: ${chosen} (${origin === undefined ? 'default' : placeText(origin)}).`,
      `Otherwise: ${change}`,
    ),
  );
  return [[`Where documents leave a choice (${choices.length})`, ...renderFields(fields, {width, margin: 2})]];
}
