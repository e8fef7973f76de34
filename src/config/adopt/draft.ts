/** A configuration from how each certificate is to be written. */
import {groupBy} from '../../core/group.ts';
import type {Slot, SubjectSpec} from '../../core/model/desired.ts';
import type {Document, Names} from '../generated/document.ts';
import type {LoadedDocument} from '../loaded.ts';
import {resolve} from '../resolve/resolve.ts';
import {issuingAuthority} from './authority.ts';
import {describe, describeNames, isUsed, type NameDifference, type Settings, unwantedSubject} from './entry.ts';
import type {Found} from './found.ts';
import {declaredSettings, keptSettings, withoutSubject, writtenSettings} from './kept.ts';
import {type Entry, merge, place} from './place.ts';
import {type Remark, remarksOf} from './remarks.ts';
import {type AdoptInput, type Choices, type Failed, FULL, type Spot, type Unit} from './unit.ts';
import {writeDocument} from './write.ts';

export interface Drafting {
  readonly found: readonly Found[];
  /** Pools, or `global`, that are not looked at. */
  readonly untouched: ReadonlySet<string>;
  readonly units: readonly Unit[];
  /** Spots without a certificate that could be read: what was declared for them stays. */
  readonly rest: readonly Spot[];
  readonly choices: Choices;
}

export interface Draft {
  readonly text: string;
  readonly document: Document;
}

/** Settings and names of every certificate, placed and written. */
export function makeDraft(input: AdoptInput, given: Drafting): Draft | Failed {
  const {found, untouched, units, rest, choices} = given;
  const {loaded} = input;
  const before = settingsBefore(input, given);
  const first = resolveWith(loaded, loaded.document, entriesOf(found, before));
  if ('diagnostics' in first) return first;
  const isDescribed = (unit: Unit): boolean => !isUsed(choices.get(unit)?.closeness ?? 'full');
  const unwanted = new Set(units.filter(isDescribed).flatMap(unit => unwantedSubject(first(unit), unit.certificate)));
  const document = withoutSubject(loaded.document, unwanted, untouched);
  const others = [...rest, ...units.filter(unit => !isDescribed(unit))];
  const subjects = new Map(others.map(spot => [spot, subjectSetting(first(spot), unwanted)]));
  const bare = mapValues(before, (settings, spot) => merge(settings, subjects.get(spot) ?? {}));
  const second = resolveWith(loaded, document, entriesOf(found, bare));
  if ('diagnostics' in second) return second;
  const described = new Map([
    ...bare,
    ...units.map(unit => {
      const {closeness, declared} = choices.get(unit) ?? FULL;
      const own = bare.get(unit) ?? {};
      const seen = describe(second(unit), unit.certificate, closeness);
      // What was declared is not described anew, be it that the certificate is otherwise.
      return [unit, declared ? merge(seen, own) : merge(own, seen)] as const;
    }),
  ]);
  const third = resolveWith(loaded, document, entriesOf(found, described));
  const remarks: Remark[] = [];
  const named = new Map([
    ...described,
    ...units.map(unit => {
      const choice = choices.get(unit) ?? FULL;
      // What cannot be resolved is refused when it is read back, in the words of the configuration's own rules.
      const isNamed = choice.closeness !== 'bare' && choice.closeness !== 'alone';
      const known = !isNamed || 'diagnostics' in third ? undefined : third(unit);
      const written = described.get(unit)?.names;
      const names = known && besideWritten(describeNames(known, unit.certificate), written);
      remarks.push(...remarksOf({unit, choice, names, written}));
      return [unit, merge(described.get(unit) ?? {}, names ? namesSetting(names, written) : {})] as const;
    }),
  ]);
  const placed = place(document, entriesOf(found, named));
  return {document: placed, text: writeDocument(placed, remarks)};
}

function mapValues<K, V>(map: ReadonlyMap<K, V>, change: (value: V, key: K) => V): ReadonlyMap<K, V> {
  return new Map([...map].map(([key, value]) => [key, change(value, key)]));
}

