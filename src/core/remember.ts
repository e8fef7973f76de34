import {detach} from './detach.ts';

/**
 * The latest values by a text, at most `limit` of them. What is asked for again and again stays, and what comes once
 * pushes out only what was not asked for lately. `own` makes of a text what is kept: `detach`, where it may be cut out of a
 * much longer one, all of which would stay in memory.
 */
export function keepLatest<T>(
  limit: number,
  own: (text: string) => string = text => text,
): {get(text: string): T | undefined; set(text: string, value: T): void} {
  // Two generations: when the younger is full it becomes the older, whose values last only if they are asked for again.
  // To keep the exact order of use instead would cost a deletion and an insertion for every question.
  let younger = new Map<string, T>();
  let older = younger;
  const set = (text: string, value: T): void => {
    if (younger.size >= limit / 2) {
      older = younger;
      younger = new Map();
    }
    younger.set(own(text), value);
  };
  return {
    get(text) {
      const known = younger.get(text);
      if (known !== undefined) return known;
      const found = older.get(text);
      if (found !== undefined) set(text, found);
      return found;
    },
    set,
  };
}

/**
 * The same function, which keeps its latest results, `limit` of them at most: what comes again and again (a CA's
 * certificate on every server) is worked out once. What throws is not kept.
 */
export function remember<T, K extends string = string>(make: (text: K) => T, limit: number): (text: K) => T {
  return rememberBy(text => text, make, limit);
}

/** The same by a text that stands for what is given, such as its digest. */
export function rememberBy<Of, T>(keyOf: (of: Of) => string, make: (of: Of) => T, limit: number): (of: Of) => T {
  const latest = keepLatest<{readonly value: T}>(limit, detach);
  return of => {
    const key = keyOf(of);
    const known = latest.get(key);
    if (known !== undefined) return known.value;
    const value = make(of);
    latest.set(key, {value});
    return value;
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

/** The same function, which keeps its last result: for what is asked several times of the same one or two before the next. */
export function rememberLast<Of extends readonly [object, object?], T>(make: (...of: Of) => T): (...of: Of) => T {
  let last: {readonly of: Of; readonly value: T} | undefined;
  return (...of) => {
    if (last === undefined || last.of[0] !== of[0] || last.of[1] !== of[1]) last = {of, value: make(...of)};
    return last.value;
  };
}

/** The same function, which is done when its result is asked for, and once. */
export function once<T>(make: () => T): () => T {
  let made: {readonly value: T} | undefined;
  return () => {
    made ??= {value: make()};
    return made.value;
  };
}
