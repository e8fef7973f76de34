import {INSIDE_POINTS, oauthSubject} from './documented-inside.ts';
import {OUTSIDE_POINTS} from './documented-outside.ts';
import type {DocumentedChoice, DocumentedInput} from './documented-point.ts';

/**
 * Every choice that a certificate's names rest on because the product's documents contradict each other, or say nothing,
 * in the order in which one reads about its names.
 */
export function documentedChoices(input: DocumentedInput): readonly DocumentedChoice[] {
  const {pool} = input;
  const points = [...OUTSIDE_POINTS, ...INSIDE_POINTS];
  const found = pool === undefined ? [oauthSubject(input)] : points.map(point => point({...input, pool}));
  return found.filter(choice => choice !== undefined);
}
