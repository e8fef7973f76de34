import {resolve} from 'node:path';
import {parseAddress} from '../core/address.ts';
import {requestsOn} from '../core/answered.ts';
import type {Diagnostic} from '../core/diagnostic.ts';
import {byPromise} from '../core/diff/member.ts';
import {specDigest} from '../core/digest.ts';
import type {PendingRequest} from '../core/model/actual.ts';
import type {Holder, ServerId, Slot} from '../core/model/desired.ts';
import {suggest} from '../core/suggest.ts';
import {lookUp, unexpected, type World} from '../engine/world.ts';
import {listOf} from '../report/text.ts';
import {unlessBroken} from '../x509/error.ts';
import {decodePem, encodePem} from '../x509/pem.ts';
import {openWorld} from './build-world.ts';
import type {CommandContext} from './command.ts';
import {type Configuration, loadConfiguration} from './configuration.ts';
import type {ExitCode} from './exit-code.ts';
import {writeProduct} from './files.ts';
import {problem, unknownAddress} from './problem.ts';

export interface RequestFlags {
  readonly address: string;
  readonly server?: string;
  readonly out?: string;
}

/** A request that was made for the slot as it is declared now. */
interface Held {
  readonly server: ServerId;
  readonly request: PendingRequest;
}

export async function runRequest(cx: CommandContext, flags: RequestFlags): Promise<ExitCode> {
  const configuration = await loadConfiguration(cx);
  if (configuration === undefined) return 1;
  const place = findPlace(configuration, flags);
  if ('severity' in place) return refuse(cx, place);
  const {slot, holders} = place;
  const world = await openWorld(cx, configuration);
  if (world === undefined) return 1;
  const {held, problems} = await findRequests(cx, {...place, world});
  cx.output.diagnose(problems);
  const [first, ...others] = held.toSorted(byPromiseAndAge);
  if (first === undefined) return problems.length > 0 ? 1 : refuse(cx, noRequest(slot, holders));
  if (others.length > 0) sayOthers(cx, first, others);
  const pem = encodePem('CERTIFICATE REQUEST', Buffer.from(first.request.csr, 'base64'));
  if (flags.out !== undefined)
    return (await writeProduct(cx, resolve(cx.cwd, flags.out), pem, {replaces: isRequestText})) ? 0 : 1;
  cx.output.deliver('request', pem, pem);
  return 0;
}

function refuse({output}: CommandContext, found: Diagnostic): ExitCode {
  output.diagnose([found]);
  return 1;
}

/** Requests and nothing else: a key may stand beside one, and a configuration may hold one. */
function isRequestText(text: string): boolean {
  const blocks = unlessBroken(() => decodePem(text)) ?? [];
  const written = blocks.map(({label, der}) => encodePem(label, der)).join('');
  return (
    blocks.every(({label}) => label.endsWith('CERTIFICATE REQUEST')) && withoutBlanks(written) === withoutBlanks(text)
  );
}

const withoutBlanks = (text: string): string => text.replace(/\s+/g, '');

interface Where {
  readonly slot: Slot;
  /** All of the configuration. */
  readonly slots: readonly Slot[];
  readonly holders: readonly Holder[];
}

/** The slot of an address, and the servers to look at. `pool/certificate@server` names one of its members too. */
function findPlace({desired}: Configuration, flags: RequestFlags): Where | Diagnostic {
  const [address = '', member] = flags.address.toLowerCase().split('@');
  const slot = desired.slots.find(one => one.address === address);
  if (slot === undefined || parseAddress(flags.address) === undefined)
    return unknownAddress(
      flags.address,
      desired.slots.map(one => one.address),
    );
  const server = flags.server?.toLowerCase() ?? member;
  if (server !== undefined && !slot.members.includes(server)) return notAMember(slot, server);
  const members = new Set(server === undefined ? slot.members : [server]);
  return {slot, slots: desired.slots, holders: desired.holders.filter(holder => members.has(holder.server))};
}

async function findRequests(
  {host, output}: CommandContext,
  {slot, slots, holders, world}: Where & {readonly world: World},
): Promise<{readonly held: readonly Held[]; readonly problems: readonly Diagnostic[]}> {
  const call = {signal: new AbortController().signal, now: () => host.clock.now()};
  const held: Held[] = [];
  const problems: Diagnostic[] = [];
  const readOne = async ({server, connection: name}: Holder): Promise<void> => {
    const state = await lookUp(world.connections, name, 'connection')
      .read(server, {deep: false}, call)
      .catch((error: unknown) => ({problem: unexpected(error, server)}));
    const requests = 'ok' in state ? requestsOn(state.ok).open : state;
    if ('problem' in requests) problems.push(requests.problem);
    else held.push(...requests.ok.filter(request => isFor(slot, slots, request)).map(request => ({server, request})));
  };
  await output.whileShown(() => Promise.all(holders.map(readOne)));
  return {held, problems};
}

/** As a plan sees it: for this specification, and not under the name of another certificate that asks for the same. */
function isFor(
  slot: Slot,
  slots: readonly Slot[],
  {specDigest: asked, authority, friendlyName, progress}: PendingRequest,
): boolean {
  const isOpen = progress.state !== 'denied' && progress.state !== 'refused';
  if (!isOpen || asked !== specDigest(slot.spec) || authority !== slot.spec.authority) return false;
  return !slots.some(other => other.address !== slot.address && other.friendlyName === friendlyName);
}

/** The one that goes furthest, then the latest. */
function byPromiseAndAge(a: Held, b: Held): number {
  return byPromise(a.request, b.request) || (a.request.createdAt < b.request.createdAt ? 1 : -1);
}

function sayOthers({output}: CommandContext, first: Held, others: readonly Held[]): void {
  const servers = [...new Set(others.map(({server}) => server))];
  output.remark(
    `This is the request of ${first.server}; ${listOf(servers, 5)} ${servers.length === 1 ? 'has' : 'have'} others (--server NAME).\n`,
  );
}

function noRequest({address}: Slot, holders: readonly Holder[]): Diagnostic {
  return problem('NO_REQUEST', 'No request is waiting', {
    detail: `${address}: there is no request on ${listOf(
      holders.map(({server}) => server),
      5,
    )} for what is declared.`,
    help: 'cscert plan shows what the certificate needs; cscert apply makes the request.',
    address,
  });
}

function notAMember({address, members}: Slot, server: string): Diagnostic {
  const near = suggest(server, members);
  return problem('UNKNOWN_SERVER', 'The certificate is not for this server', {
    detail: `${address} is for ${listOf(members, 5)}, not for "${server}".`,
    ...(near !== undefined && {help: `did you mean "${near}"?`}),
    address,
  });
}
