import type {ConnectionType} from '../type.ts';
import {directoryCapabilities} from './capabilities.ts';
import {type DirectorySettings, prepareRoot, rootOf} from './root.ts';

export {type DirectorySettings, prepareRoot} from './root.ts';

/** The embedded default: real stores, no server. */
export const directory: ConnectionType<DirectorySettings> = {
  type: 'directory',
  title: 'Stores as files in a folder',
  can: directoryCapabilities,
  async create(settings, {base, host}) {
    const {connectDirectory} = await import('./connection.ts');
    const {random, hasEnded} = host;
    return {ok: connectDirectory({root: rootOf(settings, {files: host.files, base}), random, hasEnded})};
  },
  prepare: (settings, {base, host}) => prepareRoot(settings, {files: host.files, base}),
  privateFolders: ({folder}) => [folder],
};
