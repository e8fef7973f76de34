// Generated from schemas/ by `npm run generate`. Change the schemas, not this file.
/**
 * A short name: lower-case letters, digits and hyphens, beginning with a letter.
 */
export type Label = string;
/**
 * The product and its version.
 */
export type Product = 'lync2013' | 'sfb2015' | 'sfb2019' | 'sfbse';
/**
 * A DNS domain, for example contoso.com.
 */
export type Domain = string;
/**
 * An https address without a port. Only its host counts for certificates.
 */
export type WebAddress = string;
/**
 * What the product uses the certificate for (the -Type of Set-CsCertificate). ReverseProxy is not the product's: it is the listener of a reverse proxy.
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
  | 'ReverseProxy'
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
 * Whose name is the subject of a certificate that serves nothing but web services. Default: pool; server on a Director.
 */
export type WebSubject = 'pool' | 'server';
/**
 * Whether certificates for WebServicesExternal carry the name of the control panel. Default: false.
 */
export type AdminOutside = boolean;
/**
 * Whether certificates for AudioVideoAuthentication carry the name of the A/V Edge service. Default: false.
 */
export type AvName = boolean;
/**
 * domain: contoso.com, host: xmpp.contoso.com, wildcard: *.contoso.com.
 */
export type XmppForm = 'domain' | 'host' | 'wildcard';
/**
 * Hash of the request's signature, which most CAs follow. Default: sha256.
 */
export type Signature = 'sha256' | 'sha384' | 'sha512';
/**
 * How long before its end a certificate is renewed: a share of its lifetime (33%), days (30 days) or hours (12 hours). Default: 33%.
 */
export type RenewBefore = string;
/**
 * A share of renewBefore by which renewals are brought forward, each certificate by a part of it that is its own and never changes, so that a fleet is not renewed in one night. Default: 10%. 0% renews all alike.
 */
export type RenewSpread = string;
/**
 * How long a certificate is kept after its successor took over everywhere, in days or hours (7 days), or never. Only certificates that cscert made and nothing uses any more are removed. Default: 7 days.
 */
export type RetireAfter = string;
/**
 * Who issues. The type decides which other settings there are.
 */
export type Authority = LocalAuthority | OfflineAuthority | AdcsAuthority;
/**
 * Changes that the authority makes to what it is asked for, and that are accepted: its answer is stored and used, with a warning. Whatever is not named here is refused, and never asked for twice.
 *
 * @minItems 1
 */
export type Tolerate = ('subject' | 'missingNames' | 'surplusNames' | 'eku' | 'keyUsage' | 'template')[];
/**
 * How servers are reached. The type decides which other settings there are.
 */
export type Connection = DirectoryConnection | PowershellConnection;
/**
 * Whether the services of a server are restarted after its assignments have changed, in the same window, one server of a pool after the other: never, or afterAssign. Calls and conferences on a server end with its services. What is staged needs no restart. Default: never.
 */
export type Restart = 'never' | 'afterAssign';

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
  readonly product: Product;
  /**
   * The SIP domains. The first is the default: it names the OAuth certificate.
   *
   * @minItems 1
   */
  readonly sipDomains: readonly Domain[];
  readonly simpleUrls?: SimpleUrls;
  /**
   * Sites with something of their own, by a name of your choice. A pool belongs to one by site: NAME.
   */
  readonly sites?: {
    readonly [k: string]: Site;
  };
  /**
   * Fallback names of automatic sign-in that exist in DNS: sipinternal.DOMAIN (then the Default certificates where clients sign in carry it) and sipexternal.DOMAIN (then the external certificates of Edge pools do), for every SIP domain. Default: none.
   */
  readonly legacySignIn?: readonly ('sipinternal' | 'sipexternal')[];
  /**
   * The server that makes what is global (the certificate of OAuthTokenIssuer) and assigns it for all: one whose sessions reach the central management store. Default: the server that has the certificate or its request, else the first by name.
   */
  readonly globalVia?: string;
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
 * What a site has of its own.
 */
export interface Site {
  readonly simpleUrls?: SimpleUrls1;
}
/**
 * The simple URLs of meetings, dial-in and administration.
 */
