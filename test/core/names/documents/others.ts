import type {Pool} from '../../../../src/config/generated/document.ts';
import {difference, LYNC, TWO_DOMAINS, WHY, type WorkedExample} from './worked-example.ts';

const DISCOVERY = [
  'lyncdiscoverinternal.contoso.com',
  'lyncdiscoverinternal.fabrikam.com',
  'lyncdiscover.contoso.com',
  'lyncdiscover.fabrikam.com',
];

const simpleUrls = (meet: readonly string[], host: string, admin: string) => ({
  deployment: {
    ...TWO_DOMAINS,
    simpleUrls: {meet, dialin: `https://${host}`, admin: `https://${admin}`},
  },
  pools: {
    'se01.contoso.com': {
      role: 'standardEdition',
      certificates: {default: {usages: ['Default', 'WebServicesExternal']}, inside: {usages: ['WebServicesInternal']}},
    } satisfies Pool,
  },
  address: 'se01.contoso.com/se01.contoso.com/inside',
  subject: 'se01.contoso.com',
});
const BESIDES = [
  difference(WHY.subject, 'se01.contoso.com'),
  difference(WHY.discovery, 'lyncdiscoverinternal.contoso.com', 'lyncdiscoverinternal.fabrikam.com'),
];

const SIMPLE_URLS: readonly WorkedExample[] = [
  {
    documents: [LYNC.simpleUrls, LYNC.simpleUrlsDns],
    example: 'option 1, a host for each',
    ...simpleUrls(['https://meet.contoso.com', 'https://meet.fabrikam.com'], 'dialin.contoso.com', 'admin.contoso.com'),
    names: ['meet.contoso.com', 'meet.fabrikam.com', 'dialin.contoso.com', 'admin.contoso.com'],
    more: BESIDES,
  },
  {
    documents: [LYNC.simpleUrls, LYNC.simpleUrlsDns],
    example: 'option 2, a host for each SIP domain',
    ...simpleUrls(
      ['https://lync.contoso.com/Meet', 'https://lync.fabrikam.com/Meet'],
      'lync.contoso.com/Dialin',
      'lync.contoso.com/Admin',
    ),
    names: ['lync.contoso.com', 'lync.fabrikam.com'],
    more: BESIDES,
  },
  {
    documents: [LYNC.simpleUrls],
    example: 'option 3, one host',
    ...simpleUrls(
      ['https://lync.contoso.com/contosoSIPdomain/Meet', 'https://lync.contoso.com/fabrikamSIPdomain/Meet'],
      'lync.contoso.com/Dialin',
      'lync.contoso.com/Admin',
    ),
    names: ['lync.contoso.com'],
    more: BESIDES,
  },
  {
    documents: [LYNC.simpleUrlsDns],
    example: 'option 3, one host, with a path for each SIP domain',
    ...simpleUrls(
      ['https://lync.contoso.com/contosoSIPdomain/Meet', 'https://lync.contoso.com/fabrikamSIPdomain/Meet'],
      'lync.contoso.com/contosoSIPdomain/Dialin',
      'lync.contoso.com/contosoSIPdomain/Admin',
    ),
    names: ['lync.contoso.com'],
    more: BESIDES,
  },
];

const WEB_POOL: Pool = {
  role: 'frontEnd',
  automaticSignIn: false,
  servers: ['fe01.contoso.net'],
  webServices: {internal: 'webpool01.contoso.net', external: 'webpool01.contoso.com'},
};

const DISCOVERY_EXAMPLES: readonly WorkedExample[] = [
  {
    documents: [LYNC.autodiscover, LYNC.modifyingForMobility],
    example: 'what a single certificate for all usages must have',
    deployment: {...TWO_DOMAINS, simpleUrls: {meet: 'https://meet.contoso.com', dialin: 'https://dialin.contoso.com'}},
    pools: {'pool01.contoso.net': WEB_POOL},
    address: 'pool01.contoso.net/fe01.contoso.net/default',
    subject: 'pool01.contoso.net',
    names: [
      'pool01.contoso.net',
      'fe01.contoso.net',
      'meet.contoso.com',
      'dialin.contoso.com',
      'webpool01.contoso.net',
      'webpool01.contoso.com',
      ...DISCOVERY,
    ],
  },
  ...(['director', 'frontEnd'] as const).map(
    (role): WorkedExample => ({
      documents: [LYNC.mobility, LYNC.wildcards],
      example: `${role}: discovery of every SIP domain, which wildcards may stand for`,
      deployment: {...TWO_DOMAINS, simpleUrls: {}},
      pools: {
        'pool01.contoso.net': {
          role,
          servers: ['one.contoso.net'],
          webServices: {external: 'web.contoso.com'},
          certificates: {
            default: {usages: ['Default']},
            web: {usages: ['WebServicesInternal', 'WebServicesExternal'], names: {wildcard: true, webSubject: 'pool'}},
          },
        },
      },
      address: 'pool01.contoso.net/one.contoso.net/web',
      subject: 'pool01.contoso.net',
      names: ['*.contoso.com', '*.fabrikam.com'],
      more: [
        difference(
          'The topic is about discovery alone; the requirements of the role have these.',
          'pool01.contoso.net',
          'one.contoso.net',
          'web.contoso.com',
        ),
      ],
    }),
  ),
];

const TRUSTED: readonly WorkedExample[] = [
  {
    documents: [LYNC.trustedApplications],
    example: 'a pool of two computers, which use one certificate',
    deployment: TWO_DOMAINS,
    pools: {
      'trustedapps.contoso.com': {
        role: 'trustedApplication',
        servers: ['machine1.contoso.com', 'machine2.contoso.com'],
      },
    },
    address: 'trustedapps.contoso.com/default',
    subject: 'trustedapps.contoso.com',
    names: ['trustedapps.contoso.com', 'machine1.contoso.com', 'machine2.contoso.com'],
  },
  {
    documents: [LYNC.trustedApplications],
    example: 'a pool of a single computer',
    deployment: TWO_DOMAINS,
    pools: {'machine1.contoso.com': {role: 'trustedApplication', servers: ['machine1.contoso.com']}},
    address: 'machine1.contoso.com/default',
    subject: 'machine1.contoso.com',
    names: ['machine1.contoso.com'],
  },
  {
    documents: [LYNC.trustedApplications],
    example: 'a certificate for each computer, which the topic does not have',
    deployment: TWO_DOMAINS,
    pools: {
      'trustedapps.contoso.com': {
        role: 'trustedApplication',
        servers: ['machine1.contoso.com', 'machine2.contoso.com'],
        certificates: {default: {scope: 'server'}},
      },
    },
    address: 'trustedapps.contoso.com/machine1.contoso.com/default',
    subject: 'trustedapps.contoso.com',
    names: ['trustedapps.contoso.com', 'machine1.contoso.com', 'machine2.contoso.com'],
    fewer: [
      difference(
        'A certificate that is not shared serves one computer, and needs no name of another.',
        'machine2.contoso.com',
      ),
    ],
  },
];

export const OTHER_EXAMPLES: readonly WorkedExample[] = [...SIMPLE_URLS, ...DISCOVERY_EXAMPLES, ...TRUSTED];
