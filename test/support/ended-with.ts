import {expect} from '@jest/globals';

/**
 * What a run of the program must end with: `expect(await run(…)).toEqual(endedWith(0))`. Where it ends otherwise, the
 * failure shows everything that the program said; `toMatchObject({code: 0})` would show the two codes alone.
 */
export const endedWith = (code: number): unknown => expect.objectContaining({code});
