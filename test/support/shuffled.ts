/** Data in another order: what is said must not depend on how it was written down or read. */
import fc from 'fast-check';

/** Numbers from 0 to 1 that a test takes as it needs them; fast-check repeats them from its seed. */
export type Chance = () => number;

export const anyChance: fc.Arbitrary<Chance> = fc
  .infiniteStream(fc.double({min: 0, max: 1, noNaN: true}))
  .map(stream => () => stream.next().value as number);

/** Items in another order. */
export function mix<T>(items: readonly T[], chance: Chance): readonly T[] {
  return items
    .map(item => ({item, at: chance()}))
    .sort((a, b) => a.at - b.at)
    .map(({item}) => item);
}

/** A mapping with its entries in another order. */
export const mixEntries = <T>(entries: Readonly<Record<string, T>>, chance: Chance): Readonly<Record<string, T>> =>
  Object.fromEntries(mix(Object.entries(entries), chance));

/** Mappings and lists in another order, to any depth; `keep` names lists whose order says something. */
export function shuffled(
  value: unknown,
  chance: Chance,
  keep: (list: readonly unknown[]) => number = () => 0,
): unknown {
  if (Array.isArray(value)) {
    const items = value.map(item => shuffled(item, chance, keep));
    const first = keep(value);
    return [...items.slice(0, first), ...mix(items.slice(first), chance)];
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, shuffled(item, chance, keep)] as const);
  return Object.fromEntries(mix(entries, chance));
}
