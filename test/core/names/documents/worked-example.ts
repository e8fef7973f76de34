/**
 * Worked examples of the product's documentation: what a document takes for granted, the certificate that it shows, and
 * where cscert derives something else, with the reason. Facts are taken over, never sentences.
 */
import type {Deployment, Pool} from '../../../../src/config/generated/document.ts';

/** Lync Server 2013 library, by its titles without "in Lync Server 2013". */
export const LYNC = {
  internalServers: 'Lync Server 2013: Certificate requirements for internal servers',
  externalAccess: 'Lync Server 2013: Certificate requirements for external user access',
  mobility: 'Lync Server 2013: Certificate requirements for mobility',
  autodiscover: 'Lync Server 2013: Configuring certificates for Autodiscover',
  modifyingForMobility: 'Lync Server 2013: Modifying certificates for mobility',
  wildcards: 'Lync Server 2013: Wildcard certificate support',
  singleDirector: 'Lync Server 2013: Certificate summary - Single Director',
  scaledDirector: 'Lync Server 2013: Certificate summary - Scaled Director pool, hardware load balancer',
  dnsDirector: 'Lync Server 2013: Certificate summary - DNS and HLB load balanced',
  singleEdgeNat: 'Lync Server 2013: Certificate summary - Single consolidated edge with private IP addresses using NAT',
  singleEdgePublic: 'Lync Server 2013: Certificate summary - Single consolidated edge with public IP addresses',
  scaledEdgeNat:
    'Lync Server 2013: Certificate summary - Scaled consolidated edge, DNS load balancing with private IP addresses using NAT',
  scaledEdgePublic:
    'Lync Server 2013: Certificate summary - Scaled consolidated edge, DNS load balancing with public IP addresses',
  scaledEdgeHlb: 'Lync Server 2013: Certificate summary - Scaled consolidated edge with hardware load balancers',
  planEdge: 'Lync Server 2013: Plan for Edge Server certificates',
  xmpp: 'Lync Server 2013: Certificate summary - Extensible messaging and presence protocol (XMPP) federation',
  xmppAndPublic: 'Lync Server 2013: Certificate summary - SIP, XMPP federation, and public instant messaging',
  requestReverseProxy: 'Lync Server 2013: Request and configure a certificate for your reverse HTTP proxy',
  reverseProxy: 'Lync Server 2013: Certificate summary - Reverse proxy',
  simpleUrls: 'Lync Server 2013: Planning for simple URLs',
  simpleUrlsDns: 'Lync Server 2013: DNS requirements for simple URLs',
  oauth: 'Lync Server 2013: Assigning a server-to-server authentication certificate',
  trustedApplications: 'UCMA 4.0 SDK: General application activation',
} as const;

/** The later products, whose tables repeat those of Lync Server 2013. */
export const SFB = {
  environment: 'Skype for Business Server 2015: Environmental requirements',
  system: 'Skype for Business Server 2019: System requirements',
  edge: 'Skype for Business Server: Edge Server environmental requirements',
} as const;

/** Names in which a document and cscert differ, and why. */
export interface Difference {
  readonly names: readonly string[];
  readonly because: string;
}

export interface WorkedExample {
  /** Titles of the documents that show it. */
  readonly documents: readonly string[];
  /** What of a document it is. */
  readonly example: string;
  readonly deployment?: Partial<Deployment>;
  readonly pools: Readonly<Record<string, Pool>>;
  /** Of the certificate that the document shows. */
  readonly address: string;
  readonly subject: string;
  /** The subject alternative names that it shows. */
  readonly names: readonly string[];
  /** Another subject than the document's. */
  readonly ownSubject?: {readonly name: string; readonly because: string};
  /** Names that only cscert has. */
  readonly more?: readonly Difference[];
  /** Names that only the document has. */
  readonly fewer?: readonly Difference[];
}

/** Two SIP domains with a meeting address each, as most examples have them. */
export const TWO_DOMAINS: Partial<Deployment> = {
  sipDomains: ['contoso.com', 'fabrikam.com'],
  simpleUrls: {
    meet: ['https://meet.contoso.com', 'https://meet.fabrikam.com'],
    dialin: 'https://dialin.contoso.com',
    admin: 'https://admin.contoso.com',
  },
};

/** Why a name is there that the example does not show. */
export const WHY = {
  discovery:
    'Names of automatic discovery came later: "Certificate requirements for mobility" adds them to the certificates of the web services.',
  subject:
    'The subject is repeated among the names: clients and CAs look at the names alone, as "Certificate requirements for external user access" says itself.',
  adminStays:
    'The name for administration stays beside a wildcard: "Wildcard certificate support" names meetings, dial-in and discovery alone.',
  otherDomain: 'A wildcard covers one domain: that of the second SIP domain needs its own.',
} as const;

export const difference = (because: string, ...names: readonly string[]): Difference => ({names, because});
