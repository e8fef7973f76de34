import type {PoolId} from '../model/desired.ts';
import type {Role} from '../model/role.ts';

/** Hosts of the simple URLs; of a simple URL only the host counts for certificates. */
export interface SimpleUrlHosts {
  readonly meet: readonly string[];
  readonly dialin?: string;
  readonly admin?: string;
  /** The site that has them for itself; absent for those of the whole deployment. */
  readonly site?: string;
}

/** Names of older clients' automatic sign-in that exist in DNS: `sipinternal.DOMAIN` and `sipexternal.DOMAIN`. */
export type LegacySignIn = 'sipinternal' | 'sipexternal';

/** What the deployment as a whole tells about names. All names are lower case. */
export interface DeploymentTopology {
  /** The first is the default SIP domain. */
  readonly sipDomains: readonly string[];
  readonly simpleUrls: SimpleUrlHosts;
  readonly legacySignIn?: readonly LegacySignIn[];
}

/** The names under which an Edge pool is reached from outside. All are lower case. */
export interface EdgeNames {
  readonly access: string;
  readonly webConferencing: string;
  readonly av: string;
  /** Domains of the XMPP proxy; empty where there is none. */
  readonly xmpp: readonly string[];
}

/** What a reverse proxy lets the outside reach. All names are lower case. */
export interface PublishedNames {
  /** External web services; those of the pool that gives the certificate its subject come first. */
  readonly webServices: readonly {readonly name: string; readonly pool: PoolId}[];
  /** Those of the deployment and of sites, as far as published pools use them. */
  readonly simpleUrls: readonly SimpleUrlHosts[];
  readonly officeWebApps?: string;
  readonly scheduler?: string;
}

/** What a pool tells about the names of its servers. All names are lower case. */
export interface PoolTopology {
  readonly fqdn: PoolId;
  readonly role: Role;
  /** Host of the internal web services; the pool's name where it is not overridden. */
  readonly webInternal: string;
  /** Host of the external web services; the pool's name where it is not overridden. */
  readonly webExternal: string;
  /** Whether clients find this pool by `sip.DOMAIN`. */
  readonly automaticSignIn: boolean;
  /** Of its site, where that has some of its own; else those of the deployment hold. */
  readonly simpleUrls?: SimpleUrlHosts;
  /** Of an Edge pool alone. */
  readonly edge?: EdgeNames;
  /** Of a reverse proxy alone. */
  readonly published?: PublishedNames;
}
