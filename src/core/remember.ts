/**
 * The same function, which keeps its latest results: of a text that comes again and again (a CA's certificate on every
 * server) the work is done once, and what comes once pushes out only what has not been asked for longest. What throws
 * is not kept. At most `limit` results.
 */
export function remember<T>(make: (text: string) => T, limit: number): (text: string) => T {
  // A Map keeps its order: the first is the one that was not asked for longest.
  const kept = new Map<string, {readonly value: T}>();
  return text => {
    const known = kept.get(text);
    const found = known ?? {value: make(text)};
    if (known !== undefined) kept.delete(text);
    kept.set(text, found);
    const [oldest] = kept.keys();
    if (kept.size > limit && oldest !== undefined) kept.delete(oldest);
    return found.value;
  };
}
