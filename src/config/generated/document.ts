// Generated from schemas/ by `npm run generate`. Change the schemas, not this file.
/**
 * A short name: lower-case letters, digits and hyphens, beginning with a letter.
 */
export type Label = string;
/**
 * A DNS domain, for example contoso.com.
 */
export type Domain = string;
/**
 * An https address without a port. Only its host counts for certificates.
 */
export type WebAddress = string;
/**
 * What the product uses the certificate for (the -Type of Set-CsCertificate).
 */
export type Usage =
  | 'Default'
  | 'WebServicesInternal'
  | 'WebServicesExternal'
  | 'Internal'
  | 'AccessEdgeExternal'
  | 'DataEdgeExternal'
  | 'AudioVideoAuthentication'
  | 'XmppServer'
  | 'OAuthTokenIssuer';
/**
 * Certificate template of the CA, by its name and not by its display name. Default: WebServer.
 */
export type Template = string;
/**
 * A fully qualified host name, for example fe01.contoso.com.
 */
export type HostName = string;
/**
 * Hash of the request's signature, which most CAs follow. Default: sha256.
 */
export type Signature = 'sha256' | 'sha384' | 'sha512';
/**
 * How long before its end a certificate is renewed: a share of its lifetime (33%), days (30 days) or hours (12 hours). Default: 33%.
 */
export type RenewBefore = string;
/**
 * Who issues. The type decides which other settings there are.
 */
export type Authority = LocalAuthority | OfflineAuthority;
/**
 * How servers are reached. The type decides which other settings there are.
 */
export type Connection = DirectoryConnection;

/**
 * The certificates that a Lync Server or Skype for Business Server deployment must have. One file, or a folder of files that merge.
 */
export interface Document {
  readonly deployment?: Deployment;
  /**
   * Who issues certificates, by a name of your choice.
   */
  readonly authorities?: {
    readonly [k: string]: Authority;
  };
  /**
   * How servers are reached, by a name of your choice.
   */
  readonly connections?: {
    readonly [k: string]: Connection;
  };
  readonly defaults?: Defaults;
  /**
   * The pools of the topology, by their fully qualified domain names.
   */
  readonly pools?: {
    readonly [k: string]: Pool;
  };
}
/**
 * What holds for the whole topology.
 */
export interface Deployment {
  readonly name: Label;
  /**
   * The product and its version.
   */
  readonly product: 'lync2013' | 'sfb2015' | 'sfb2019' | 'sfbse';
  /**
   * The SIP domains. The first is the default: it names the OAuth certificate.
   *
   * @minItems 1
   */
  readonly sipDomains: readonly Domain[];
  readonly simpleUrls?: SimpleUrls;
  /**
   * Certificates of the deployment as a whole. Without it: one named oauth, for OAuthTokenIssuer.
   */
  readonly certificates?: {
    readonly [k: string]: Certificate;
  };
}
/**
 * The simple URLs of meetings, dial-in and administration.
 */
export interface SimpleUrls {
  /**
   * Meeting addresses, one or one for each SIP domain.
   */
  readonly meet?: WebAddress | readonly WebAddress[];
  /**
   * An https address without a port. Only its host counts for certificates.
   */
  readonly dialin?: string;
  /**
   * An https address without a port. Only its host counts for certificates.
   */
  readonly admin?: string;
}
/**
 * One certificate: what it is used for and what it is like. Everything but its usages has a default.
 */
