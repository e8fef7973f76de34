/**
 * A simulated Windows forest with the product, for tests of the PowerShell connection: a folder in which the module
 * `CsContract` plays the servers, the enterprise CA and the Central Management store. This side lays it down, reads
 * what became of it, and does what people do besides: the CA manager's decisions, faults, the clock.
 */
import {createHash} from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {forestAuthority} from './cs-contract/authority.ts';
import {readyKeys} from './cs-contract/ready-keys.ts';
import {type ContractTopology, serverOf, topologyOf} from './cs-contract/topology.ts';
import {
  ACCOUNTS,
  CA_HOST,
  CA_NAME,
  type ContractFaults,
  type ContractRequest,
  type ContractServer,
  type ForestOrder,
  TEMPLATES,
} from './cs-contract/world.ts';

/** An entry of a simulated store. */
export interface ContractEntry {
  readonly thumbprint: string;
  readonly subject: string;
  readonly friendlyName: string | null;
  /** Of its key; null where it has none. */
  readonly container: string | null;
  /** Base64. */
  readonly der: string;
}

/** What is kept of a key. */
export interface ContractKey {
  readonly provider: string;
  readonly providerType: number;
  readonly keySpec: number;
  readonly exportable: boolean;
  readonly access: readonly string[];
  /** Base64. */
  readonly pkcs8: string;
}

export class Forest {
  readonly root: string;
  readonly topology: ContractTopology;

  private constructor(root: string, topology: ContractTopology) {
    this.root = root;
    this.topology = topology;
  }

  /** In a temporary folder, or below the one that is named. */
  static lay(order: ForestOrder = {}, root = mkdtempSync(join(tmpdir(), 'cscert-forest-'))): Forest {
    const forest = new Forest(root, topologyOf(order));
    forest.#layForest(order);
    for (const pool of forest.topology.pools) {
      for (const fqdn of pool.computers) {
        const {faults} = order.servers?.[fqdn] ?? {};
        const server = serverOf(forest.topology, pool, fqdn, order.servers?.[fqdn]);
        forest.#write(join(fqdn, 'server.json'), server);
        if (faults !== undefined) forest.setFaults(fqdn, faults);
        if (server.joined && order.rootTrusted !== false) forest.addEntry(fqdn, 'Root', forestAuthority().root);
      }
    }
    return forest;
  }

