import {describe, test} from '@jest/globals';

/** `describe` and `test` for what needs a real part of the machine. */
export interface RealPart {
  readonly describe: typeof describe | typeof describe.skip;
  readonly test: typeof test | typeof test.skip;
}

/**
 * Tests that need a real part, such as OpenSSL, are written with these. Where the part is missing they are skipped with
 * its name in the title, so that the list of skipped tests says what the machine lacks; with CSCERT_REQUIRE_RIGS=1 the
 * reporter counts them as failures.
 */
export function realPart(name: string, available: boolean): RealPart {
  if (available) return {describe, test};
  const missing = (title: unknown): string => `${String(title)} [needs ${name}, which is missing here]`;
  const skippedDescribe = (title: Parameters<typeof describe>[0], body: Parameters<typeof describe>[1]): void =>
    describe.skip(missing(title), body);
  const skippedTest = (title: string, body: Parameters<typeof test>[1]): void => test.skip(missing(title), body);
  return {describe: Object.assign(skippedDescribe, describe.skip), test: Object.assign(skippedTest, test.skip)};
}
