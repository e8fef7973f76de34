import {resolve} from 'node:path';
import {readSecret} from '../config/secret-reference.ts';
import {Secret} from '../core/secret.ts';
import {messageOf} from '../core/system-error.ts';
import type {OpenOffer} from '../engine/offer.ts';
import type {ProcessHost} from '../host/process-host.ts';
import {problem} from './problem.ts';

const LIMIT = 4 * 1024 * 1024;

/** Opens the PFX files that slots name, relative to the configuration, with the passwords that it refers to. */
export function offersFrom(host: ProcessHost, base: string): OpenOffer {
  return async ({use, address}) => {
    if (use === undefined || !('pfx' in use)) throw new Error(`${address} names no PFX file`);
    const {files, environment} = host;
    const password =
      use.password === undefined ? {ok: new Secret('')} : await readSecret(use.password, {environment, files, base});
    if ('problem' in password) return {problem: {...password.problem, address}};
    const unread = (why: string) => ({
      problem: problem('PFX_NOT_READ', 'The PFX file could not be read', {
        detail: `${address}: ${use.pfx}: ${why}.`,
        help: 'Put the file there. Once its certificate is in the store it can be named without the file: use: {thumbprint: ...}.',
        address,
      }),
    });
    try {
      const bytes = await files.read(resolve(base, use.pfx), LIMIT);
      if (bytes === undefined) return unread('there is no such file');
      return {ok: {pfx: new Secret(bytes.toString('base64')), password: password.ok}};
    } catch (error) {
      return unread(messageOf(error));
    }
  };
}
