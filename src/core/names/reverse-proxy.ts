import type {Claim} from './claim.ts';
import {meetingClaims} from './simple-urls.ts';
import {discoverOutsideClaim} from './sip-domain.ts';
import type {PublishedNames} from './topology.ts';

/**
 * The names of a reverse proxy's listener ("Request and configure a certificate for your reverse HTTP proxy" and
 * "Certificate summary - Reverse proxy", Lync Server 2013 library): all that it publishes.
 */
export function publishedClaims(published: PublishedNames, sipDomains: readonly string[]): readonly Claim[] {
  const {webServices, simpleUrls, officeWebApps, scheduler} = published;
  return [
    ...webServices.map(webServicesClaim),
    ...simpleUrls.flatMap(meetingClaims),
    ...sipDomains.map(discoverOutsideClaim),
    ...(officeWebApps === undefined
      ? []
      : [{name: officeWebApps, topic: 'officeWebApps' as const, reason: 'Office Web Apps for conferences'}]),
    ...(scheduler === undefined ? [] : [{name: scheduler, topic: 'scheduler' as const, reason: 'Web Scheduler'}]),
  ];
}

/** The subject of a reverse proxy's certificate: the external web services of the first pool behind it. */
export function publishedCommonName({webServices}: PublishedNames): Claim | undefined {
  const [first] = webServices;
  return first && webServicesClaim(first);
}

function webServicesClaim({name, pool}: PublishedNames['webServices'][number]): Claim {
  return {name, topic: 'webExternal', reason: `external web services of ${pool}`};
}
