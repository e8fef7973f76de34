import type {Usage} from '../../core/model/usage.ts';

/** Leaves room in the 250 characters of a stored friendly name for cscert's bracket. */
const LIMIT = 180;

/**
 * A name that an administrator recognises in the store: what the certificate is for, then whose it is, e.g.
 * `Default, WebServicesInternal - fe01.contoso.com`. The usages make it unique among the slots of a holder, for
 * no usage is declared twice on one; so it is the owner that is shortened when both are too long.
 */
export function generateFriendlyName(usages: readonly Usage[], owner: string): string {
  const name = `${usages.join(', ')} - ${owner}`;
  return name.length <= LIMIT ? name : `${name.slice(0, LIMIT - 3)}...`;
}
