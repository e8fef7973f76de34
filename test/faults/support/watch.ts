import {pause} from '../../support/pause.ts';
import {allWorking} from './after-a-fault.ts';

const PAUSE_MS = 10;

/** Looks at a world again and again, as its servers would, until `over`; tells which usages did not work meanwhile. */
export async function watch(
  world: string,
  before: readonly string[],
  over: Promise<unknown>,
): Promise<readonly string[]> {
  const lost = new Set<string>();
  let looking = true;
  const end = (): void => {
    looking = false;
  };
  over.then(end, end);
  while (looking) {
    const working = new Set(allWorking(world));
    for (const usage of before) if (!working.has(usage)) lost.add(usage);
    await pause(PAUSE_MS);
  }
  return [...lost].map(usage => `${usage} was without a working certificate for a while`);
}
