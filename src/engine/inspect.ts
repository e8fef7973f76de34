import pLimit from 'p-limit';
import type {Part} from '../core/diagnostic.ts';
import {isUnmade} from '../core/diff/away.ts';
import type {Actual, AuthorityState, HolderState} from '../core/model/actual.ts';
import type {Holder, Slot} from '../core/model/desired.ts';
import {readCertificate} from '../x509/facts.ts';
import {askForAnswers} from './answers.ts';
import type {Emit} from './events.ts';
import {type OpenOffer, readOffers} from './offer.ts';
import type {Authority} from './ports/authority.ts';
import type {CallContext} from './ports/context.ts';
import {lookUp, unexpected, type World} from './world.ts';

/** What is to be read, and through what. */
export interface InspectInput {
  readonly holders: readonly Holder[];
  readonly world: World;
  /** Names of the authorities to ask for their chains. */
  readonly authorities: readonly string[];
  /** Slots that may name a PFX file. */
  readonly offering: readonly Slot[];
  readonly openOffer: OpenOffer;
  readonly deep: boolean;
  /** How many servers are read at the same time. */
  readonly parallel: number;
  readonly emit: Emit;
  readonly cx: CallContext;
}

/** Reads the world, every server once. A server that cannot be read is a problem of its own and of nobody else. */
export async function inspect(asked: InspectInput): Promise<Actual> {
  const input = {...asked, cx: hearing(asked.cx, asked.emit)};
  const limit = pLimit(input.parallel);
  const [holders, authorities] = await Promise.all([
    Promise.all(
      input.holders.map(holder => limit(async () => [holder.server, await readHolder(holder, input)] as const)),
    ),
    Promise.all(input.authorities.map(async name => [name, await readAuthority(name, input)] as const)),
  ]);
  const [answers, offered] = await Promise.all([
    askForAnswers(
      holders.map(([, part]) => part),
      input.world,
      input.cx,
    ),
    readOffers(input.offering, input.openOffer),
  ]);
  return {holders: Object.fromEntries(holders), authorities: Object.fromEntries(authorities), answers, offered};
}

async function readHolder(
  {server, connection}: Holder,
  {world, deep, emit, cx}: InspectInput,
): Promise<Part<HolderState>> {
  const start = cx.now().getTime();
  emit('inspect_start', {server});
  const part = await lookUp(world.connections, connection, 'connection')
    .read(server, {deep}, cx)
    .catch((error: unknown) => ({problem: unexpected(error, server)}));
  if ('ok' in part) emit('inspect_complete', {server, elapsedMs: cx.now().getTime() - start});
  else emit('inspect_errored', {server, diagnostic: part.problem});
  return part;
}

const hearing = (cx: CallContext, emit: Emit): CallContext => ({
  ...cx,
  onRemark: diagnostic => emit('diagnostic', {diagnostic}),
});

async function readAuthority(name: string, {world, cx}: InspectInput): Promise<AuthorityState> {
  const authority = lookUp(world.authorities, name, 'authority');
  const state = {chain: await chainFacts(authority, {name, create: false}, cx)};
  return isUnmade(state) && authority.madeAs !== undefined ? {...state, madeAs: authority.madeAs} : state;
}

/** An authority's own certificates, read. What is no certificate is the authority's problem. */
export async function chainFacts(
  authority: Authority,
  {name, create}: {readonly name: string; readonly create: boolean},
  cx: CallContext,
): Promise<AuthorityState['chain']> {
  try {
    const chain = await authority.chain({create}, cx);
    if ('problem' in chain) return chain;
    if (chain.ok === 'made on first use') return {ok: chain.ok};
    const read = (all: readonly string[]) => all.map(der => readCertificate(Buffer.from(der, 'base64')));
    return {ok: {...chain.ok, roots: read(chain.ok.roots), intermediates: read(chain.ok.intermediates)}};
  } catch (error) {
    return {problem: unexpected(error, `authority "${name}"`)};
  }
}
