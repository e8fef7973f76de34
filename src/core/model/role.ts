import {PRODUCTS, type Product} from './product.ts';
import type {Usage} from './usage.ts';

/** Roles of the product that have certificates, as the configuration names them, and the reverse proxy before them. */
export const ROLES = [
  'frontEnd',
  'standardEdition',
  'director',
  'mediation',
  'edge',
  'persistentChat',
  'videoInterop',
  'survivableBranch',
  'trustedApplication',
  'reverseProxy',
] as const;

export type Role = (typeof ROLES)[number];

/** One certificate of a role's usual layout: its name in the address and what it is used for. */
export interface LayoutEntry {
  readonly certificate: string;
  readonly usages: readonly Usage[];
  /** One key for all members of the pool, exportable so that it can be copied. */
  readonly shared?: true;
  /** Issued by the public authority. */
  readonly public?: true;
}

export interface RoleFacts {
  /** How the product's documentation calls the role. */
  readonly title: string;
  /** Usages that a server of this role can hold by itself. */
  readonly usages: readonly Usage[];
  /** The certificates of a pool that declares none. */
  readonly layout: readonly LayoutEntry[];
  /** Whether the deployment's OAuth certificate is replicated to servers of this role. */
  readonly oauth: boolean;
  /**
   * How the servers are called. `itself`: the pool is its only server. `others`: never as the pool.
   * `either`: Topology Builder offers a pool of a single computer, which has the pool's name, beside one of several.
   */
  readonly servers: 'itself' | 'others' | 'either';
  /** Whether the role publishes web services. */
  readonly web: boolean;
  /** Whether clients sign in there, so that they may look for `sip.DOMAIN`. */
  readonly signIn: boolean;
  /** The products that have the role, oldest first. */
  readonly products: readonly [Product, ...Product[]];
}

const WEB_USAGES = ['Default', 'WebServicesInternal', 'WebServicesExternal'] as const satisfies readonly Usage[];
const DEFAULT_LAYOUT: readonly LayoutEntry[] = [{certificate: 'default', usages: ['Default']}];

/** What most roles have in common: servers that other servers of the deployment talk to, each with its own certificate. */
const INTERNAL = {
  usages: ['Default'],
  layout: DEFAULT_LAYOUT,
  oauth: false,
  servers: 'either',
  web: false,
  signIn: false,
  products: PRODUCTS,
} as const satisfies Omit<RoleFacts, 'title'>;

/** Where users are at home, or sent on from. */
const REGISTRAR = {
  usages: WEB_USAGES,
  layout: [{certificate: 'default', usages: WEB_USAGES}],
  oauth: true,
  servers: 'others',
  web: true,
  signIn: true,
  products: PRODUCTS,
} as const satisfies Omit<RoleFacts, 'title'>;

/** What each role needs ("Certificate requirements for internal servers", Lync Server 2013 library, and as noted). */
export const ROLE_FACTS: Readonly<Record<Role, RoleFacts>> = {
  frontEnd: {...REGISTRAR, title: 'Front End pool'},
  standardEdition: {...REGISTRAR, title: 'Standard Edition server', servers: 'itself'},
  director: {...REGISTRAR, title: 'Director pool', servers: 'either'},
  mediation: {...INTERNAL, title: 'Mediation pool'},
  // The Media Relay Authentication Service uses copies of one certificate on all members of a pool, whose key must
  // therefore be exportable (wizard, Name and Security Settings; "Plan for Edge Server certificates").
  edge: {
    ...INTERNAL,
    title: 'Edge pool',
    usages: ['Internal', 'AccessEdgeExternal', 'DataEdgeExternal', 'AudioVideoAuthentication', 'XmppServer'],
    layout: [
      {
        certificate: 'external',
        usages: ['AccessEdgeExternal', 'DataEdgeExternal', 'AudioVideoAuthentication'],
        shared: true,
        public: true,
      },
      {certificate: 'internal', usages: ['Internal'], shared: true},
    ],
  },
  // "What's deprecated or removed from Skype for Business Server 2019".
  persistentChat: {...INTERNAL, title: 'Persistent Chat pool', products: ['lync2013', 'sfb2015']},
  // "Plan for Video Interop Server in Skype for Business Server 2015", which brought the role.
  videoInterop: {...INTERNAL, title: 'Video Interop pool', products: ['sfb2015', 'sfb2019', 'sfbse']},
  survivableBranch: {...INTERNAL, title: 'Survivable Branch Appliance', servers: 'itself', signIn: true},
  // "General application activation", UCMA SDK: all computers of a pool use one certificate.
  trustedApplication: {
    ...INTERNAL,
    title: 'trusted application pool',
    layout: [{certificate: 'default', usages: ['Default'], shared: true}],
  },
  // "Request and configure a certificate for your reverse HTTP proxy": no role of the product, and no usage of its own.
  reverseProxy: {
    ...INTERNAL,
    title: 'reverse proxy',
    usages: ['ReverseProxy'],
    layout: [{certificate: 'external', usages: ['ReverseProxy'], shared: true, public: true}],
  },
};