function unlabelled({friendlyName: _label, ...others}: Settings): Settings {
  return others;
}

/** Subject fields of a certificate that nothing describes, for the `defaults` that had them are to lose them. */
function subjectSetting({spec}: Slot, fields: ReadonlySet<keyof SubjectSpec>): Settings {
  const had = [...fields].flatMap(field => {
    const value = spec.subject[field];
    return value === undefined ? [] : [[field, value] as const];
  });
  return had.length === 0 ? {} : {subject: Object.fromEntries(had)};
}

/** What was written to be in the next certificate, or not, is not taken back because this one is otherwise. */
function besideWritten(
  {add, leaveOut}: NameDifference,
  {add: added = [], leaveOut: left = []}: Names = {},
): NameDifference {
  const isIn = (list: readonly string[], name: string) => list.some(one => one.toLowerCase() === name);
  return {
    add: add.filter(name => !isIn(left, name)),
    leaveOut: leaveOut.filter(({name}) => !isIn(added, name)),
  };
}

/** With what was written behind, so that the reasons stand beside the names that they are of. */
function namesSetting({add, leaveOut}: NameDifference, {add: added = [], leaveOut: left = []}: Names = {}): Settings {
  if (add.length + leaveOut.length === 0) return {};
  return {
    names: {
      ...(add.length > 0 && {add: [...add, ...added]}),
      ...(leaveOut.length > 0 && {leaveOut: [...leaveOut.map(({name}) => name), ...left]}),
    },
  };
}

/**
 * What holds before the certificate is looked at: what was written before, and who issued it. Where none is there, or just
 * this one was declared to be used, all that was written stays.
 */
function settingsBefore({loaded, actual}: AdoptInput, {units, rest, choices}: Drafting): ReadonlyMap<Spot, Settings> {
  return new Map([
    ...rest.map(spot => [spot, writtenSettings(spot)] as const),
    ...units.map(unit => {
      const {closeness, declared} = choices.get(unit) ?? FULL;
      const written = writtenSettings(unit);
      const {authority: before, ...kept} = declared
        ? declaredSettings(written, closeness)
        : keptSettings(written, closeness);
      const authority = declared ? before : issuingAuthority(unit, {loaded, actual, written: before});
      return [unit, {...kept, ...(authority !== undefined && {authority})}] as const;
    }),
  ]);
}

function entriesOf(found: readonly Found[], settings: ReadonlyMap<Spot, Settings>): readonly Entry[] {
  const bySpot = groupBy(settings, ([spot]) => spot.found);
  return found.map(one => {
    const spots = bySpot.get(one) ?? [];
    const {scope, unusual, usages} = one;
    const shared = spots.find(([spot]) => spot.server === undefined)?.[1] ?? {};
    return {
      found: one,
      shared: {usages: [...usages], ...(unusual && scope !== 'global' && {scope}), ...shared},
      own: new Map(spots.flatMap(([{server}, own]) => (server === undefined ? [] : [[server, own] as const]))),
    };
  });
}

/** What each spot means. Labels do not count, and two that are alike would keep the rest from being resolved. */
function resolveWith(
  loaded: LoadedDocument,
  document: Document,
  entries: readonly Entry[],
): ((spot: Spot) => Slot) | Failed {
  const plain = entries.map(entry => ({
    ...entry,
    shared: unlabelled(entry.shared),
    own: mapValues(entry.own, unlabelled),
  }));
  const {desired, diagnostics} = resolve({...loaded, document: place(document, plain)});
  if (desired === undefined) return {diagnostics: diagnostics.filter(({severity}) => severity === 'error')};
  const slots = new Map(desired.slots.map(slot => [slot.address, slot]));
  return ({address}) => {
    const slot = slots.get(address);
    if (slot === undefined) throw new Error(`no slot ${address}`);
    return slot;
  };
}
