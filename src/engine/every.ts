/** All members of a port, also those that may be absent: who wraps a port is told by the compiler of one that comes to it. */
export type Every<T> = {readonly [K in keyof Required<T>]: T[K]};

/** Whether a port has a member says what it can do, so an absent one must not be there as undefined. */
export function withoutAbsent<T extends object>(members: Every<T>): T {
  return Object.fromEntries(Object.entries(members).filter(([, member]) => member !== undefined)) as T;
}
