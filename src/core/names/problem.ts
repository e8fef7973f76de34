/** What is wrong with the names of a certificate; words and places are added where the file is known. */
export type NameProblem =
  /** Over 64 characters: no CA can put it into a subject. */
  | {readonly kind: 'commonNameTooLong'; readonly name: string}
  /** The subject cannot do without it. */
  | {readonly kind: 'leavesOutCommonName'; readonly name: string}
  /** Other servers look for it; a warning, for it may be meant. */
  | {readonly kind: 'leavesOutEssential'; readonly name: string}
  /** It is not among the names; `known` are those that could have been meant. */
  | {readonly kind: 'leavesOutUnknown'; readonly name: string; readonly known: readonly string[]}
  | {readonly kind: 'addsAndLeavesOut'; readonly name: string};
