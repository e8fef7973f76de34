/** A configuration from how each certificate is to be written. */
import type {Desired, ServerId, Slot} from '../../core/model/desired.ts';
import type {Document} from '../generated/document.ts';
import type {LoadedDocument} from '../loaded.ts';
import {poolsOf} from '../resolve/pools.ts';
import {resolve} from '../resolve/resolve.ts';
import {issuingAuthority} from './authority.ts';
import {describe, describeNames, isUsed, type NameDifference, type Settings, unwantedSubject} from './entry.ts';
import type {Found} from './found.ts';
import {keptSettings, withoutSubject} from './kept.ts';
import {type Entry, merge, place} from './place.ts';
import {type Remark, remarksOf} from './remarks.ts';
import {type AdoptInput, type Choices, type Failed, FULL, type Unit} from './unit.ts';
import {writeDocument} from './write.ts';

export interface Drafting {
  readonly found: readonly Found[];
  readonly units: readonly Unit[];
  readonly choices: Choices;
}

export interface Draft {
  readonly text: string;
  readonly document: Document;
}

/** Settings and names of every certificate, placed and written. */
export function makeDraft(input: AdoptInput, given: Drafting): Draft | Failed {
  const {found, units, choices} = given;
  const bare = settingsBefore(input, given);
  const first = resolveWith(input.loaded, input.loaded.document, entriesOf(found, bare));
  if ('diagnostics' in first) return first;
  const unwanted = units
    .filter(unit => !isUsed(choices.get(unit)?.closeness ?? 'full'))
    .flatMap(unit => unwantedSubject(slotOf(first, unit), unit.certificate));
  const document = withoutSubject(input.loaded.document, new Set(unwanted));
  const second = resolveWith(input.loaded, document, entriesOf(found, bare));
  if ('diagnostics' in second) return second;
  const described = new Map(
    units.map(unit => {
      const {closeness} = choices.get(unit) ?? FULL;
      return [unit, merge(bare.get(unit) ?? {}, describe(slotOf(second, unit), unit.certificate, closeness))] as const;
    }),
  );
  // Labels do not count for names, and two that are alike would keep the rest from being resolved.
  const third = resolveWith(input.loaded, document, entriesOf(found, mapValues(described, unlabelled)));
  const remarks: Remark[] = [];
  const named = new Map(
    units.map(unit => {
      const choice = choices.get(unit) ?? FULL;
      // What cannot be resolved is refused when it is read back, in the words of the configuration's own rules.
      const known = choice.closeness === 'bare' || 'diagnostics' in third ? undefined : slotOf(third, unit);
      const names = known && describeNames(known, unit.certificate);
      remarks.push(...remarksOf({unit, choice, names}));
      return [unit, merge(described.get(unit) ?? {}, names ? namesSetting(names) : {})] as const;
    }),
  );
  const placed = place(document, entriesOf(found, named));
  return {document: placed, text: writeDocument(placed, remarks)};
}

function mapValues<K, V>(map: ReadonlyMap<K, V>, change: (value: V) => V): ReadonlyMap<K, V> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}

function unlabelled({friendlyName: _label, ...others}: Settings): Settings {
  return others;
}

function namesSetting({add, leaveOut}: NameDifference): Settings {
  if (add.length + leaveOut.length === 0) return {};
  return {
    names: {
      ...(add.length > 0 && {add}),
      ...(leaveOut.length > 0 && {leaveOut: leaveOut.map(({name}) => name)}),
    },
  };
}

/** What holds before the certificate is looked at: what was written before, and who issued it. */
function settingsBefore({loaded, actual, now}: AdoptInput, {units}: Drafting): ReadonlyMap<Unit, Settings> {
  return new Map(
    units.map(unit => {
      const {found, server} = unit;
      const before = keptSettings(server === undefined ? found.kept : serverSettings(loaded.document, found, server));
      const {authority: written, ...kept} = before;
      const authority = issuingAuthority(unit, {loaded, actual, now, written: written ?? found.kept.authority});
      return [unit, {...kept, ...(authority !== undefined && {authority})}];
    }),
  );
}

/** With what the pool has of it beneath. */
function serverSettings(document: Document, {pool, certificate, kept}: Found, server: ServerId): Settings {
  const declared = poolsOf(document).find(one => one.fqdn === pool);
  const own = declared?.servers.find(one => one.fqdn === server)?.settings.certificates?.[certificate];
  return merge(kept, own ?? {});
}

function entriesOf(found: readonly Found[], settings: ReadonlyMap<Unit, Settings>): readonly Entry[] {
  return found.map(one => {
    const units = [...settings].filter(([unit]) => unit.found === one);
    const {scope, unusual, usages} = one;
    const shared = units.find(([unit]) => unit.server === undefined)?.[1] ?? {};
    return {
      found: one,
      shared: {usages: [...usages], ...(unusual && scope !== 'global' && {scope}), ...shared},
      own: new Map(units.flatMap(([{server}, own]) => (server === undefined ? [] : [[server, own] as const]))),
    };
  });
}

function resolveWith(loaded: LoadedDocument, document: Document, entries: readonly Entry[]): Desired | Failed {
  const {desired, diagnostics} = resolve({...loaded, document: place(document, entries)});
  return desired ?? {diagnostics: diagnostics.filter(({severity}) => severity === 'error')};
}

function slotOf({slots}: Desired, {address}: Unit): Slot {
  const slot = slots.find(one => one.address === address);
  if (slot === undefined) throw new Error(`no slot ${address}`);
  return slot;
}
