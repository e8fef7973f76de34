/** How loud what a run has to say is; the loudest first. */
export const LEVELS = ['error', 'warn', 'info', 'debug', 'trace'] as const;

export type Level = (typeof LEVELS)[number];

/** Whether something of a level is to be heard by who wants everything down to `least`. */
export const isHeard = (level: Level, least: Level): boolean => LEVELS.indexOf(level) <= LEVELS.indexOf(least);
