import type {Argument, Command, Option} from 'commander';
import type {Slot} from '../../core/model/desired.ts';
import {unreachable} from '../../core/unreachable.ts';
import {commandsOf, optionsOf, type TypedLine, takesValue} from './command-line.ts';

/** What may stand at the cursor. */
export interface Candidate {
  readonly text: string;
  readonly description: string;
}

/** What a shell has to find by itself, for it knows the user's files, quoting and home better. */
export type Paths = 'files' | 'folders';

export interface Completion {
  readonly candidates: readonly Candidate[];
  readonly paths?: Paths;
}

/** The slots of the configuration that the line names; asked for only where an address may stand. */
export type FindSlots = () => Promise<readonly Slot[]>;

/** What the words in angle brackets mean that options and arguments have for their values. */
type Meaning = 'selection' | 'address' | 'files' | 'folders' | 'certificate' | 'command';

const MEANINGS: Readonly<Record<string, Meaning>> = {
  address: 'address',
  certificate: 'certificate',
  command: 'command',
  file: 'files',
  folder: 'folders',
  path: 'files',
  plan: 'files',
};

/** Options whose addresses are patterns, so that pools and servers may stand there too. */
const SELECTIONS: ReadonlySet<string> = new Set(['only', 'exclude']);

/** Everything that may come next on a command line, as far as it fits to what was typed of it. */
export async function complete(program: Command, line: TypedLine, findSlots: FindSlots): Promise<Completion> {
  const {current, expects, onlyArguments} = line;
  if (expects.kind === 'value') {
    const {option, attached} = expects;
    const found = await valuesOf(program, {of: option, meaning: meaningOfOption(option)}, findSlots);
    return fitting(found, current.slice(attached.length), attached);
  }
  if (current.startsWith('-') && !onlyArguments) return fitting({candidates: flagsOf(line)}, current);
  const found = await operandsOf(program, line, findSlots);
  const nothing = found.candidates.length === 0 && found.paths === undefined;
  // Where only options are left, they are what somebody looks for.
  return nothing && current === '' && !onlyArguments ? {candidates: flagsOf(line)} : fitting(found, current);
}

async function operandsOf(program: Command, {command, expects}: TypedLine, findSlots: FindSlots): Promise<Completion> {
  if (expects.kind === 'command') return {candidates: commandNames(command)};
  if (expects.kind === 'value' || expects.argument === undefined) return {candidates: []};
  const {argument} = expects;
  return valuesOf(program, {of: argument, meaning: MEANINGS[argument.name()]}, findSlots);
}

interface Wanted {
  readonly of: Option | Argument;
  readonly meaning: Meaning | undefined;
}

async function valuesOf(program: Command, {of, meaning}: Wanted, findSlots: FindSlots): Promise<Completion> {
  if (of.argChoices) return {candidates: of.argChoices.map(text => ({text, description: ''}))};
  switch (meaning) {
    case 'selection':
      return {candidates: selectionsOf(await findSlots())};
    case 'address':
      return {candidates: addressesOf(await findSlots())};
    case 'certificate':
      return {candidates: addressesOf(await findSlots()), paths: 'files'};
    case 'command':
      return {candidates: commandNames(program)};
    case 'files':
    case 'folders':
      return {candidates: [], paths: meaning};
    case undefined:
      return {candidates: []};
    default:
      return unreachable(meaning);
  }
}

function meaningOfOption(option: Option): Meaning | undefined {
  if (SELECTIONS.has(option.attributeName())) return 'selection';
  return MEANINGS[/[<[]([^>\]]+)[>\]]/.exec(option.flags)?.[1] ?? ''];
}

function commandNames(command: Command): readonly Candidate[] {
  return commandsOf(command).map(one => ({text: one.name(), description: one.summary() || one.description()}));
}

/** The long form says what it does. An option that is given already is offered again only where it may be repeated. */
function flagsOf({command, given}: TypedLine): readonly Candidate[] {
  return optionsOf(command)
    .filter(option => !given.has(option.attributeName()) || isRepeatable(option))
    .map(option => ({text: option.long ?? option.short ?? '', description: option.description}));
}

const isRepeatable = (option: Option): boolean => takesValue(option) && Array.isArray(option.defaultValue);

function addressesOf(slots: readonly Slot[]): readonly Candidate[] {
  return slots.map(({address, usages}) => ({text: address, description: usages.join(', ')}));
}

/** Pools, then servers, then certificates: from the large to the small. */
function selectionsOf(slots: readonly Slot[]): readonly Candidate[] {
  const each = (names: readonly string[], description: string): readonly Candidate[] =>
    [...new Set(names)].toSorted().map(text => ({text, description}));
  const pools = each(
    slots.flatMap(({pool}) => pool ?? []),
    'pool',
  );
  const named = new Set(pools.map(({text}) => text));
  // A Standard Edition server is a pool of the same name, and stands here once.
  const servers = each(
    slots.flatMap(({members}) => members).filter(server => !named.has(server)),
    'server',
  );
  return [...pools, ...servers, ...addressesOf(slots)];
}

/** Letter case does not count in any address, so what was typed in capitals is put right. */
function fitting({candidates, paths}: Completion, typed: string, attached = ''): Completion {
  const wanted = typed.toLowerCase();
  const fit = candidates.filter(({text}) => text.toLowerCase().startsWith(wanted));
  return {
    candidates: attached === '' ? fit : fit.map(one => ({...one, text: `${attached}${one.text}`})),
    ...(paths && {paths}),
  };
}
