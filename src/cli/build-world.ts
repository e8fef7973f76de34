import {createAuthority, secretReferencesOf} from '../authorities/registry.ts';
import {readSecret} from '../config/secret-reference.ts';
import {createConnection, secretsOfConnection} from '../connections/registry.ts';
import type {Diagnostic} from '../core/diagnostic.ts';
import type {Secret} from '../core/secret.ts';
import {guardWorld, type SecretsOf} from '../engine/guard/guard-world.ts';
import type {Authority} from '../engine/ports/authority.ts';
import type {Connection} from '../engine/ports/connection.ts';
import {traceWorld} from '../engine/trace/trace-world.ts';
import type {World} from '../engine/world.ts';
import type {ProcessHost} from '../host/process-host.ts';
import type {CommandContext} from './command.ts';
import type {Configuration} from './configuration.ts';
import {withoutSecrets} from './without-secrets.ts';

/**
 * Makes the connections and authorities that the configuration declares, each as it is, with more than its port where it
 * has more. Nothing is reached yet. Whoever uses them guards them with their secrets first, as `openWorld` does.
 */
export async function buildWorld(
  {desired, settings, loaded}: Configuration,
  host: ProcessHost,
): Promise<{world: World; secrets: SecretsOf; diagnostics: readonly Diagnostic[]}> {
  const secrets = {
    connections: new Map<string, readonly Secret[]>(),
    authorities: new Map<string, readonly Secret[]>(),
  };
  const diagnostics: Diagnostic[] = [];
  const roles = new Map(desired.holders.map(({server, role}) => [server, role]));
  const site = async (name: string, references: ReadonlyMap<string, string>) => {
    const read = await readSecrets(references, {host, base: loaded.base});
    diagnostics.push(...read.problems);
    const child = withoutSecrets(host, loaded.document);
    return {name, base: loaded.base, deployment: desired.deployment, host: child, secrets: read.secrets};
  };
  const connections = new Map<string, Connection>();
  for (const [name, one] of Object.entries(settings.connections)) {
    const at = await site(name, secretsOfConnection(one));
    secrets.connections.set(name, Object.values(at.secrets));
    const made = await createConnection(one, {...at, roleOf: server => roles.get(server)});
    if ('ok' in made) connections.set(name, made.ok);
    else diagnostics.push(made.problem);
  }
  const authorities = new Map<string, Authority>();
  for (const [name, one] of Object.entries(settings.authorities)) {
    const at = await site(name, secretReferencesOf(one));
    secrets.authorities.set(name, Object.values(at.secrets));
    const made = await createAuthority(one, at);
    if ('ok' in made) authorities.set(name, made.ok);
    else diagnostics.push(made.problem);
  }
  return {world: {connections, authorities}, secrets, diagnostics};
}

/** The same as a world that repeats no secret, with what is wrong said, and closed where the command ends. Undefined when a part could not be made. */
export async function openWorld(
  {host, output, atEnd}: CommandContext,
  configuration: Configuration,
): Promise<World | undefined> {
  const {world: made, secrets, diagnostics} = await buildWorld(configuration, host);
  const world = guardWorld(made, secrets);
  for (const connection of world.connections.values()) atEnd(async () => connection.close?.());
  output.diagnose(diagnostics);
  if (diagnostics.some(({severity}) => severity === 'error')) return undefined;
  return output.hears('debug') ? traceWorld(world, output.emit) : world;
}

/** A secret that cannot be read is a warning here: a plan needs none, and whoever needs it says so. */
async function readSecrets(
  references: ReadonlyMap<string, string>,
  {host, base}: {host: ProcessHost; base: string},
): Promise<{secrets: Record<string, Secret>; problems: readonly Diagnostic[]}> {
  const secrets: Record<string, Secret> = {};
  const problems: Diagnostic[] = [];
  for (const [key, reference] of references) {
    const read = await readSecret(reference, {environment: host.environment, files: host.files, base});
    if ('ok' in read) secrets[key] = read.ok;
    else problems.push({...read.problem, severity: 'warning'});
  }
  return {secrets, problems};
}