export interface Certificate {
  /**
   * What the certificate is assigned to. May be left out where the name is one of the role's usual layout.
   *
   * @minItems 1
   */
  readonly usages?: readonly Usage[];
  /**
   * server: each server has a certificate and a key of its own. pool: all servers share one, whose key is copied to them. Default: pool for Edge pools, server for all others.
   */
  readonly scope?: 'server' | 'pool';
  /**
   * A short name: lower-case letters, digits and hyphens, beginning with a letter.
   */
  readonly authority?: string;
  /**
   * auto: it is assigned as soon as it is there. manual: it is requested and stored, and assigned by cscert apply --assign ADDRESS. Default: auto.
   */
  readonly assign?: 'auto' | 'manual';
  readonly use?: Use;
  readonly template?: Template;
  /**
   * The name that the certificate store shows. Without it one is generated.
   */
  readonly friendlyName?: string;
  readonly key?: Key;
  readonly subject?: Subject;
  /**
   * The SIP domains whose names it carries. Without it: all of the deployment.
   */
  readonly sipDomains?: readonly Domain[];
  /**
   * Changes to the subject alternative names that follow from the topology.
   */
  readonly names?: {
    /**
     * Names to add, such as those of SIP domains to come.
     */
    readonly add?: readonly HostName[];
    /**
     * Names to leave out.
     */
    readonly leaveOut?: readonly HostName[];
  };
  /**
   * Extended key usages. Default: serverAuth, and clientAuth for the Default usage of Front Ends, Standard Edition servers and Directors and for the Internal usage of Edge servers.
   *
   * @minItems 1
   */
  readonly eku?: readonly ('serverAuth' | 'clientAuth')[];
  readonly signature?: Signature;
  readonly renewBefore?: RenewBefore;
}
/**
 * A certificate that exists already is used, and nothing is requested. Either thumbprint, or pfx.
 */
export interface Use {
  /**
   * Thumbprint (SHA-1, 40 hex digits) of a certificate in the server's store, as Windows shows it, with or without blanks.
   */
  readonly thumbprint?: string;
  /**
   * Path of a PFX file with the certificate and its key, relative to the configuration. It does not belong into git.
   */
  readonly pfx?: string;
  /**
   * Where the password of the PFX file is found.
   */
  readonly password?: string;
}
/**
 * The private key.
 */
export interface Key {
  /**
   * Bits of the RSA key: 2048 (the default) or 4096.
   */
  readonly size?: number;
  /**
   * Whether the key may leave the server it was made on. Default: false; true for OAuthTokenIssuer, which the product replicates, and for what a pool shares.
   */
  readonly exportable?: boolean;
}
/**
 * Organization and place in the subject. The common name follows from the topology.
 */
export interface Subject {
  /**
   * Organization (O).
   */
  readonly organization?: string;
  /**
   * Organizational unit (OU). Public CAs refuse it.
   */
  readonly organizationalUnit?: string;
  /**
   * City (L).
   */
  readonly city?: string;
  /**
   * State or province (ST).
   */
  readonly state?: string;
  /**
   * Country (C), two capital letters of ISO 3166.
   */
  readonly country?: string;
}
/**
 * A CA of cscert's own, made on first use: a root and an issuing CA in a folder. For laboratories, tests and small closed deployments.
 */
export interface LocalAuthority {
  /**
   * A CA of cscert's own.
   */
  readonly type: 'local';
  /**
   * Where the CA keeps its keys and its register, relative to the configuration.
   */
  readonly folder: string;
  /**
   * Common name of the issuing CA. Default: made from the deployment's and the authority's names.
   */
  readonly name?: string;
  /**
   * Encrypts the CA's private keys. Without it they are kept in clear, readable by their owner alone.
   */
  readonly passphrase?: string;
  /**
   * required: a request waits until a person approves it with cscert ca approve. Default: it is answered at once.
   */
  readonly approval?: 'required';
  /**
   * What the CA issues, by the name of the template. Without it: WebServer.
   */
  readonly profiles?: {
    /**
     * The rules of one template.
     */
    readonly [k: string]: {
      /**
       * Lifetime of a certificate, in days or hours. Default: 365 days.
       */
      readonly validity?: string;
      /**
       * Extended key usages that a request may ask for. Default: serverAuth and clientAuth.
       *
       * @minItems 1
       */
      readonly eku?: readonly ('serverAuth' | 'clientAuth')[];
      /**
       * Names that a request may ask for, as patterns: contoso.com, or *.contoso.com for everything below it. Default: any.
       *
       * @minItems 1
       */
      readonly names?: readonly string[];
    };
  };
}
/**
 * A CA that people ask for cscert: the request lies as a file in a folder, and the answer is put beside it, under any name.
 */
