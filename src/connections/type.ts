import type {Part} from '../core/diagnostic.ts';
import type {Deployment} from '../core/model/desired.ts';
import type {Connection, ConnectionCapabilities} from '../engine/ports/connection.ts';
import type {Host} from '../engine/ports/host.ts';

/** What a connection is made with besides its settings. */
export interface ConnectionSite {
  /** Its name in the configuration. */
  readonly name: string;
  /** Absolute folder that relative paths of the configuration start from. */
  readonly base: string;
  readonly deployment: Deployment;
  readonly host: Host;
}

/** A kind of connection as data. */
export interface ConnectionType<Settings extends {readonly type: string}> {
  readonly type: Settings['type'];
  readonly title: string;
  readonly can: ConnectionCapabilities;
  /** Reaches nothing yet; the problem says what is wrong with the settings. */
  create(settings: Settings, site: ConnectionSite): Promise<Part<Connection>>;
  /** Makes what must be there before the first use, for `init`. Absent where nothing has to be. */
  prepare?(settings: Settings, site: ConnectionSite): Promise<Part<'made' | 'there'>>;
  /** Folders that the connection keeps beside the configuration and that do not belong into git. */
  privateFolders?(settings: Settings): readonly string[];
}
