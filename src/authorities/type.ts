import type {Part} from '../core/diagnostic.ts';
import type {Deployment} from '../core/model/desired.ts';
import type {Secret} from '../core/secret.ts';
import type {Authority, AuthorityCapabilities} from '../engine/ports/authority.ts';
import type {Host} from '../engine/ports/host.ts';

/** What an authority is made with besides its settings. */
export interface AuthoritySite {
  /** Its name in the configuration. */
  readonly name: string;
  /** Absolute folder that relative paths of the configuration start from. */
  readonly base: string;
  readonly deployment: Deployment;
  readonly host: Host;
  /**
   * What the settings refer to with `env:` and `file:`, by the name of the setting. One that could not be read may be
   * absent: a plan on a runner that has no secrets must still be possible.
   */
  readonly secrets: Readonly<Record<string, Secret>>;
}

/** A kind of authority as data. */
export interface AuthorityType<Settings extends {readonly type: string}, Made extends Authority = Authority> {
  readonly type: Settings['type'];
  readonly title: string;
  readonly can: AuthorityCapabilities;
  /** The references to secrets (`env:NAME`, `file:PATH`) that are set, by the name of the setting. Absent: there are none. */
  secretReferences?(settings: Settings): ReadonlyMap<string, string>;
  /** Reaches nothing yet; the problem says what is wrong with the settings. */
  create(settings: Settings, site: AuthoritySite): Promise<Part<Made>>;
  /** Folders that the authority keeps beside the configuration and that do not belong into git. */
  privateFolders?(settings: Settings): readonly string[];
}
