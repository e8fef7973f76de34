/**
 * What the simulated Windows world of `CsContract` is made of, as the files that the module reads (see CsContract/README.md).
 * The shapes here are the contract between tests and the module.
 */
import type {Document} from '../../../src/config/generated/document.ts';

/** The versions of Windows Server that the product runs on. Before 2019 a PFX with AES cannot be read. */
export type WindowsVersion = '2008R2' | '2012' | '2012R2' | '2016' | '2019' | '2022';

/** `server.json`: what a machine is, and who works on it. */
export interface ContractServer {
  readonly fqdn: string;
  /** Short name of the Active Directory domain, for accounts. */
  readonly netbios: string;
  /** Member of the domain; an Edge Server usually is none. */
  readonly joined: boolean;
  readonly os: WindowsVersion;
  readonly product: 'lync2013' | 'sfb2015' | 'sfb2019' | 'sfbse';
  /** Version of its Windows PowerShell. */
  readonly powershell: string;
  /** In which texts of dates are read. */
  readonly culture: string;
  /** Groups of the computer account, besides Domain Computers. */
  readonly groups: readonly string[];
  readonly session: ContractSession;
}

/** Who is logged on. */
export interface ContractSession {
  readonly user: string;
  /** A local administrator with a full token. */
  readonly elevated: boolean;
  /** Whether its ticket can be used for a further server: the CA, the Central Management store. */
  readonly secondHop: boolean;
  readonly groups: readonly string[];
}

/** `faults.json`: what goes wrong on a server. Read at every use. */
export interface ContractFaults {
  /** The server's clock is off by this many seconds. */
  readonly clockOffsetSeconds?: number;
  readonly stores?: Readonly<Partial<Record<'My' | 'CA' | 'Root' | 'REQUEST', 'unreadable'>>>;
  readonly certreq?: {
    readonly locale?: 'en' | 'de';
    /** This verb opens a window and waits for ever. */
    readonly hang?: 'new' | 'submit' | 'retrieve' | 'accept';
    /** Exit codes by verb. */
    readonly fail?: Readonly<Record<string, number>>;
    /** The exit code of a denied request, which sources do not settle; the HRESULT of the denial when not given. */
    readonly deniedExit?: number;
    /** The exit code of a request that waits; 0 when not given. */
    readonly pendingExit?: number;
    /** Installs also what ends in no trusted root, which Windows refuses. */
    readonly acceptUntrusted?: boolean;
  };
  readonly certutil?: {readonly hang?: string; readonly fail?: Readonly<Record<string, number>>};
  readonly ca?: {
    readonly unreachable?: boolean;
    /** The way breaks once it has a request: who asks about it is told its number, and no more. */
    readonly breaksOff?: boolean;
    /** Of this CA (`host\\name`) nothing comes back, so that who asks it waits for ever. */
    readonly silent?: string;
  };
  readonly cms?: {readonly unreachable?: boolean};
  /** `late`: nothing arrives here. */
  readonly replication?: 'late';
  /** The product's PowerShell module is not on this server, or talks on standard output when it is loaded. */
  readonly module?: 'missing' | 'banner';
  readonly product?: {
    /** `rollOnly`: the certificate before is remembered only for usages that can roll. */
    readonly previous?: 'rollOnly';
    /** `documented`: references have only the properties that the help names. */
    readonly reference?: 'documented';
    /** `always`: an assignment without a date is dated by the clock of the server. */
    readonly dates?: 'always';
    readonly use?: 'urn';
    /** `false`: OAuth is listed only when it is asked for by name. */
    readonly globalListed?: boolean;
    /** Keys of CNG can be assigned. */
    readonly takesCng?: boolean;
    /** The provider into which Import-CsCertificate puts a key, whatever the file says. */
    readonly importProvider?: string;
    /** The provider in which Request-CsCertificate makes a key. */
    readonly requestProvider?: string;
    /** `documented`: requests have only the properties that scripts of the field read. */
    readonly requests?: 'documented';
    /** `bare`: errors of Request-CsCertificate keep the number of what was wrong to themselves. */
    readonly errors?: 'bare';
    /** The name of a command that waits for ever. */
    readonly waits?: string;
    /** How the administration URL's component is called; `Admin` when not given. */
    readonly adminUrl?: 'Cscp';
  };
  /** `switchLive`: services take a new certificate without a restart. `stuck`: the last one does not stop. `dead`: none starts. */
  readonly services?: {readonly switchLive?: boolean; readonly stuck?: boolean; readonly dead?: boolean};
}

