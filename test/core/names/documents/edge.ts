import type {Certificate, Edge, Pool} from '../../../../src/config/generated/document.ts';
import {difference, LYNC, SFB, TWO_DOMAINS, WHY, type WorkedExample} from './worked-example.ts';

const SUMMARIES = [
  LYNC.singleEdgeNat,
  LYNC.singleEdgePublic,
  LYNC.scaledEdgeNat,
  LYNC.scaledEdgePublic,
  LYNC.scaledEdgeHlb,
];

/** The summaries call the Access Edge service by the name that clients of the first SIP domain look for. */
const NAMES: Edge = {access: 'sip.contoso.com', webConferencing: 'webcon.contoso.com', av: 'av.contoso.com'};

/** An Edge pool whose internal name is `pool`. */
const edge = (pool: string, names: Partial<Edge> = {}, certificates: Readonly<Record<string, Certificate>> = {}) => ({
  deployment: {...TWO_DOMAINS, product: 'sfb2015' as const},
  pools: {
    [pool]: {
      role: 'edge',
      servers: ['edge01.contoso.net', 'edge02.contoso.net'],
      edge: {...NAMES, ...names},
      ...(Object.keys(certificates).length > 0 && {certificates}),
    } satisfies Pool,
  },
});
const POOL = 'lsedge.contoso.net';
const EXTERNAL = ['webcon.contoso.com', 'sip.contoso.com', 'sip.fabrikam.com'];
const OWN = difference(`${WHY.subject} The summaries need no names inside, and one does no harm.`, POOL);

const SUMMARY_EXAMPLES: readonly WorkedExample[] = [
  {
    documents: [...SUMMARIES, SFB.edge],
    example: 'external interfaces, and public instant messaging',
    ...edge(POOL),
    address: `${POOL}/external`,
    subject: 'sip.contoso.com',
    names: EXTERNAL,
  },
  {
    documents: SUMMARIES,
    example: 'internal interface',
    ...edge(POOL),
    address: `${POOL}/internal`,
    subject: POOL,
    names: [],
    more: [OWN],
  },
  {
    documents: [SFB.edge],
    example: 'internal interface',
    ...edge('sfbedge.contoso.com'),
    address: 'sfbedge.contoso.com/internal',
    subject: 'sfbedge.contoso.com',
    names: [],
    more: [difference(WHY.subject, 'sfbedge.contoso.com')],
  },
  {
    documents: [...SUMMARIES, SFB.edge],
    example: 'XMPP federation: host and wildcard',
    ...edge(POOL, {xmpp: ['contoso.com']}, {external: {names: {xmpp: ['host', 'wildcard']}}, internal: {}}),
    address: `${POOL}/external`,
    subject: 'sip.contoso.com',
    names: [...EXTERNAL, 'xmpp.contoso.com', '*.contoso.com'],
  },
  {
    documents: [...SUMMARIES, SFB.edge],
    example: 'XMPP federation as cscert has it by itself',
    ...edge(POOL, {xmpp: ['contoso.com']}),
    address: `${POOL}/external`,
    subject: 'sip.contoso.com',
    names: [...EXTERNAL, 'xmpp.contoso.com', '*.contoso.com'],
    more: [
      difference('The summaries of XMPP show the domain, and the comment beside this example means it.', 'contoso.com'),
    ],
    fewer: [
      difference(
        'The summaries of XMPP show the domain alone, and "Plan for Edge Server certificates" refuses wildcards here.',
        'xmpp.contoso.com',
        '*.contoso.com',
      ),
    ],
  },
];

const OTHERS: readonly WorkedExample[] = [
  {
    documents: [LYNC.xmpp],
    example: 'Access Edge with XMPP for one domain',
    ...edge(POOL, {xmpp: ['contoso.com']}),
    address: `${POOL}/external`,
    subject: 'sip.contoso.com',
    names: [...EXTERNAL, 'contoso.com'],
  },
  {
    documents: [LYNC.xmppAndPublic],
    example: 'Access Edge with XMPP for both domains',
    ...edge(POOL, {xmpp: ['contoso.com', 'fabrikam.com']}),
    address: `${POOL}/external`,
    subject: 'sip.contoso.com',
    names: [...EXTERNAL, 'contoso.com', 'fabrikam.com'],
  },
  {
    documents: [LYNC.externalAccess],
    example: 'external interfaces, with an Access Edge of another name',
    ...edge('lsedge.contoso.com', {access: 'access.contoso.com'}),
    address: 'lsedge.contoso.com/external',
    subject: 'access.contoso.com',
    names: ['access.contoso.com', ...EXTERNAL],
  },
  {
    documents: [LYNC.externalAccess],
    example: 'internal interface behind a hardware load balancer',
    ...edge('edgepool.contoso.com', {}, {external: {}, internal: {subject: {commonName: 'lsedge.contoso.com'}}}),
    address: 'edgepool.contoso.com/internal',
    subject: 'lsedge.contoso.com',
    names: [],
    more: [
      difference(WHY.subject, 'lsedge.contoso.com'),
      difference(
        'The name of the pool stays beside a subject that was written: one name more does no harm.',
        'edgepool.contoso.com',
      ),
    ],
  },
  {
    documents: [LYNC.planEdge],
    example: 'a name for each service, the A/V Edge among them',
    ...edge(POOL, {}, {external: {names: {avName: true}}, internal: {}}),
    address: `${POOL}/external`,
    subject: 'sip.contoso.com',
    names: [...EXTERNAL, 'av.contoso.com'],
  },
  {
    documents: [LYNC.planEdge],
    example: 'a certificate of its own for the A/V Edge',
    ...edge(
      POOL,
      {},
      {
        external: {usages: ['AccessEdgeExternal', 'DataEdgeExternal']},
        av: {usages: ['AudioVideoAuthentication']},
        internal: {},
      },
    ),
    address: `${POOL}/av`,
    subject: 'av.contoso.com',
    names: ['av.contoso.com'],
  },
];

export const EDGE_EXAMPLES: readonly WorkedExample[] = [...SUMMARY_EXAMPLES, ...OTHERS];
