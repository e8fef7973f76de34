import type {Certificate, Pool} from '../../../../src/config/generated/document.ts';
import {difference, LYNC, WHY, type WorkedExample} from './worked-example.ts';

/** The summaries know one SIP domain, no name for administration, and clients that do not sign in here. */
const DEPLOYMENT = {
  sipDomains: ['contoso.com'],
  simpleUrls: {meet: 'https://meet.contoso.com', dialin: 'https://dialin.contoso.com'},
};
const NAMES = [
  'dialin.contoso.com',
  'meet.contoso.com',
  'lyncdiscoverinternal.contoso.com',
  'lyncdiscover.contoso.com',
];

const director = (servers: readonly string[]): Pool => ({role: 'director', automaticSignIn: false, servers});
const oauth = (certificate: Certificate) => ({
  deployment: {...DEPLOYMENT, certificates: {oauth: {usages: ['OAuthTokenIssuer' as const], ...certificate}}},
  pools: {'dir01.contoso.net': director(['dir01.contoso.net'])},
  address: 'global/oauth',
});
const DIRECTORS = [LYNC.singleDirector, LYNC.scaledDirector, LYNC.dnsDirector];

export const DIRECTOR_EXAMPLES: readonly WorkedExample[] = [
  {
    documents: [LYNC.singleDirector],
    example: 'Default for all usages of a Director that is alone',
    deployment: DEPLOYMENT,
    pools: {'dir01.contoso.net': director(['dir01.contoso.net'])},
    address: 'dir01.contoso.net/dir01.contoso.net/default',
    subject: 'dir01.contoso.net',
    names: ['dir01.contoso.net', ...NAMES],
  },
  {
    documents: [LYNC.scaledDirector, LYNC.dnsDirector],
    example: 'Default for all usages of a Director of a pool',
    deployment: DEPLOYMENT,
    pools: {'dirpool01.contoso.net': director(['dir01.contoso.net', 'dir02.contoso.net'])},
    address: 'dirpool01.contoso.net/dir01.contoso.net/default',
    subject: 'dirpool01.contoso.net',
    names: ['dirpool01.contoso.net', 'dir01.contoso.net', ...NAMES],
  },
  {
    documents: DIRECTORS,
    example: 'OAuthTokenIssuer',
    ...oauth({}),
    subject: 'dir01.contoso.net',
    ownSubject: {
      name: 'contoso.com',
      because:
        '"Assigning a server-to-server authentication certificate" wants the SIP domain in the subject, and the wizard takes the default one.',
    },
    names: [],
    more: [difference(WHY.subject, 'contoso.com')],
  },
  {
    documents: DIRECTORS,
    example: 'OAuthTokenIssuer, with the subject of the example',
    ...oauth({subject: {commonName: 'dir01.contoso.net'}, names: {leaveOut: ['contoso.com']}}),
    subject: 'dir01.contoso.net',
    names: [],
    more: [difference(WHY.subject, 'dir01.contoso.net')],
  },
  {
    documents: [LYNC.oauth],
    example: 'a certificate with the name of the SIP domain in its subject',
    ...oauth({}),
    subject: 'contoso.com',
    names: [],
    more: [difference(WHY.subject, 'contoso.com')],
  },
];
