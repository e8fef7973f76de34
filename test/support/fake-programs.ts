import type {Host} from '../../src/engine/ports/host.ts';

/** A host on which no program may be started. */
export const spawnNothing: Host['spawn'] = ({program}) => {
  throw new Error(`${program} was started, where nothing should be`);
};
