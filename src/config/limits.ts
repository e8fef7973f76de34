/**
 * How much a configuration may be. Everything here is judged before work or memory in proportion to it is spent, so
 * that a hostile or mistaken file costs no more than the largest honest one.
 */
export const LIMITS = {
  /** Of one file, or of standard input. */
  bytes: 2 ** 20,
  /** Of one file: half of it as comments and blank lines, if every value has a line. */
  lines: 100_000,
  /** Values in one file: entries of mappings and items of lists. */
  values: 50_000,
  /** Mappings and lists in one another. */
  depth: 64,
  /** Mistakes of syntax in one file, after which it is not read further: most of the rest would follow from the first. */
  mistakes: 20,
} as const;

/** How much all files of a configuration may be together: several times what the largest deployments need. */
export const TOTALS = {
  bytes: 32 * 2 ** 20,
  values: 200_000,
  files: 5000,
  /** Folders in one another, below the one that was named. */
  depth: 8,
  /** Names that are looked at in search of files, YAML or not. */
  names: 100_000,
} as const;
