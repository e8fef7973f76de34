import type {Usage} from './usage.ts';

/** Roles of the product that have certificates, as the configuration names them. */
export const ROLES = ['frontEnd', 'standardEdition', 'director', 'mediation', 'edge'] as const;

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
  /** Whether the role has exactly one server, whose name is the pool's. */
  readonly single: boolean;
  /** Whether the role publishes web services. */
  readonly web: boolean;
}

const WEB_USAGES = ['Default', 'WebServicesInternal', 'WebServicesExternal'] as const satisfies readonly Usage[];
const WEB_LAYOUT: readonly LayoutEntry[] = [{certificate: 'default', usages: WEB_USAGES}];

/** What each role needs ("Certificate requirements for internal servers", Lync Server 2013 library). */
export const ROLE_FACTS: Readonly<Record<Role, RoleFacts>> = {
  frontEnd: {title: 'Front End pool', usages: WEB_USAGES, layout: WEB_LAYOUT, oauth: true, single: false, web: true},
  standardEdition: {
    title: 'Standard Edition server',
    usages: WEB_USAGES,
    layout: WEB_LAYOUT,
    oauth: true,
    single: true,
    web: true,
  },
  director: {title: 'Director pool', usages: WEB_USAGES, layout: WEB_LAYOUT, oauth: true, single: false, web: true},
  mediation: {
    title: 'Mediation pool',
    usages: ['Default'],
    layout: [{certificate: 'default', usages: ['Default']}],
    oauth: false,
    single: false,
    web: false,
  },
  // The Media Relay Authentication Service uses copies of one certificate on all members of a pool, whose key must
  // therefore be exportable (wizard, Name and Security Settings; "Plan for Edge Server certificates").
  edge: {
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
    oauth: false,
    single: false,
    web: false,
  },
};
