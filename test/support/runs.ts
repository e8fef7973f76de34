/**
 * How often a property is tried: `CSCERT_RUNS` times where it is set, else as often as is quick. fast-check tells the
 * seed of a failure; `CSCERT_SEED` repeats it.
 */
export function runs(quick: number): {readonly numRuns: number; readonly seed?: number} {
  const {CSCERT_RUNS: times, CSCERT_SEED: seed} = process.env;
  return {
    numRuns: times === undefined ? quick : Number(times),
    ...(seed !== undefined && {seed: Number(seed)}),
  };
}
