/** Asks one server for the topology, over a connection that is declared, or as a newcomer would reach it. */

import type {Connection as ConnectionSettings, Document} from '../config/generated/document.ts';
import {readSecret} from '../config/secret-reference.ts';
import {readExport} from '../config/topology/read-export.ts';
import {createConnection, secretsOfConnection} from '../connections/registry.ts';
import type {Diagnostic, Part} from '../core/diagnostic.ts';
import {PRODUCTS, type Product} from '../core/model/product.ts';
import type {ToldTopology} from '../core/model/published.ts';
import type {Secret} from '../core/secret.ts';
import {helpWith, suggest} from '../core/suggest.ts';
import {guardConnection} from '../engine/guard/guard-connection.ts';
import {traceConnection} from '../engine/trace/trace-connection.ts';
import type {CommandContext} from './command.ts';
import {problem} from './problem.ts';
import type {Before, FoundTopology} from './run-adopt-topology.ts';
import {withoutSecrets} from './without-secrets.ts';

interface Asked {
  readonly server: string;
  /** Name of the connection, where one was given. */
  readonly connection?: string;
}

/** Undefined when nothing was told; why has been said. */
export async function askForTopology(
  cx: CommandContext,
  before: Before,
  asked: Asked,
): Promise<FoundTopology | undefined> {
  const chosen = chooseConnection(before.document, asked, cx.host.platform);
  if ('problem' in chosen) {
    cx.output.diagnose([chosen.problem]);
    return undefined;
  }
  const told = await tell(cx, before, {...asked, settings: chosen.ok});
  if ('problem' in told) {
    cx.output.diagnose([told.problem]);
    return undefined;
  }
  const {store, replica, version} = told.ok;
  const rest = {
    connection: chosen.ok,
    ...(asked.connection !== undefined && {chosen: asked.connection}),
    ...(version !== undefined && {version}),
  };
  if (store !== undefined) return {published: store, source: asked.server, ...rest};
  if (replica === undefined) return undefined;
  const read = readExport(`The topology on ${asked.server}`, replica.xml);
  if ('problem' in read) {
    cx.output.diagnose([read.problem]);
    return undefined;
  }
  cx.output.diagnose([fromReplica(asked.server, replica.because)]);
  const {simpleUrls} = replica;
  return {published: {...read.ok, ...(simpleUrls && {simpleUrls})}, source: asked.server, ...rest};
}

function fromReplica(server: string, because: string): Diagnostic {
  return {
    severity: 'warning',
    code: 'TOPOLOGY_FROM_REPLICA',
    summary: 'The topology is the copy that a server keeps',
    detail: `${server} did not reach the central management store (${because}), so its own copy of the topology was read.`,
    help: 'Look whether the last changes are in it, or ask a Front End with an account that may read the store.',
    address: server,
  };
}

/** A Windows computer of the domain is at home with remoting; elsewhere there is nothing but ssh. */
export const usualConnection = (platform: NodeJS.Platform): ConnectionSettings => ({
  type: 'powershell',
  transport: platform === 'win32' ? 'remoting' : 'ssh',
});

/** The one that was named; the one that holds for all; the only one; without any, what the computer is at home with. */
function chooseConnection(
  {connections = {}, defaults}: Document,
  {connection}: Asked,
  platform: NodeJS.Platform,
): Part<ConnectionSettings> {
  const names = Object.keys(connections);
  if (names.length === 0 && connection === undefined) return {ok: usualConnection(platform)};
  const [only, ...others] = names.filter(name => connections[name]?.type === 'powershell');
  const name = connection ?? defaults?.connection ?? (others.length === 0 ? only : undefined);
  const settings = name === undefined ? undefined : connections[name];
  if (settings?.type === 'powershell') return {ok: settings};
  const detail =
    name === undefined
      ? 'Several connections are declared, and none of them by "defaults: {connection: ...}".'
      : settings === undefined
        ? `The configuration has no connection "${name}".`
        : `The connection "${name}" is of type ${settings.type}, which reaches no server of the product.`;
  const help = helpWith(
    suggest(name ?? '', names),
    `Give --connection NAME with one of type powershell${names.length > 0 ? `; declared: ${names.join(', ')}` : ''}.`,
  );
  return {problem: problem('TOPOLOGY_CONNECTION', 'No connection to ask for the topology', {detail, help})};
}

/** The module that the product's commands come in follows from the product; where that is not known, both are tried. */
async function tell(
  cx: CommandContext,
  before: Before,
  asked: Asked & {readonly settings: ConnectionSettings},
): Promise<Part<ToldTopology>> {
  const {product} = before.document.deployment ?? {};
  const newest = PRODUCTS.at(-1) ?? 'sfbse';
  const first = await tellAs(cx, before, {...asked, product: product ?? newest});
  if (product !== undefined || 'ok' in first || first.problem.code !== 'MODULE_MISSING') return first;
  const [oldest] = PRODUCTS;
  const second = await tellAs(cx, before, {...asked, product: oldest});
  return 'ok' in second || second.problem.code !== 'MODULE_MISSING' ? second : first;
}

async function tellAs(
  {host, output}: CommandContext,
  {document, base}: Before,
  {server, settings, product}: Asked & {readonly settings: ConnectionSettings; readonly product: Product},
): Promise<Part<ToldTopology>> {
  const secrets: Record<string, Secret> = {};
  for (const [key, reference] of secretsOfConnection(settings)) {
    const read = await readSecret(reference, {environment: host.environment, files: host.files, base});
    if ('problem' in read) return read;
    secrets[key] = read.ok;
  }
  const made = await createConnection(settings, {
    name: 'topology',
    base,
    deployment: {name: 'topology', product, sipDomains: []},
    host: withoutSecrets(host, document),
    secrets,
    roleOf: () => undefined,
  });
  if ('problem' in made) return made;
  const guarded = guardConnection(made.ok, Object.values(secrets));
  const connection = output.hears('debug') ? traceConnection('topology', guarded, output.emit) : guarded;
  try {
    const call = {signal: new AbortController().signal, now: () => host.clock.now()};
    return (await connection.tellTopology?.(server, call)) ?? {problem: cannotTell(settings)};
  } finally {
    await connection.close?.();
  }
}

function cannotTell({type}: ConnectionSettings): Diagnostic {
  return problem('TOPOLOGY_CONNECTION', 'No connection to ask for the topology', {
    detail: `A connection of type ${type} knows no topology.`,
    help: 'Ask a server over a connection of type powershell, or name the file of an exported topology.',
  });
}
