/** What the configuration says of a PowerShell connection: see schemas/connections/powershell.schema.json. */
export interface PowerShellSettings {
  readonly type: 'powershell';
  readonly transport: 'local' | 'remoting' | 'ssh';
  /** Default: powershell.exe. */
  readonly executable?: string;
  /** By server: a host name or an IP address, with a port where it is not the usual one. */
  readonly addresses?: Readonly<Record<string, string>>;
  /** Durations in words. */
  readonly timeouts?: {readonly connect?: string; readonly read?: string; readonly step?: string};
  readonly remoting?: {
    readonly scheme?: 'http' | 'https';
    readonly port?: number;
    readonly authentication?: 'kerberos' | 'negotiate' | 'certificate' | 'credssp';
    /** The password by reference. */
    readonly credential?: {readonly user: string; readonly password: string};
    /** Thumbprint of a client certificate. */
    readonly certificate?: string;
  };
  readonly ssh?: {
    readonly user?: string;
    /** A file relative to the configuration, or `agent`. */
    readonly identity?: string;
    /** By reference. */
    readonly passphrase?: string;
    /** A file in the form of known_hosts, or fingerprints by server. */
    readonly hostKeys?: string | Readonly<Record<string, string>>;
    readonly port?: number;
  };
}

/** The PowerShell that is started when none is named. */
export const WINDOWS_POWERSHELL = 'powershell.exe';

/** How long a server may take, in milliseconds. */
export interface Limits {
  /** Until PowerShell has answered the first frame. */
  readonly connect: number;
  /** For one call of this verb. */
  readonly verb: (name: VerbName) => number;
}

/**
 * How long each verb may take, in seconds. Loading the product's commands takes up to a minute on a server that has
 * just started; restarting services waits for calls to end.
 */
export const VERB_SECONDS = {
  read: 180,
  lock: 60,
  unlock: 60,
  trust: 60,
  'create-request': 180,
  'product-request': 300,
  'product-pending': 120,
  note: 60,
  relay: 240,
  install: 180,
  mark: 60,
  prove: 180,
  assign: 300,
  'drop-previous': 300,
  'discard-request': 60,
  remove: 60,
  'owe-restart': 60,
  restart: 600,
  'export-shared': 120,
  'import-shared': 120,
  topology: 300,
  preflight: 240,
  cas: 240,
} as const;

export type VerbName = keyof typeof VERB_SECONDS;

const CONNECT_SECONDS = 60;

/** What was declared, else the table above. */
export function limitsOf({timeouts = {}}: PowerShellSettings): Limits {
  const {connect, read, step} = timeouts;
  return {
    connect: connect === undefined ? CONNECT_SECONDS * 1000 : milliseconds(connect),
    verb(name) {
      const declared = name === 'read' ? read : step;
      return declared === undefined ? VERB_SECONDS[name] * 1000 : milliseconds(declared);
    },
  };
}

/** Of `90 seconds` or `5 minutes`; the schema has checked the form. */
function milliseconds(duration: string): number {
  const [, count = '', unit = ''] = /^(\d+) ?(second|minute)/.exec(duration) ?? [];
  return Number(count) * (unit === 'minute' ? 60_000 : 1000);
}

/** The references to secrets that are set, by the name of the setting. */
export function secretReferences({remoting, ssh}: PowerShellSettings): ReadonlyMap<string, string> {
  const password = remoting?.credential?.password;
  const passphrase = ssh?.passphrase;
  return new Map([
    ...(password === undefined ? [] : [['remoting.credential.password', password] as const]),
    ...(passphrase === undefined ? [] : [['ssh.passphrase', passphrase] as const]),
  ]);
}
