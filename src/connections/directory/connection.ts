import type {Part} from '../../core/diagnostic.ts';
import type {HolderState, StoreName} from '../../core/model/actual.ts';
import type {Connection} from '../../engine/ports/connection.ts';
import type {CallContext} from '../../engine/ports/context.ts';
import {restartState} from '../restart-note.ts';
import {readAssigned} from './assignments.ts';
import {directoryCapabilities} from './capabilities.ts';
import {exposedKeyTeller, type TellExposed} from './exposed-keys.ts';
import {type KeyRing, listKeys} from './keys.ts';
import {RESTART} from './layout.ts';
import {type Directory, performSteps} from './perform.ts';
import {checkServerName, type OpenPlace, wasListed} from './place.ts';
import {diagnose} from './problems.ts';
import {readRequests} from './requests.ts';
import {serverOpener} from './root.ts';
import {readLock} from './steps/lock.ts';
import {readRestart} from './steps/restart.ts';
import {readStore} from './stores.ts';

/** Servers whose stores are files in a folder: see layout.ts for what lies where. */
export function connectDirectory(directory: Directory): Connection {
  const {root} = directory;
  const open = serverOpener(root);
  const tellExposed = exposedKeyTeller(root);
  return {
    can: directoryCapabilities,
    async read(server, ask, cx) {
      try {
        checkServerName(server);
        const place = await open(server);
        return {ok: await readPlace(place, {server, deep: ask.deep, cx, tellExposed})};
      } catch (error) {
        return {problem: diagnose(error, 'STORE_UNREADABLE', {address: server})};
      }
    },
    perform: (server, steps, cx) => performSteps({...directory, open}, {server, steps}, cx),
    async lockOf(server) {
      checkServerName(server);
      const place = await open(server);
      return place === undefined ? undefined : readLock(place);
    },
  };
}

interface ReadOptions {
  readonly server: string;
  readonly deep: boolean;
  readonly cx: CallContext;
  readonly tellExposed: TellExposed;
}

/** A server without a folder is new: its stores are empty. */
async function readPlace(place: OpenPlace | undefined, options: ReadOptions): Promise<HolderState> {
  const {server, deep, cx, tellExposed} = options;
  const at = cx.now();
  const part = <T>(read: (found: OpenPlace) => Promise<T>, empty: T): Promise<Part<T>> =>
    place === undefined ? Promise.resolve({ok: empty}) : readPart(() => read(place), server);
  let listed: Promise<KeyRing> | undefined;
  const keysOf = (found: OpenPlace) => () => {
    listed ??= listKeys(found);
    return listed;
  };
  const store = (name: StoreName) => part(found => readStore(found, name, {deep, keys: keysOf(found)}), []);
  await part(found => tellExposed(found, keysOf(found), cx), undefined);
  const owed = await part(async found => (wasListed(found, RESTART) ? readRestart(found, at) : undefined), undefined);
  return {
    at: at.toISOString(),
    ...restartState(owed, at),
    stores: {My: await store('My'), CA: await store('CA'), Root: await store('Root')},
    requests: await part(found => readRequests(found, {deep, keys: keysOf(found)}), []),
    assigned: await part(found => readAssigned(found, at), {}),
  };
}

async function readPart<T>(read: () => Promise<T>, address: string): Promise<Part<T>> {
  try {
    return {ok: await read()};
  } catch (error) {
    return {problem: diagnose(error, 'STORE_UNREADABLE', {address})};
  }
}
