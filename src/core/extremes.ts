/**
 * The greatest and the least of any number of numbers. `Math.max(...all)` takes no more than the stack has room for,
 * which a large deployment, or a file that means ill, has more than.
 */
export function greatest(numbers: Iterable<number>): number {
  let found = Number.NEGATIVE_INFINITY;
  for (const one of numbers) found = Math.max(found, one);
  return found;
}

/** Infinity of none, as `Math.min` has it. */
export function least(numbers: Iterable<number>): number {
  let found = Number.POSITIVE_INFINITY;
  for (const one of numbers) found = Math.min(found, one);
  return found;
}
