/** Points about the names of Edge servers and reverse proxies. */
import {DEFAULT_XMPP_FORMS} from './choices.ts';
import {EXTERNAL_ACCESS, type Point} from './documented-point.ts';

const accessSubject: Point = ({usages, commonName}) => {
  if (!usages.includes('AccessEdgeExternal')) return undefined;
  return {
    id: 'commonName',
    documents: `${EXTERNAL_ACCESS} wants the name of the Access Edge service as the subject, and says that this is no longer required but recommended.`,
    chosen: commonName ?? 'the name of the Access Edge service',
    change: 'subject: {commonName: sip.contoso.com}',
  };
};

const avName: Point = ({usages, choices}) => {
  if (!usages.includes('AudioVideoAuthentication')) return undefined;
  const chosen = choices.avName === true;
  return {
    id: 'avName',
    documents: `${EXTERNAL_ACCESS} says that the A/V Edge service uses no name; "Plan for Edge Server certificates" asks for one.`,
    chosen: chosen ? 'its name is among the names' : 'its name is not asked for',
    change: `names: {avName: ${!chosen}}`,
  };
};

const xmpp: Point = ({usages, choices}) => {
  if (!usages.includes('XmppServer')) return undefined;
  const forms = choices.xmpp ?? DEFAULT_XMPP_FORMS;
  return {
    id: 'xmpp',
    documents:
      '"Certificate summary - Extensible messaging and presence protocol (XMPP) federation" shows the domain itself; the ' +
      'summaries of Edge topologies show xmpp.DOMAIN and *.DOMAIN, and "Plan for Edge Server certificates" refuses wildcards.',
    chosen: forms.map(form => XMPP_WORDS[form]).join(', '),
    change: 'names: {xmpp: [domain, host, wildcard]}',
  };
};

const XMPP_WORDS = {domain: 'the domain', host: 'xmpp.DOMAIN', wildcard: '*.DOMAIN'} as const;

const edgeInside: Point = ({usages, commonName}) => {
  if (!usages.includes('Internal')) return undefined;
  return {
    id: 'commonName',
    documents: `${EXTERNAL_ACCESS} takes the name of the internal interface or that of a hardware load balancer before it, and needs no alternative names.`,
    chosen: commonName ?? 'the name of the pool, also as an alternative name, for CAs want one',
    change: 'subject: {commonName: edgevip.contoso.com}',
  };
};

const publishedSubject: Point = ({usages, commonName, pool}) => {
  const [first, second] = pool.published?.webServices ?? [];
  if (!usages.includes('ReverseProxy') || first === undefined || second === undefined) return undefined;
  return {
    id: 'commonName',
    documents:
      '"Request and configure a certificate for your reverse HTTP proxy" takes the external web services of the pool as ' +
      'the subject, and does not say which where there are several.',
    chosen: commonName ?? `those of ${first.pool}, the first one`,
    change: `subject: {commonName: ${commonName === second.name ? first.name : second.name}}`,
  };
};

const publishedWildcard: Point = ({usages, wildcard}) => {
  if (!usages.includes('ReverseProxy') || !wildcard) return undefined;
  return {
    id: 'wildcard',
    documents:
      '"Certificate summary - Reverse proxy" has a wildcard stand for meetings and dial-in; "Wildcard certificate ' +
      'support" allows it for automatic discovery as well.',
    chosen: 'for all three',
    change: 'names: {wildcard: false}',
  };
};

export const OUTSIDE_POINTS: readonly Point[] = [
  edgeInside,
  accessSubject,
  publishedSubject,
  publishedWildcard,
  avName,
  xmpp,
];