export interface OfflineAuthority {
  /**
   * Requests and answers as files in a folder.
   */
  readonly type: 'offline';
  /**
   * Where requests are written and answers are looked for, relative to the configuration. It may be committed: it holds no keys.
   */
  readonly folder: string;
  /**
   * The root certificates that an answer's chain may end in. No other root becomes trusted by an answer.
   */
  readonly roots: readonly string[] | 'fromResponse';
}
/**
 * Keeps each server's certificate stores and assignments as files in a folder. Runs anywhere and needs nothing else.
 */
export interface DirectoryConnection {
  /**
   * Stores as files in a folder.
   */
  readonly type: 'directory';
  /**
   * The folder, relative to the configuration. Each server has a folder of its own in it.
   */
  readonly folder: string;
}
/**
 * What holds for every certificate that does not say otherwise: in the whole deployment or, below a pool, in that pool.
 */
export interface Defaults {
  /**
   * A short name: lower-case letters, digits and hyphens, beginning with a letter.
   */
  readonly authority?: string;
  /**
   * A short name: lower-case letters, digits and hyphens, beginning with a letter.
   */
  readonly publicAuthority?: string;
  /**
   * A short name: lower-case letters, digits and hyphens, beginning with a letter.
   */
  readonly connection?: string;
  readonly template?: Template;
  readonly key?: Key;
  readonly subject?: Subject;
  readonly signature?: Signature;
  readonly renewBefore?: RenewBefore;
}
/**
 * One pool: its role, its servers and, if the usual layout will not do, its certificates.
 */
export interface Pool {
  /**
   * The role of the pool's servers.
   */
  readonly role: 'frontEnd' | 'standardEdition' | 'director' | 'mediation' | 'edge';
  /**
   * A short name: lower-case letters, digits and hyphens, beginning with a letter.
   */
  readonly connection?: string;
  /**
   * The servers of the pool. A Standard Edition pool is its own server and needs none.
   */
  readonly servers?:
    | readonly HostName[]
    | {
        readonly [k: string]: null | Server;
      };
  /**
   * Host names of the pool's web services.
   */
  readonly webServices?: {
    /**
     * A fully qualified host name, for example fe01.contoso.com.
     */
    readonly internal?: string;
    /**
     * A fully qualified host name, for example fe01.contoso.com.
     */
    readonly external?: string;
  };
  readonly edge?: Edge;
  /**
   * Whether clients find this pool by sip.DOMAIN, so that its Default certificate carries those names. Default: true for Front End, Standard Edition and Director.
   */
  readonly automaticSignIn?: boolean;
  readonly defaults?: Defaults;
  /**
   * The pool's certificates by a name of your choice. Without it: the role's usual layout.
   */
  readonly certificates?: {
    readonly [k: string]: Certificate;
  };
}
/**
 * What is different on one server of the pool.
 */
export interface Server {
  /**
   * A short name: lower-case letters, digits and hyphens, beginning with a letter.
   */
  readonly connection?: string;
  /**
   * Settings for the pool's certificates that differ on this server.
   */
  readonly certificates?: {
    readonly [k: string]: Certificate;
  };
}
/**
 * The names under which an Edge pool is reached from outside. Several services may have the same name.
 */
export interface Edge {
  /**
   * A fully qualified host name, for example fe01.contoso.com.
   */
  readonly access: string;
  /**
   * A fully qualified host name, for example fe01.contoso.com.
   */
  readonly webConferencing: string;
  /**
   * A fully qualified host name, for example fe01.contoso.com.
   */
  readonly av: string;
  /**
   * Domains of the XMPP proxy (Lync Server 2013 and Skype for Business Server 2015). With it the external certificate of the usual layout is also for XmppServer.
   *
   * @minItems 1
   */
  readonly xmpp?: readonly Domain[];
}
