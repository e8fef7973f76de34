/** Moments as people read them, of ISO 8601 times in UTC. */

/** `2026-08-22 10:00 UTC`. */
export function minute(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}

/** `2026-08-22 10:00:07 UTC`: where a minute would not tell two apart. */
export function second(time: string): string {
  return `${time.slice(0, 19).replace('T', ' ')} UTC`;
}

/** Milliseconds of the epoch as plans and certificates have them: ISO 8601 UTC, to the second where there is no fraction. */
export const momentOf = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z');
