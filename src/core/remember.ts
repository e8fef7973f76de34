/**
 * The same function, which keeps its latest results, `limit` of them at most: what comes again and again (a CA's
 * certificate on every server) is worked out once, and what comes once pushes out only what was not asked for lately.
 * What throws is not kept.
 */
export function remember<T>(make: (text: string) => T, limit: number): (text: string) => T {
  // Two generations: when the younger is full it becomes the older, whose results last only if they are asked for again.
  // To keep the exact order of use instead would cost a deletion and an insertion for every question.
  let younger = new Map<string, {readonly value: T}>();
  let older = younger;
  return text => {
    const known = younger.get(text);
    if (known !== undefined) return known.value;
    const found = older.get(text) ?? {value: make(text)};
    if (younger.size >= limit / 2) {
      older = younger;
      younger = new Map();
    }
    younger.set(text, found);
    return found.value;
  };
}

/**
 * The same function, which works each object out once: for what many have in common and share as one object. What was
 * made lasts as long as the object that it was made from.
 */
export function rememberEach<K extends object, T>(make: (object: K) => T): (object: K) => T {
  const made = new WeakMap<K, {readonly value: T}>();
  return object => {
    const known = made.get(object);
    if (known !== undefined) return known.value;
    const value = make(object);
    made.set(object, {value});
    return value;
  };
}
