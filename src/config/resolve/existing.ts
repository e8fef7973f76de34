import type {ExistingCertificate} from '../../core/model/desired.ts';
import type {Use} from '../generated/document.ts';
import {readThumbprint} from '../thumbprint.ts';

/** The certificate that is used instead of a requested one. Undefined for what the rules have refused. */
export function existingOf({thumbprint, pfx, password}: Use): ExistingCertificate | undefined {
  if (pfx !== undefined) return {pfx, ...(password === undefined ? {} : {password})};
  const read = thumbprint === undefined ? undefined : readThumbprint(thumbprint);
  return read && {thumbprint: read.thumbprint};
}