export interface SimpleUrls1 {
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
   * server: each server has a certificate and a key of its own. pool: all servers share one, whose key is copied to them. Default: pool for Edge pools, trusted application pools and reverse proxies, server for all others.
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
  readonly names?: Names;
  /**
   * Extended key usages. Default: serverAuth, and clientAuth for the Default usage of Front Ends, Standard Edition servers and Directors and for the Internal usage of Edge servers.
   *
   * @minItems 1
   */
  readonly eku?: readonly ('serverAuth' | 'clientAuth')[];
  readonly signature?: Signature;
  readonly renewBefore?: RenewBefore;
  readonly renewSpread?: RenewSpread;
  readonly retireAfter?: RetireAfter;
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
 * Organization and place in the subject. The common name follows from the topology, except where it is written.
 */
export interface Subject {
  /**
   * Common name (CN) instead of the one that follows from the topology. Only on certificates whose subject the product leaves open: those of the deployment, of Edge pools and of reverse proxies; for example the name of a hardware load balancer before the internal interfaces of an Edge pool.
   */
  readonly commonName?: string;
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
 * Changes to the subject alternative names that follow from the topology, and choices where the product's documents contradict each other.
 */
export interface Names {
  /**
   * Names to add, such as those of SIP domains to come.
   */
  readonly add?: readonly HostName[];
  /**
   * Names to leave out.
   */
  readonly leaveOut?: readonly HostName[];
  /**
   * *.DOMAIN in place of the names of meetings, dial-in and automatic discovery, of each domain that they are in. Only in certificates that serve nothing but web services, and in those of reverse proxies. Default: false.
   */
  readonly wildcard?: boolean;
  readonly webSubject?: WebSubject;
  readonly adminOutside?: AdminOutside;
  readonly avName?: AvName;
  /**
   * What certificates for XmppServer carry of each XMPP domain: domain (contoso.com), host (xmpp.contoso.com), wildcard (*.contoso.com). Default: [domain].
   *
   * @minItems 1
   */
  readonly xmpp?: readonly XmppForm[];
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
   * How many certificates may be asked for one declared certificate within 24 hours. It stops a loop before it floods a CA. Default: 3.
   */
  readonly issuesPerDay?: number;
  readonly tolerate?: Tolerate;
  /**
   * Where the CA keeps its keys and its register, relative to the configuration.
   */
  readonly folder: string;
  /**
   * Common name of the issuing CA. Default: made from the deployment's and the authority's names.
   */
  readonly name?: string;
  /**
   * Encrypts the CA's private keys when they are made. Without it they are kept in clear, readable by their owner alone. Those of a CA that was made without it stay in clear until somebody encrypts them, and every run says so.
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
   * Which command on the server makes the key and its request. certreq: the one of Windows, with everything as declared. Request-CsCertificate: the product's own, as the Certificate Wizard calls it; it chooses hash and provider itself and adds the names that it computes. Either needs a connection of type powershell, but certreq also stands for what another connection has in its place. Default: certreq.
   */
  readonly requestWith?: 'certreq' | 'Request-CsCertificate';
  /**
   * How many certificates may be asked for one declared certificate within 24 hours. It stops a loop before it floods a CA. Default: 3.
   */
  readonly issuesPerDay?: number;
  readonly tolerate?: Tolerate;
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
 * An enterprise CA of Active Directory Certificate Services, asked by each server itself with certreq. The server needs a connection of type powershell.
 */
export interface AdcsAuthority {
  /**
   * An enterprise CA (AD CS).
   */
  readonly type: 'adcs';
  /**
   * Who asks the CA. server: the server that needs the certificate.
   */
  readonly via: 'server';
  /**
   * The CA as host\CA name, for example ca01.contoso.com\Contoso Issuing CA. certutil without arguments lists those of the forest. auto: the one of that list that issues the template; several, or none, are an error that names them.
   */
  readonly ca: string;
  /**
   * Whose account asks. computer: that of the server, which needs the right to enroll with the template. session: that of the session on the server, which must be able to reach the CA. account: the one of account, with its password, as the wizard's alternate credentials; only with requestWith: Request-CsCertificate, and a risk that every plan names, since a log on the server may keep the password. Default: computer.
   */
  readonly enrollAs?: 'computer' | 'session' | 'account';
  /**
   * The account that asks the CA, with enrollAs: account. It needs the right to enroll with the template, and no other.
   */
  readonly account?: {
    /**
     * Domain and name, for example CONTOSO\enroll.
     */
    readonly user: string;
    /**
     * Where the password of the account is found.
     */
    readonly password: string;
  };
  /**
   * Which command on the server makes the key and its request. certreq: the one of Windows, with everything as declared. Request-CsCertificate: the product's own, as the Certificate Wizard calls it; it chooses hash and provider itself and adds the names that it computes. Either needs a connection of type powershell, but certreq also stands for what another connection has in its place. Default: certreq.
   */
  readonly requestWith?: 'certreq' | 'Request-CsCertificate';
  /**
   * How many certificates may be asked for one declared certificate within 24 hours. It stops a loop before it floods a CA. Default: 3.
   */
  readonly issuesPerDay?: number;
  readonly tolerate?: Tolerate;
  /**
   * The root certificates that an answer's chain may end in, each as a file or as a fingerprint. No other root becomes trusted by an answer.
   *
   * @minItems 1
   *
   * Items: A root certificate: the path of its file (PEM or DER), relative to the configuration, or sha256: and the 64 hex digits of its SHA-256 fingerprint.
   */
  readonly roots: readonly string[];
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
 * Real servers, through Windows PowerShell and the product's own commands. Nothing is installed on them.
 */
export interface PowershellConnection {
  /**
   * Real servers, through Windows PowerShell.
   */
  readonly type: 'powershell';
  /**
   * How PowerShell on a server is reached. local: cscert runs on the server itself. remoting: from a Windows computer, by PowerShell remoting (WinRM). ssh: from any computer, by OpenSSH on the server.
   */
  readonly transport: 'local' | 'remoting' | 'ssh';
  /**
   * The PowerShell that is started: on the server, with remoting where cscert runs. The commands of the product need Windows PowerShell. Default: powershell.exe.
   */
  readonly executable?: string;
  /**
   * Where servers are reached whose names do not resolve: a host name or an IP address, with a port where it is not the usual one, by server.
   */
  readonly addresses?: {
    readonly [k: string]: string;
  };
  /**
   * How long a server may take. One that takes longer counts as unreachable, and what was begun there is ended.
   */
  readonly timeouts?: {
    /**
     * Until PowerShell on the server has begun to answer. Default: 60 seconds.
     */
    readonly connect?: string;
    /**
     * For reading the stores and assignments of a server, which loads the commands of the product. Default: 3 minutes.
     */
    readonly read?: string;
    /**
     * For one step, whatever it is. Default: as long as each kind of step needs, from 1 to 10 minutes.
     */
    readonly step?: string;
  };
  /**
   * Settings of the transport remoting.
   */
  readonly remoting?: {
    /**
     * http is encrypted too, by Kerberos or Negotiate; https needs a certificate for WinRM on each server. Default: http.
     */
    readonly scheme?: 'http' | 'https';
    /**
     * Default: 5985 for http, 5986 for https.
     */
    readonly port?: number;
    /**
     * Who is believed: kerberos in a domain; negotiate, or certificate, outside; credssp hands the password on, so that the server can reach a CA or the management store as this account. Default: kerberos.
     */
    readonly authentication?: 'kerberos' | 'negotiate' | 'certificate' | 'credssp';
    /**
     * Another account than the one that runs cscert.
     */
    readonly credential?: {
      /**
       * DOMAIN\user, or user@domain.
       */
      readonly user: string;
      /**
       * Where its password is found.
       */
      readonly password: string;
    };
    /**
     * Thumbprint of the client certificate in the store of the account that runs cscert, for authentication: certificate.
     */
    readonly certificate?: string;
  };
  /**
   * Settings of the transport ssh.
   */
  readonly ssh?: {
    /**
     * The account on the server: an administrator. Default: the user who runs cscert.
     */
    readonly user?: string;
    /**
     * File of the private key, relative to the configuration, or agent: the keys that the SSH agent holds. Default: agent.
     */
    readonly identity?: string;
    /**
     * Where the passphrase of the private key is found, if it has one.
     */
    readonly passphrase?: string;
    /**
     * How a server proves that it is the right one: a file in the form of known_hosts, relative to the configuration, or the fingerprint of its key (SHA256:...) by server. A server with another key, or none that is known, is refused. Default: ~/.ssh/known_hosts.
     */
    readonly hostKeys?:
      | string
      | {
          readonly [k: string]: string;
        };
    /**
     * Default: 22.
     */
    readonly port?: number;
  };
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
  readonly names?: NamesInDefaults;
  readonly signature?: Signature;
  readonly renewBefore?: RenewBefore;
  readonly renewSpread?: RenewSpread;
  readonly retireAfter?: RetireAfter;
  readonly maintenance?: Maintenance;
  readonly restart?: Restart;
}
/**
 * Choices about names where the product's documents contradict each other, for all certificates that they concern.
 */
export interface NamesInDefaults {
  readonly webSubject?: WebSubject;
  readonly adminOutside?: AdminOutside;
  readonly avName?: AvName;
  /**
   * What certificates for XmppServer carry of each XMPP domain: domain (contoso.com), host (xmpp.contoso.com), wildcard (*.contoso.com). Default: [domain].
   *
   * @minItems 1
   */
  readonly xmpp?: readonly XmppForm[];
}
/**
 * When assignments may change: in one of these windows. Requests are made at any time. A certificate that would end before the next window is assigned at once. Default: at any time.
 */
export interface Maintenance {
  /**
   * The place whose clocks are meant, by its IANA name, for example Europe/Berlin or UTC.
   */
  readonly timeZone: string;
  /**
   * The windows. One is enough.
   *
   * @minItems 1
   * @maxItems 50
   *
   * Items: A window on some days of the week.
   */
  readonly windows: {
    /**
     * The days on which it begins. Default: every day.
     *
     * @minItems 1
     */
    readonly days?: readonly ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
    /**
     * When it opens, as 22:00.
     */
    readonly from: string;
    /**
     * When it closes, as 04:00: on the next day where that is not later than from.
     */
    readonly to: string;
  }[];
}
/**
 * One pool: its role, its servers and, if the usual layout will not do, its certificates.
 */
export interface Pool {
  /**
   * The role of the pool's servers. persistentChat: Lync Server 2013 and Skype for Business Server 2015 only. videoInterop: from Skype for Business Server 2015 on. reverseProxy: no role of the product, but part of every deployment.
   */
  readonly role:
    | 'frontEnd'
    | 'standardEdition'
    | 'director'
    | 'mediation'
    | 'edge'
    | 'persistentChat'
    | 'videoInterop'
    | 'survivableBranch'
    | 'trustedApplication'
    | 'reverseProxy';
  /**
   * The product and its version.
   */
  readonly product?: 'lync2013' | 'sfb2015' | 'sfb2019' | 'sfbse';
  /**
   * A short name: lower-case letters, digits and hyphens, beginning with a letter.
   */
  readonly site?: string;
  /**
   * A short name: lower-case letters, digits and hyphens, beginning with a letter.
   */
  readonly connection?: string;
  /**
   * The servers of the pool. A Standard Edition server and a Survivable Branch Appliance are their own pool and need none. A pool of a single computer names itself here, except for frontEnd, whose servers never have the pool's name.
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
  readonly reverseProxy?: ReverseProxy;
  /**
   * Whether clients find this pool by sip.DOMAIN, so that its Default certificate carries those names. Default: true for Front End, Standard Edition, Director and Survivable Branch Appliance.
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
/**
 * What a reverse proxy publishes besides simple URLs and automatic discovery.
 */
export interface ReverseProxy {
  /**
   * The pools whose external web services it publishes. Default: all that have web services.
   *
   * @minItems 1
   */
  readonly pools?: readonly HostName[];
  /**
   * A fully qualified host name, for example fe01.contoso.com.
   */
  readonly officeWebApps?: string;
  /**
   * A fully qualified host name, for example fe01.contoso.com.
   */
  readonly scheduler?: string;
}
