import {sep} from 'node:path';
import type {Diagnostic} from '../../core/diagnostic.ts';
import {once} from '../../core/remember.ts';
import type {CallContext} from '../../engine/ports/context.ts';
import type {KeyRing} from './keys.ts';
import {keyPath} from './layout.ts';
import type {OpenPlace, Root} from './place.ts';
import {problem} from './problems.ts';

/** Looks at the keys of a server, and remarks on it where every account can read one. */
export type TellExposed = (place: OpenPlace, keys: () => Promise<KeyRing>, cx: CallContext) => Promise<void>;

/**
 * cscert makes keys and folders that only their owner can read, but they can be copied, unpacked or checked out with other
 * modes. Nobody is kept from working by that, and it is told once: where one server's keys are open, mostly all are. In a
 * folder that others cannot go into, which is asked first, no server need be looked at.
 */
export function exposedKeyTeller({files, folder, shown}: Root): TellExposed {
  const isOpen = once(() => files.isExposed(folder));
  let told = false;
  return async (place, keys, {onRemark}) => {
    const isExposed = (path: string): Promise<boolean> => files.isExposed(`${place.folder}${sep}${path}`);
    if (told || onRemark === undefined || !(await isOpen()) || !(await isExposed('Keys'))) return;
    for (const {spki, exportable} of (await keys()).values()) {
      const path = keyPath(spki, exportable);
      if (told || !(await isExposed(path))) continue;
      told = true;
      onRemark(keyExposed(place.shown(path), shown));
    }
  };
}

function keyExposed(key: string, folder: string): Diagnostic {
  return problem('KEY_EXPOSED', {
    severity: 'warning',
    detail: `Every account of this system can read the private key ${key}, and perhaps others in ${folder}.`,
    help: `Close the folder to them: chmod -R go= ${folder}. Whoever has read a key has it all the same; cscert revoke replaces its certificate.`,
  });
}
