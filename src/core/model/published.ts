/** The topology as the product has it published: what was read, in the product's own words, before it is judged. */

/** Something that is installed on a pool. */
export interface PublishedService {
  /** As the product calls it: `Registrar` of Get-CsService, or `UserServices` of the XML. */
  readonly role: string;
  /** 6: Lync Server 2013, 7: Skype for Business Server 2015, 8: 2019 and what came after. */
  readonly version?: number;
  /** Of a registrar: users are at home elsewhere. */
  readonly director?: boolean;
  /** Of web services, where they go by other names than the pool's. */
  readonly web?: {readonly internal?: string; readonly external?: string};
  /** Of an Edge, as far as it was told. */
  readonly edge?: PublishedEdge;
}

export interface PublishedEdge {
  readonly access?: string;
  readonly webConferencing?: string;
  readonly av?: string;
  /** Name of the internal interfaces where a load balancer stands before them. */
  readonly internal?: string;
  /** Whether the XMPP proxy runs there. */
  readonly xmpp?: boolean;
}

/** What the XML calls a cluster: a pool, a database server, a file share, a gateway. */
export interface PublishedPool {
  readonly fqdn: string;
  readonly site?: string;
  readonly computers: readonly string[];
  /** Whether its computers have a copy of the management store, and with it the product's commands; absent where untold. */
  readonly replica?: boolean;
  readonly services: readonly PublishedService[];
}

/** A simple URL. */
export interface PublishedUrl {
  /** Name of the site that has it for itself; absent for those of the whole deployment. */
  readonly site?: string;
  /** `Meet`, `Dialin`, `Cscp` (the control panel, which some call `Admin`). */
  readonly component: string;
  /** The SIP domain, or `*`. */
  readonly domain?: string;
  readonly active: string;
  /** Others that lead there too. */
  readonly others: readonly string[];
}

export interface Published {
  /** The default comes first. */
  readonly sipDomains: readonly string[];
  readonly pools: readonly PublishedPool[];
  /** Absent where the source does not tell: the XML of Get-CsTopology has none. */
  readonly simpleUrls?: readonly PublishedUrl[];
}

/** What a server told when it was asked for the topology. */
export interface ToldTopology {
  /** The central management store as its commands tell it. */
  readonly store?: Published;
  /** The server's own copy of the topology, where the store could not be reached. */
  readonly replica?: {readonly xml: string; readonly simpleUrls?: readonly PublishedUrl[]; readonly because: string};
  /** In the words of Get-CsServerVersion. */
  readonly version?: string;
}
