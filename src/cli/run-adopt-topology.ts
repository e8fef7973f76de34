/** A configuration from the topology that the product has published. Nothing is changed anywhere. */
import {basename, dirname, resolve} from 'node:path';
import type {Connection as ConnectionSettings, Document} from '../config/generated/document.ts';
import {loadPart} from '../config/load.ts';
import {judgeHostName} from '../config/rules/host-name.ts';
import {adoptTopology} from '../config/topology/adopt-topology.ts';
import {decodeExport} from '../config/topology/decode.ts';
import {topologyProblem} from '../config/topology/problem.ts';
import {readExport} from '../config/topology/read-export.ts';
import type {Published} from '../core/model/published.ts';
import {codeOf, messageOf} from '../core/system-error.ts';
import {count} from '../report/text.ts';
import {askForTopology, usualConnection} from './ask-for-topology.ts';
import type {CommandContext} from './command.ts';
import {deliverAdopted, isTaken, readBack} from './deliver-adopted.ts';
import type {ExitCode} from './exit-code.ts';
import {problem} from './problem.ts';
import type {AdoptFlags} from './run-adopt.ts';

/** What was declared before, and where. */
export interface Before {
  readonly document: Document;
  readonly base: string;
}

/** The topology and what it was read from. */
export interface FoundTopology {
  readonly published: Published;
  readonly source: string;
  readonly connection: ConnectionSettings;
  readonly version?: string;
  /** Name of the declared connection that was given. */
  readonly chosen?: string;
}

export async function runAdoptTopology(cx: CommandContext, flags: AdoptFlags & {from: string}): Promise<ExitCode> {
  const path = flags.out === undefined ? undefined : resolve(cx.cwd, flags.out);
  if (path !== undefined && !flags.force && (await isTaken(cx, path))) return 1;
  const before = await loadBefore(cx, path === undefined ? cx.cwd : dirname(path));
  if (before === undefined) return 1;
  const found = await findTopology(cx, before, flags);
  if (found === undefined) return 1;
  const adopted = await adoptTopology({...found, before: before.document}, text => readBack(cx, before.base, text));
  cx.output.diagnose(adopted.diagnostics);
  if (!('text' in adopted)) {
    cx.output.remark('Nothing was written.\n');
    return 1;
  }
  const {text, pools, servers, complete} = adopted;
  const what = `${count(pools, 'pool')} with ${count(servers, 'server')}`;
  const delivered = await deliverAdopted(cx, {text, what}, {path, base: before.base});
  return delivered && complete ? 0 : 1;
}

/** Nothing was declared where nobody named a configuration and none lies in the usual place; then paths count from `otherwise`. */
async function loadBefore(cx: CommandContext, otherwise: string): Promise<Before | undefined> {
  const {host, output, cwd, config} = cx;
  const {environment, files} = host;
  const named = config.length > 0 || environment['CSCERT_CONFIG'] !== undefined;
  const {part, diagnostics} = await loadPart({
    paths: config,
    cwd,
    environment,
    files,
    readStdin: limit => host.stdin.readAll(limit),
  });
  if (part !== undefined) return part;
  if (!named && diagnostics.every(({code}) => code === 'CFG_NOT_FOUND')) return {document: {}, base: otherwise};
  output.diagnose(diagnostics);
  return undefined;
}

async function findTopology(
  cx: CommandContext,
  before: Before,
  flags: AdoptFlags & {from: string},
): Promise<FoundTopology | undefined> {
  const {from, connection} = flags;
  const path = resolve(cx.cwd, from);
  const isThere = (await cx.host.files.look(path)) !== undefined;
  if (!isThere && !/[/\\]|\.(tb)?xml$/i.test(from) && judgeHostName(from) === undefined)
    return askForTopology(cx, before, {server: from.toLowerCase(), ...(connection !== undefined && {connection})});
  if (connection !== undefined) {
    cx.output.diagnose([
      problem('ADOPT_FLAGS', 'These options do not go together', {
        detail: `--connection says how a server is asked, and ${from} is a file.`,
        help: 'See "cscert adopt --help".',
      }),
    ]);
    return undefined;
  }
  return readTopologyFile(cx, from, path);
}

/** Twice of what the largest topology has in UTF-16. */
const MOST_BYTES = 32 * 1024 * 1024;

async function readTopologyFile(cx: CommandContext, name: string, path: string): Promise<FoundTopology | undefined> {
  const {host, output} = cx;
  const bytes = await readBytes(cx, name, path);
  if (bytes === undefined) return undefined;
  const decoded = decodeExport(name, bytes);
  const read = 'ok' in decoded ? readExport(name, decoded.ok) : decoded;
  if ('problem' in read) {
    output.diagnose([read.problem]);
    return undefined;
  }
  return {published: read.ok, source: basename(name), connection: usualConnection(host.platform)};
}

async function readBytes({host, output}: CommandContext, name: string, path: string): Promise<Uint8Array | undefined> {
  const say = (code: 'TOPOLOGY_UNREADABLE' | 'TOPOLOGY_TOO_LARGE', detail: string, help: string): undefined => {
    output.diagnose([topologyProblem(code, {detail, help})]);
  };
  try {
    const bytes = await host.files.read(path, MOST_BYTES);
    if (bytes !== undefined) return bytes;
    const help = 'Name the file of an exported topology, or the fully qualified name of a server to ask.';
    return say('TOPOLOGY_UNREADABLE', `There is no file ${name}, and it is not the name of a server.`, help);
  } catch (error) {
    if (codeOf(error) === 'EFBIG')
      return say('TOPOLOGY_TOO_LARGE', `${name} has more than ${MOST_BYTES} bytes.`, 'Is it the right file?');
    return say('TOPOLOGY_UNREADABLE', `${name}: ${messageOf(error)}`, 'Look at the file and its permissions.');
  }
}
