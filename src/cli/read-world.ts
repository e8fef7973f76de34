/** Reads what a command is about: the servers and the authorities, or what was read of them before. */
import {unmadeOf, withAwayAuthorities} from '../core/diff/away.ts';
import type {Actual} from '../core/model/actual.ts';
import type {Holder} from '../core/model/desired.ts';
import type {Selection} from '../core/model/plan.ts';
import {isSelected} from '../core/plan/selection.ts';
import {inspect} from '../engine/inspect.ts';
import type {CallContext} from '../engine/ports/context.ts';
import type {World} from '../engine/world.ts';
import {openWorld} from './build-world.ts';
import type {CommandContext} from './command.ts';
import type {Configuration} from './configuration.ts';
import {offersFrom} from './open-offer.ts';
import {readSavedWorld} from './saved-world.ts';

export interface ReadOptions {
  readonly selection: Selection;
  readonly parallelism: number;
  readonly deep?: boolean;
  /** Ask all authorities, also those that no certificate is declared to come from. */
  readonly allAuthorities?: boolean;
  readonly signal: AbortSignal;
}

interface Read {
  readonly world: World;
  readonly actual: Actual;
}

/** Reads the servers, or what was read of them before: then there is nothing to reach. */
export async function readPlanned(
  cx: CommandContext,
  configuration: Configuration,
  options: ReadOptions & {readonly actual?: string},
): Promise<Read | undefined> {
  if (options.actual === undefined) return readWorld(cx, configuration, options);
  const actual = await readSavedWorld(cx, options.actual);
  if (actual === undefined) return undefined;
  return {
    actual: withAwayAuthorities(configuration.desired, actual),
    world: {connections: new Map(), authorities: new Map()},
  };
}

/** Reads the servers that the selected slots are on, and asks their authorities. */
export async function readWorld(
  command: CommandContext,
  configuration: Configuration,
  options: ReadOptions,
): Promise<Read | undefined> {
  const world = await openWorld(command, configuration);
  if (world === undefined) return undefined;
  const {host, output} = command;
  const actual = await output.whileShown(() =>
    host.aboutMany(() => readActual(command, {configuration, world, options})),
  );
  return {world, actual};
}

interface Reading {
  readonly configuration: Configuration;
  readonly world: World;
  readonly options: ReadOptions;
}

async function readActual({host, output}: CommandContext, {configuration, world, options}: Reading): Promise<Actual> {
  const {desired, settings, loaded} = configuration;
  const {selection, deep, parallelism, allAuthorities, signal} = options;
  const slots = desired.slots.filter(slot => isSelected(slot, selection));
  const members = new Set(slots.flatMap(slot => slot.members));
  const isChosen = ({server}: Holder): boolean => members.has(server);
  const cx: CallContext = {signal, now: () => host.clock.now()};
  const input = {world, parallel: parallelism, emit: output.emit, cx, openOffer: offersFrom(host, loaded.base)};
  const authorities = allAuthorities
    ? Object.keys(settings.authorities)
    : [...new Set(desired.slots.map(slot => slot.spec.authority))];
  const actual = await inspect({
    ...input,
    holders: desired.holders.filter(isChosen),
    authorities,
    offering: slots,
    deep: deep === true,
  });
  const unmade = unmadeOf(actual);
  if (unmade.length === 0) return actual;
  // A CA is made for the whole deployment, so all of it is asked whether there was one; and once more the CA itself,
  // which somebody may have made while the servers were read.
  const others = desired.holders.filter(holder => !isChosen(holder));
  const rest = await inspect({...input, holders: others, authorities: unmade, offering: [], deep: false});
  const made = {...actual, authorities: {...actual.authorities, ...rest.authorities}};
  return withAwayAuthorities(desired, made, rest.holders);
}
