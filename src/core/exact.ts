/**
 * The same list in memory of its own length. One that grew by `push` keeps room for at least 17 members in V8, and there may
 * be tens of thousands of lists of two.
 */
export function exact<T>(list: readonly T[]): readonly T[] {
  return list.slice();
}
