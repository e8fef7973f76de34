import {beforeAll, expect} from '@jest/globals';
import {evaluate} from '../evaluate.ts';
import {hostPart} from '../host.ts';

/** What is promised, the text that shows it, and what that must give. */
export type Promised = readonly [promise: string, text: string, given: string];

/** One test for each promise; all of them run in one process. */
export function expectEach(name: string, promises: readonly Promised[]): void {
  hostPart.describe(name, () => {
    let said: readonly string[] = [];
    beforeAll(async () => {
      said = await evaluate(promises.map(([, text]) => text));
    });
    for (const [index, [promise, , given]] of promises.entries())
      hostPart.test(promise, () => expect(said[index]).toBe(given));
  });
}
