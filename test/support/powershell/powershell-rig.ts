/**
 * The PowerShell connection over the transport local, against a simulated forest: real processes of the engine, the
 * real scripts, and servers that the module CsContract plays.
 */

import type {PowerShellSettings} from '../../../src/connections/powershell/index.ts';
import {createConnection} from '../../../src/connections/registry.ts';
import type {Connection} from '../../../src/engine/ports/connection.ts';
import type {Host, Program} from '../../../src/engine/ports/host.ts';
import type {ConnectSsh, SshLink} from '../../../src/engine/ports/ssh.ts';
import {clock} from '../../../src/host/clock.ts';
import {files} from '../../../src/host/files.ts';
import {spawnFrom} from '../../../src/host/programs.ts';
import {connectSsh} from '../../../src/host/ssh.ts';
import type {ContractFaults, ForestOrder} from '../cs-contract/world.ts';
import {Forest} from '../cs-contract.ts';
import {DEPLOYMENT, siteOn, TestClock, testHost} from '../world.ts';
import {powershell} from './engine.ts';
import type {Sshd} from './sshd.ts';

/** A clock that takes the clocks of a forest along. */
class ForestClock extends TestClock {
  readonly #forest: () => Forest;

  constructor(forest: () => Forest) {
    super();
    this.#forest = forest;
  }

  override pass(milliseconds: number): void {
    super.pass(milliseconds);
    this.#forest().setClock(this.now());
  }
}

export interface PowerShellRig {
  readonly connection: Connection;
  readonly clock: TestClock;
  readonly forest: Forest;
  readonly started: Started;
  /** The same processes before servers on which nothing was done, and a clock that begins anew. */
  renewed(): PowerShellRig;
  /** Another run before the same servers, with processes of its own. */
  beside(): Promise<PowerShellRig>;
  close(): Promise<void>;
}

export interface RigOptions {
  readonly order?: ForestOrder;
  /** Of every server that the forest has. */
  readonly faults?: ContractFaults;
  readonly settings?: Partial<PowerShellSettings>;
  /** How servers are reached, where it is not as processes of this machine. */
  readonly reach?: (forest: Forest) => Promise<Reach>;
  /** For the processes, besides what names the forest. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What stands between cscert and the servers of a forest. */
export interface Reach {
  readonly settings: PowerShellSettings;
  /** For the processes that cscert starts. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What plays the network: the process that sessions belong to, and their home. */
  readonly sshd?: Pick<Sshd, 'pid' | 'key' | 'home'>;
  stop(): Promise<void>;
}

/** What was started before the servers of a forest. */
export interface Started {
  readonly programs: Program[];
  /** Everything that was written to them, line by line. */
  readonly frames: string[];
}

/** Starts programs for real, before the servers of a forest, and writes down what is started and written. */
export function spawnIn(
  forest: Forest,
  environment: Readonly<Record<string, string>> = {},
  started: Started = {programs: [], frames: []},
): Host['spawn'] {
  const all = {...process.env, ...forest.environment(), ...environment};
  const spawn = spawnFrom({environment: all, platform: process.platform});
  return call => noted(spawn(call), started);
}

/** Connects for real, and writes down the same of what is started there. */
export function connectSshNoting(started: Started): ConnectSsh {
  return async call => {
    const made = await connectSsh(call);
    if ('failed' in made) return made;
    const start: SshLink['start'] = async command => {
      const one = await made.ok.start(command);
      return 'failed' in one ? one : {ok: noted(one.ok, started)};
    };
    return {ok: {...made.ok, start}};
  };
}

function noted(program: Program, started: Started): Program {
  started.programs.push(program);
  const write = (data: string): Promise<void> => {
    started.frames.push(data);
    return program.write(data);
  };
  return {...program, write};
}

/** Programs run for real, and time limits are those of real time; all other clocks are the forest's. */
export function hostOver(forest: Forest, time: TestClock, spawn: Host['spawn'] = spawnIn(forest)): Host {
  return {
    ...testHost(files, time),
    spawn,
    connectSsh,
    clock: {now: time.now, sleep: clock.sleep},
  };
}

export async function openPowerShell(options: RigOptions = {}): Promise<PowerShellRig> {
  return rigOn(lay(options), options);
}

async function rigOn(laid: Laid, options: RigOptions): Promise<PowerShellRig> {
  const roles = new Map(laid.forest.topology.pools.flatMap(({computers, role}) => computers.map(one => [one, role])));
  const reach = await (options.reach?.(laid.forest) ?? reachHere());
  const started: Started = {programs: [], frames: []};
  const environment = {...reach.environment, ...options.environment};
  const host = hostOver(laid.forest, laid.clock, spawnIn(laid.forest, environment, started));
  const settings = {...reach.settings, ...options.settings};
  const made = await createConnection(settings, {...siteOn(host), roleOf: server => roles.get(server)});
  if ('problem' in made) throw new Error(made.problem.detail);
  const connection = made.ok;
  const rig = (current: Laid): PowerShellRig => ({
    ...current,
    connection,
    started,
    renewed: () => rig(lay(options, current.forest)),
    beside: () => rigOn(current, options),
    async close() {
      await connection.close?.();
      await reach.stop();
      current.forest.close();
    },
  });
  return rig(laid);
}

/** As processes of this machine. */
export const reachHere = (): Reach => ({
  settings: {type: 'powershell', transport: 'local', executable: powershell().executable},
  stop: async () => undefined,
});

interface Laid {
  readonly forest: Forest;
  readonly clock: TestClock;
}

/** A new forest, in the place of another one where there is one. */
function lay({order = {}, faults}: RigOptions, before?: Forest): Laid {
  before?.close();
  const time = new ForestClock(() => forest);
  const forest = Forest.lay({deployment: DEPLOYMENT, rootTrusted: false, now: time.now(), ...order}, before?.root);
  const servers = forest.topology.pools.flatMap(({computers}) => computers);
  if (faults !== undefined) for (const server of servers) forest.setFaults(server, faults);
  return {forest, clock: time};
}
