import type {Claim} from './claim.ts';
import type {SimpleUrlHosts} from './topology.ts';

/** The hosts where people join meetings and look up dial-in numbers. */
export function meetingClaims({meet, dialin, site}: SimpleUrlHosts): readonly Claim[] {
  return [
    ...meet.map(name => ({name, topic: 'meet' as const, reason: `simple URL for meetings${ofSite(site)}`})),
    ...(dialin === undefined
      ? []
      : [{name: dialin, topic: 'dialin' as const, reason: `simple URL for dial-in conferencing${ofSite(site)}`}]),
  ];
}

/** The host of the control panel. */
export function adminClaims({admin, site}: SimpleUrlHosts): readonly Claim[] {
  return admin === undefined
    ? []
    : [{name: admin, topic: 'admin', reason: `simple URL for administration${ofSite(site)}`}];
}

function ofSite(site: string | undefined): string {
  return site === undefined ? '' : ` of site ${site}`;
}
