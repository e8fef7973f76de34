import type {Part} from '../core/diagnostic.ts';
import type {Deployment, ServerId} from '../core/model/desired.ts';
import type {Role} from '../core/model/role.ts';
import type {Secret} from '../core/secret.ts';
import type {Connection, ConnectionCapabilities} from '../engine/ports/connection.ts';
import type {Host} from '../engine/ports/host.ts';

/** Where a connection is declared. */
export interface ConnectionPlace {
  /** Its name in the configuration. */
  readonly name: string;
  /** Absolute folder that relative paths of the configuration start from. */
  readonly base: string;
  readonly deployment: Deployment;
  readonly host: Host;
}

/** What a connection is made with besides its settings. */
export interface ConnectionSite extends ConnectionPlace {
  /** Undefined for a server that the configuration does not know. */
  readonly roleOf: (server: ServerId) => Role | undefined;
  /**
   * What the settings refer to with `env:` and `file:`, by the name of the setting. One that could not be read may be
   * absent: whoever needs it says so.
   */
  readonly secrets: Readonly<Record<string, Secret>>;
}

/** A kind of connection as data. */
export interface ConnectionType<Settings extends {readonly type: string}> {
  readonly type: Settings['type'];
  readonly title: string;
  readonly can: ConnectionCapabilities;
  /** Reaches nothing yet; the problem says what is wrong with the settings. */
  create(settings: Settings, site: ConnectionSite): Promise<Part<Connection>>;
  /** Makes what must be there before the first use, for `init`. Absent where nothing has to be. */
  prepare?(settings: Settings, site: ConnectionPlace): Promise<Part<'made' | 'there'>>;
  /** Folders that the connection keeps beside the configuration and that do not belong into git. */
  privateFolders?(settings: Settings): readonly string[];
  /** The references to secrets that are set, by the name of the setting. Absent where there are none. */
  secretReferences?(settings: Settings): ReadonlyMap<string, string>;
}
