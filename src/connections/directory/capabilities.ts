import {USAGES} from '../../core/model/usage.ts';
import type {ConnectionCapabilities} from '../../engine/ports/connection.ts';

/** What can be done with stores in a folder. Nothing runs there: a restart takes away the note that it is owed. */
export const directoryCapabilities: ConnectionCapabilities = {
  steps: [
    'lock',
    'unlock',
    'trust',
    'createRequest',
    'note',
    'install',
    'mark',
    'assign',
    'dropPrevious',
    'discardRequest',
    'remove',
    'exportShared',
    'importShared',
    'oweRestart',
    'restart',
  ],
  usages: USAGES,
  keySizes: [2048, 4096],
  signatures: ['sha256', 'sha384', 'sha512'],
};
