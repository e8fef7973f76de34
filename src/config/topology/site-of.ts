import type {PublishedPool} from '../../core/model/published.ts';
import type {Pool} from '../generated/document.ts';
import type {DraftDeployment} from './draft-deployment.ts';
import {labelOf} from './labels.ts';

/**
 * A site that has simple URLs of its own. Where the source does not tell these, as it was declared before; a pool that
 * is new then is in the site that bears the name of its own.
 */
export function siteOf(
  {site}: PublishedPool,
  before: Pool | undefined,
  {sites, isTold}: {readonly sites: DraftDeployment['sites']; readonly isTold: boolean},
): string | undefined {
  if (isTold) return site === undefined ? undefined : sites.get(site);
  const declared = before === undefined ? labelOf(site ?? '', '') : before.site;
  return declared === undefined ? undefined : sites.get(declared);
}