  #layForest(order: ForestOrder): void {
    const {root, issuing, key} = forestAuthority();
    const templates = order.templates ?? TEMPLATES;
    this.#write('forest/topology.json', this.topology);
    this.#write('forest/ca/templates.json', templates);
    this.#write('forest/ca/issuing/ca.json', {
      name: CA_NAME,
      host: CA_HOST,
      templates: order.published ?? templates.map(({name}) => name),
      sanAttribute: order.sanAttribute ?? false,
      firstId: order.firstId ?? 0,
      accounts: order.accounts ?? ACCOUNTS,
      certificate: issuing.toString('base64'),
      chain: [root.toString('base64')],
      key: key.toString('base64'),
    });
    this.#write('forest/ready-keys.json', {folder: readyKeys()});
    if (order.now !== undefined) this.setClock(order.now);
  }

  /** For the process that plays a server, or any of them when the first frame says which. */
  environment(server?: string): Readonly<Record<string, string>> {
    return {CSCERT_CONTRACT_ROOT: this.root, ...(server === undefined ? {} : {CSCERT_CONTRACT_SERVER: server})};
  }

  folder(server: string): string {
    return join(this.root, server);
  }

  server(server: string): ContractServer {
    return this.#read(join(server, 'server.json'));
  }

  /** Changes what a machine is or who works on it. */
  changeServer(server: string, change: Partial<ContractServer>): void {
    this.#write(join(server, 'server.json'), {...this.server(server), ...change});
  }

  setFaults(server: string, faults: ContractFaults): void {
    this.#write(join(server, 'faults.json'), faults);
  }

  /** The next process that plays this server is killed as it is about to make its n-th change of the simulated world. */
  killAt(server: string, change: number): void {
    this.#write(join(server, 'kill.json'), {at: change});
  }

  /** All clocks of the forest stand still here. */
  setClock(now: Date): void {
    this.#write('forest/clock.json', {now: now.toISOString()});
  }

  /** From now on the server writes down which commands it was given; they begin anew. */
  noteCommands(server: string): void {
    writeFileSync(join(this.folder(server), 'commands.log'), '');
  }

  /** The commands since then, as one would type them. */
  commands(server: string): readonly string[] {
    return readFileSync(join(this.folder(server), 'commands.log'), 'utf8')
      .split(/\r?\n/)
      .filter(line => line !== '');
  }

  /** From now on the clocks of the forest go, and are those of this machine. */
  letClocksGo(): void {
    rmSync(join(this.root, 'forest', 'clock.json'), {force: true});
  }

  /** Puts a certificate into a store of a server, as if it had always been there. */
  addEntry(server: string, store: 'My' | 'CA' | 'Root', der: Uint8Array, friendlyName: string | null = null): string {
    const thumbprint = createHash('sha1').update(der).digest('hex').toUpperCase();
    const entry = {subject: '', friendlyName, container: null, der: Buffer.from(der).toString('base64')};
    this.#write(join(server, 'Stores', store, `${thumbprint}.json`), entry);
    return thumbprint;
  }

  /** A person gives an entry another friendly name. */
  rename(server: string, store: 'My' | 'REQUEST', thumbprint: string, friendlyName: string): void {
    const path = join(server, 'Stores', store, `${thumbprint}.json`);
    this.#write(path, {...this.#read<ContractEntry>(path), friendlyName});
  }

  /** @param context `User` for the stores of the person who is logged on. */
  entries(
    server: string,
    store: 'My' | 'CA' | 'Root' | 'REQUEST',
    context: 'Machine' | 'User' = 'Machine',
  ): readonly ContractEntry[] {
    const folder = join(server, context === 'User' ? 'User/Stores' : 'Stores', store);
    return this.#list(folder).map(file => ({
      thumbprint: basename(file, '.json'),
      ...this.#read<Omit<ContractEntry, 'thumbprint'>>(join(folder, file)),
    }));
  }

  key(server: string, container: string): ContractKey | undefined {
    const path = join(server, 'Keys', `${container}.json`);
    return existsSync(join(this.root, path)) ? this.#read(path) : undefined;
  }

  /** Requests in the order of their numbers. */
  requests(): readonly ContractRequest[] {
    const folder = 'forest/ca/issuing/requests';
    return this.#list(folder)
      .map(file => this.#read<ContractRequest>(join(folder, file)))
      .sort((a, b) => a.id - b.id);
  }

  /** The CA manager approves: it is issued when somebody looks next. */
  approve(id: number): void {
    this.#decide(id, {disposition: 'approved'});
  }

  deny(id: number, by = 'CONTOSO\\caadmin'): void {
    this.#decide(id, {disposition: 'denied', status: -2146877420, message: `Denied by ${by}`});
  }

  /** Another CA beside the first issues these templates; none is there when they are not given. */
  setSecondCa(templates: readonly string[] | undefined): void {
    const folder = 'forest/ca/second';
    if (templates === undefined) rmSync(join(this.root, folder), {recursive: true, force: true});
    else {
      const first = this.#read<object>('forest/ca/issuing/ca.json');
      this.#write(`${folder}/ca.json`, {...first, name: 'Second CA', host: 'ca02.contoso.com', templates});
    }
  }

  close(): void {
    rmSync(this.root, {recursive: true, force: true});
  }

  #decide(id: number, change: Partial<ContractRequest>): void {
    const request = this.requests().find(one => one.id === id);
    if (request?.disposition !== 'pending') throw new Error(`request ${id} is ${request?.disposition}, not pending`);
    this.#write(`forest/ca/issuing/requests/${id}.json`, {...request, ...change});
  }

  #list(folder: string): readonly string[] {
    const path = join(this.root, folder);
    if (!existsSync(path)) return [];
    return readdirSync(path)
      .filter(name => name.endsWith('.json'))
      .sort();
  }

  #read<T>(path: string): T {
    return JSON.parse(readFileSync(join(this.root, path), 'utf8')) as T;
  }

  /** Replaced at once, since servers read it at any time. */
  #write(path: string, value: unknown): void {
    const whole = join(this.root, path);
    mkdirSync(join(whole, '..'), {recursive: true});
    writeFileSync(`${whole}.new`, JSON.stringify(value));
    renameSync(`${whole}.new`, whole);
  }
}
