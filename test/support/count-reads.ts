/** Lists that are watched, and how often an element of one was read since. */
export interface Reads {
  /** The same list to all who read it. */
  watch<T>(list: readonly T[]): readonly T[];
  count(): number;
}

/**
 * Counts what `countCalls` cannot see: `includes`, spreads and loops enter no function of the sources, but they read
 * the list that they go through. As exact, and the same on every machine.
 */
export function countReads(): Reads {
  let reads = 0;
  return {
    watch: list =>
      new Proxy(list, {
        get(target, key, receiver) {
          if (typeof key === 'string' && /^\d+$/.test(key)) reads += 1;
          return Reflect.get(target, key, receiver);
        },
      }),
    count: () => reads,
  };
}
