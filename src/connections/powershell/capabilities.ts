import {PRODUCT_USAGES} from '../../core/model/usage.ts';
import type {ConnectionCapabilities} from '../../engine/ports/connection.ts';

/** What can be done on a real server. The sizes of keys are those that the product's own commands take (`-KeySize`). */
export const powershellCapabilities: ConnectionCapabilities = {
  steps: [
    'lock',
    'unlock',
    'trust',
    'createRequest',
    'note',
    'relay',
    'enroll',
    'findEnrolled',
    'takeEnrolled',
    'install',
    'mark',
    'assign',
    'dropPrevious',
    'discardRequest',
    'remove',
    'oweRestart',
    'restart',
    'exportShared',
    'importShared',
  ],
  usages: PRODUCT_USAGES,
  keySizes: [2048, 4096],
  signatures: ['sha256', 'sha384', 'sha512'],
  productCommands: ['Request-CsCertificate'],
};