/** A certificate template of the forest. */
export interface ContractTemplate {
  readonly name: string;
  readonly displayName: string;
  /** Version 2 and later have one; version 1 is known by name alone. */
  readonly oid: string | null;
  /** A CA manager must approve. */
  readonly approval: boolean;
  /** "Supply in the request"; else the names come from the directory. */
  readonly suppliesSubject: boolean;
  /** Object identifiers that every certificate gets, whatever was asked for. */
  readonly eku: readonly string[];
  /** Bits as in the first octet of the extension, 0xa0 for digital signature and key encipherment. */
  readonly keyUsage: number;
  readonly minimumKeySize: number;
  readonly validityDays: number;
  /** Groups and accounts with the right to enrol. */
  readonly enroll: readonly string[];
  /** Demands an e-mail address in the directory, which computers have not. */
  readonly needsEmail: boolean;
}

/** A request in the CA's database. */
export interface ContractRequest {
  readonly id: number;
  /** `approved`: issued when somebody looks next. */
  readonly disposition: 'issued' | 'pending' | 'denied' | 'revoked' | 'approved';
  readonly status: number;
  readonly message: string;
  readonly requester: string;
  readonly template: string | null;
  readonly attributes: string;
  readonly submitted: string;
  readonly certificate: string | null;
  readonly request: string;
}

/** An account whose name and password may be given as `-CaAccount` and `-CaPassword`. */
export interface ContractAccount {
  /** `DOMAIN\\name`. */
  readonly name: string;
  readonly password: string;
  readonly groups: readonly string[];
}

/** What a forest is to be. Pools and deployment are written as in a configuration; everything has a default. */
export interface ForestOrder {
  readonly deployment?: Partial<NonNullable<Document['deployment']>>;
  readonly pools?: NonNullable<Document['pools']>;
  /** What differs on one server. */
  readonly servers?: Readonly<Record<string, ServerOrder>>;
  readonly templates?: readonly ContractTemplate[];
  /** Names of the templates that the CA issues; all when not given. */
  readonly published?: readonly string[];
  /** The CA heeds the `san:` attribute (EDITF_ATTRIBUTESUBJECTALTNAME2). */
  readonly sanAttribute?: boolean;
  readonly accounts?: readonly ContractAccount[];
  /** The number before that of the first request. */
  readonly firstId?: number;
  /** Whether the forest's root CA is in the Root store of its members, as Active Directory sees to. */
  readonly rootTrusted?: boolean;
  /** Where the forest's clock stands still. */
  readonly now?: Date;
}

/** Facts of a server that differ from the usual ones. */
export interface ServerOrder extends Partial<Omit<ContractServer, 'fqdn' | 'session'>> {
  readonly session?: Partial<ContractSession>;
  readonly faults?: ContractFaults;
}

/** The forest's CA, as it is called in `-config`. */
export const CA_HOST = 'ca01.contoso.com';
export const CA_NAME = 'Contoso Issuing CA';
export const CA_CONFIG = `${CA_HOST}\\${CA_NAME}`;

/** The accounts of a forest that orders none. */
export const ACCOUNTS: readonly ContractAccount[] = [
  {name: 'CONTOSO\\enroller', password: 'enrol-4711', groups: ['RTCUniversalServerAdmins']},
];

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

/** A template like the usual Web Server one. */
export function template(name: string, over: Partial<ContractTemplate> = {}): ContractTemplate {
  return {
    name,
    displayName: name,
    oid: null,
    approval: false,
    suppliesSubject: true,
    eku: [SERVER_AUTH],
    keyUsage: 0xa0,
    minimumKeySize: 1024,
    validityDays: 730,
    enroll: ['Domain Computers', 'RTCUniversalServerAdmins'],
    needsEmail: false,
    ...over,
  };
}

/** The templates of a forest that orders none. */
export const TEMPLATES: readonly ContractTemplate[] = [
  template('WebServer', {displayName: 'Web Server'}),
  template('WebServerApproval', {
    displayName: 'Web Server with approval',
    approval: true,
    oid: '1.3.6.1.4.1.311.21.8.1.2.3.4.5',
  }),
  template('LyncServer', {
    displayName: 'Lync Server',
    eku: [SERVER_AUTH, CLIENT_AUTH],
    oid: '1.3.6.1.4.1.311.21.8.1.2.3.4.6',
    minimumKeySize: 2048,
  }),
  template('Machine', {displayName: 'Computer', eku: [CLIENT_AUTH, SERVER_AUTH], suppliesSubject: false}),
  template('AdminsOnly', {displayName: 'Administrators only', enroll: ['RTCUniversalServerAdmins']}),
  template('MailServer', {displayName: 'Mail server', needsEmail: true}),
];
