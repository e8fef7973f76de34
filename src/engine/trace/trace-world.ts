import type {Emit} from '../events.ts';
import type {World} from '../world.ts';
import {traceAuthority} from './trace-authority.ts';
import {traceConnection} from './trace-connection.ts';

/** The same world, of which every call is told as events: for the levels debug and trace. */
export function traceWorld({connections, authorities}: World, emit: Emit): World {
  return {
    connections: new Map([...connections].map(([name, one]) => [name, traceConnection(name, one, emit)])),
    authorities: new Map([...authorities].map(([name, one]) => [name, traceAuthority(name, one, emit)])),
  };
}
