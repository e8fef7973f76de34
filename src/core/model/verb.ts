/** What an action does, in the order of the summary line. One table for every renderer. */
export const VERBS = ['trust', 'request', 'import', 'copy', 'assign', 'restart', 'retire'] as const;

export type Verb = (typeof VERBS)[number];

/** How a verb is shown. */
export interface VerbWords {
  /** ASCII, so that it survives Windows consoles and CI logs. */
  readonly symbol: string;
  readonly progressive: string;
  /** One line for the legend. */
  readonly legend: string;
}

export const VERB_WORDS: Readonly<Record<Verb, VerbWords>> = {
  trust: {symbol: '^', progressive: 'trusting', legend: "trust a CA's certificate"},
  request: {symbol: '+', progressive: 'requesting', legend: 'request a certificate with a new key'},
  import: {symbol: '>', progressive: 'importing', legend: 'import into the store'},
  copy: {symbol: '=', progressive: 'copying', legend: 'copy from another member of the pool'},
  assign: {symbol: '~', progressive: 'assigning', legend: 'assign to a usage'},
  restart: {symbol: '*', progressive: 'restarting', legend: 'restart services'},
  retire: {symbol: '-', progressive: 'retiring', legend: 'retire a superseded certificate'},
};

/** Marks what cannot go on without a person or without knowing more. */
export const BLOCKED_SYMBOL = '!';
