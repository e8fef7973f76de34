import type {Pool} from '../../../../src/config/generated/document.ts';
import {difference, LYNC, SFB, type WorkedExample} from './worked-example.ts';

const DEPLOYMENT = {
  sipDomains: ['contoso.com'],
  simpleUrls: {
    meet: 'https://meet.contoso.com',
    dialin: 'https://dialin.contoso.com',
    admin: 'https://admin.contoso.com',
  },
};

/** A pool and a Director behind a reverse proxy, by the names of their external web services. */
function behind(pool: string, director: string, proxy: Partial<Pool> = {}) {
  return {
    deployment: DEPLOYMENT,
    pools: {
      'pool01.contoso.net': {role: 'frontEnd', servers: ['fe01.contoso.net'], webServices: {external: pool}},
      'dirpool01.contoso.net': {role: 'director', servers: ['dir01.contoso.net'], webServices: {external: director}},
      'rp01.contoso.net': {role: 'reverseProxy', servers: ['rp01.contoso.net'], ...proxy},
    } satisfies Record<string, Pool>,
    address: 'rp01.contoso.net/external',
  };
}

const PUBLISHED = {reverseProxy: {officeWebApps: 'officewebapps01.contoso.com'}};
const WEB = ['webext.contoso.com', 'webdirext.contoso.com'];

export const REVERSE_PROXY_EXAMPLES: readonly WorkedExample[] = [
  {
    documents: [LYNC.requestReverseProxy, LYNC.reverseProxy],
    example: 'reverse proxy',
    ...behind('webext.contoso.com', 'webdirext.contoso.com', PUBLISHED),
    subject: 'webext.contoso.com',
    names: [
      ...WEB,
      'dialin.contoso.com',
      'meet.contoso.com',
      'officewebapps01.contoso.com',
      'lyncdiscover.contoso.com',
    ],
  },
  {
    documents: [LYNC.reverseProxy],
    example: 'reverse proxy, with the optional wildcard',
    ...behind('webext.contoso.com', 'webdirext.contoso.com', {
      ...PUBLISHED,
      certificates: {external: {names: {wildcard: true}}},
    }),
    subject: 'webext.contoso.com',
    names: [...WEB, 'officewebapps01.contoso.com', 'lyncdiscover.contoso.com', '*.contoso.com'],
    fewer: [
      difference(
        'The wildcard stands for automatic discovery as well, as "Wildcard certificate support" allows; the summary has it stand for meetings and dial-in.',
        'lyncdiscover.contoso.com',
      ),
    ],
  },
  {
    documents: [LYNC.mobility],
    example: 'names of the listener',
    ...behind('lyncwebextpool01.contoso.com', 'dirwebexternal.contoso.com'),
    subject: 'lyncwebextpool01.contoso.com',
    names: ['lyncdiscover.contoso.com', 'lyncwebextpool01.contoso.com', 'dirwebexternal.contoso.com'],
    more: [
      difference(
        'The topic is about mobility alone; the topics about the reverse proxy add the simple URLs.',
        'meet.contoso.com',
        'dialin.contoso.com',
      ),
    ],
  },
  {
    documents: [SFB.environment],
    example: 'names of the listener',
    ...behind('skypewebextpool01.contoso.com', 'dirwebexternal.contoso.com'),
    subject: 'skypewebextpool01.contoso.com',
    names: ['lyncdiscover.contoso.com', 'skypewebextpool01.contoso.com', 'dirwebexternal.contoso.com'],
    more: [
      difference(
        'The section is about mobility alone; the topics about the reverse proxy add the simple URLs.',
        'meet.contoso.com',
        'dialin.contoso.com',
      ),
    ],
  },
];
