import {isForPublic} from '../layout.ts';
import type {LoadedDocument, ValuePath} from '../loaded.ts';
import type {DeclaredCertificate} from './certificates.ts';
import {onlyOne} from './choice.ts';
import {pick} from './layers.ts';

/** Who issues a certificate and where that was written; without a path where there is only one who could. */
export interface ChosenAuthority {
  readonly name: string;
  readonly path?: ValuePath;
}

/**
 * What strangers have to trust comes from the public authority unless the certificate itself names another: the
 * general default is an internal CA, and an Edge that got its external certificate from there would serve nobody.
 * Where a certificate exists already nothing is issued, and any choice will do.
 */
export function authorityOf(
  declared: Pick<DeclaredCertificate, 'own' | 'layers' | 'usages'>,
  {document}: Pick<LoadedDocument, 'document'>,
): ChosenAuthority | undefined {
  const {own, layers, usages} = declared;
  if (isForPublic(usages)) {
    const chosen =
      pick(own, ['authority'], settings => settings.authority) ??
      pick(layers, ['publicAuthority'], settings => settings.publicAuthority);
    if (chosen !== undefined) return {name: chosen.value, path: chosen.path};
    if (pick(own, ['use'], settings => settings.use) === undefined) return undefined;
  }
  const picked = pick(layers, ['authority'], settings => settings.authority);
  if (picked !== undefined) return {name: picked.value, path: picked.path};
  const only = onlyOne(document.authorities);
  return only === undefined ? undefined : {name: only};
}
