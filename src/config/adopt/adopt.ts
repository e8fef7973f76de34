/**
 * From what servers have to a configuration that plans to no change. Nothing is believed of it: what is written is
 * read back, and judged with the checks that a plan uses. Where an entry is refused, or the certificate would not be
 * taken for what it declares, the next one follows it less closely, down to pointing to the certificate as it is.
 */
import {formatAddress} from '../../core/address.ts';
import type {Diagnostic} from '../../core/diagnostic.ts';
import {diff, type SlotDifference} from '../../core/diff/diff.ts';
import {isKnown} from '../../core/diff/member.ts';
import type {Actual} from '../../core/model/actual.ts';
import type {StoredCertificate} from '../../core/model/certificate.ts';
import type {Address, Desired, ServerId, Slot} from '../../core/model/desired.ts';
import type {Finding} from '../../core/model/finding.ts';
import {drift} from '../../core/policy/check.ts';
import type {Document} from '../generated/document.ts';
import type {LoadResult} from '../load.ts';
import type {LoadedDocument} from '../loaded.ts';
import {poolsOf} from '../resolve/pools.ts';
import {resolve} from '../resolve/resolve.ts';
import {issuingAuthority} from './authority.ts';
import {
  CLOSENESS,
  type Closeness,
  describe,
  describeNames,
  isUsed,
  type NameDifference,
  type Settings,
  unwantedSubject,
} from './entry.ts';
import {type Found, findCertificates, type Mismatch, mainCertificate} from './found.ts';
import {keptSettings, withoutSubject} from './kept.ts';
import {type Entry, merge, pathOf, place} from './place.ts';
import {type Remark, remarksOf} from './remarks.ts';
import {rangeOf, writeDocument} from './write.ts';

export interface AdoptInput {
  readonly loaded: LoadedDocument;
  readonly actual: Actual;
  readonly now: Date;
  /** Whether a pool, or `global`, is wanted. */
  readonly takes: (pool: string) => boolean;
  /** Reads a text as the configuration. */
  readonly read: (text: string) => Promise<LoadResult>;
}

/** What is not in order in what was written, however it is written: a plan will say so too. */
export interface Left {
  readonly address: Address;
  readonly server: ServerId;
  readonly findings: readonly Finding[];
}

export interface Adopted {
  readonly text: string;
  readonly mismatches: readonly Mismatch[];
  readonly left: readonly Left[];
  /** How many certificates were taken over, and how many of them are only pointed to. */
  readonly adopted: number;
  readonly used: number;
}

/** One certificate on one server, or the one that all share. */
export interface Unit {
  readonly found: Found;
  /** Absent where all share it. */
  readonly server?: ServerId;
  readonly certificate: StoredCertificate;
  readonly address: Address;
}

/** How each unit is written, and why not more closely. */
export interface Choice {
  readonly closeness: Closeness;
  readonly why: readonly string[];
}

type Choices = ReadonlyMap<Unit, Choice>;

const FULL: Choice = {closeness: 'full', why: []};

/** The diagnostics tell why nothing could be written. */
export async function adopt(input: AdoptInput): Promise<Adopted | {readonly diagnostics: readonly Diagnostic[]}> {
  const {loaded, actual, takes} = input;
  const {found, mismatches} = findCertificates(loaded.document, actual, takes);
  const units = found.flatMap(unitsOf);
  let choices: Choices = new Map(units.map(unit => [unit, FULL]));
  for (;;) {
    const draft = makeDraft(input, {found, units, choices});
    if ('diagnostics' in draft) return draft;
    const judged = await judgeDraft(input, draft, {units, choices});
    const refused = units.flatMap(unit => {
      const why = judged.refused.get(unit);
      const next = why && stepBack(choices.get(unit) ?? FULL, why);
      return next === undefined ? [] : [[unit, next] as const];
    });
    if (refused.length === 0) {
      if (judged.desired === undefined) return {diagnostics: judged.diagnostics};
      const used = units.filter(unit => isUsed(choices.get(unit)?.closeness ?? 'full')).length;
      return {text: draft.text, mismatches, left: judged.left, adopted: units.length, used};
    }
    choices = new Map([...choices, ...refused]);
  }
}

function unitsOf(found: Found): readonly Unit[] {
  const {scope, pool, certificate: name, members, stored} = found;
  if (scope === 'server') {
    return members.flatMap(server => {
      const certificate = stored.get(server);
      if (certificate === undefined || pool === undefined) return [];
      return [{found, server, certificate, address: formatAddress({scope, pool, server, certificate: name})}];
    });
  }
  const certificate = mainCertificate(found);
  if (certificate === undefined) return [];
  const address =
    scope === 'pool' && pool !== undefined
      ? formatAddress({scope, pool, certificate: name})
      : formatAddress({scope: 'global', certificate: name});
  return [{found, certificate, address}];
}

interface Refusal {
  readonly words: string;
  /** Only the friendly name was wrong. */
  readonly nameOnly: boolean;
}

/** A label that cannot stand is left out; whatever else is wrong, the certificate can still be pointed to. */
function stepBack({closeness, why}: Choice, refusals: readonly Refusal[]): Choice | undefined {
  const nameOnly = refusals.every(one => one.nameOnly);
  const from = CLOSENESS.indexOf(closeness);
  const to = closeness === 'full' && nameOnly ? 'unnamed' : from < 2 ? 'use' : 'bare';
  if (to === closeness) return undefined;
  const words = refusals.filter(one => !one.nameOnly).map(one => one.words);
  return {closeness: to, why: to === 'use' ? words : why};
}

interface Drafting {
  readonly found: readonly Found[];
  readonly units: readonly Unit[];
  readonly choices: Choices;
}

interface Draft {
  readonly text: string;
  readonly document: Document;
}

function makeDraft(input: AdoptInput, given: Drafting): Draft | {readonly diagnostics: readonly Diagnostic[]} {
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

function resolveWith(
  loaded: LoadedDocument,
  document: Document,
  entries: readonly Entry[],
): Desired | {readonly diagnostics: readonly Diagnostic[]} {
  const {desired, diagnostics} = resolve({...loaded, document: place(document, entries)});
  return desired ?? {diagnostics: diagnostics.filter(({severity}) => severity === 'error')};
}

function slotOf({slots}: Desired, {address}: Unit): Slot {
  const slot = slots.find(one => one.address === address);
  if (slot === undefined) throw new Error(`no slot ${address}`);
  return slot;
}

interface Judged {
  readonly desired?: Desired;
  readonly diagnostics: readonly Diagnostic[];
  readonly refused: ReadonlyMap<Unit, readonly Refusal[]>;
  readonly left: readonly Left[];
}

/** Reads what was written, and compares it with what it was written from. */
async function judgeDraft(
  {read, actual, now}: AdoptInput,
  {text, document}: Draft,
  {units, choices}: Pick<Drafting, 'units' | 'choices'>,
): Promise<Judged> {
  const result = await read(text);
  const resolution = result.loaded && resolve(result.loaded);
  const diagnostics = [...result.diagnostics, ...(resolution?.diagnostics ?? [])];
  const errors = diagnostics.filter(({severity}) => severity === 'error');
  const desired = resolution?.desired;
  if (desired === undefined) {
    const refused = refusedBy(errors, {units, text, document});
    return {diagnostics: errors, refused, left: []};
  }
  const {slots} = diff(desired, actual, now);
  const byAddress = new Map(slots.map(one => [one.slot.address, one]));
  const judged = units.map(unit => ({unit, wrong: driftOf(byAddress.get(unit.address), unit)}));
  const refused = new Map(
    judged
      .filter(({unit}) => !isUsed(choices.get(unit)?.closeness ?? 'full'))
      .map(({unit, wrong}) => [unit, wrong.filter(({code}) => !OF_TIME.has(code))] as const)
      .filter(([, wrong]) => wrong.length > 0)
      .map(([unit, wrong]) => [unit, wrong.map(({message}) => ({words: message, nameOnly: false}))] as const),
  );
  const left = judged
    .filter(({wrong}) => wrong.length > 0)
    .map(({unit, wrong}) => ({
      address: unit.address,
      server: unit.server ?? unit.found.members[0] ?? '',
      findings: wrong,
    }));
  return {desired, diagnostics, refused, left};
}

/** What comes by itself: such a certificate is renewed or waited for as any other, and pointing to it would not help. */
const OF_TIME: ReadonlySet<string> = new Set(['EXPIRED', 'EXPIRES_SOON', 'NOT_YET_VALID']);

const notTaken = ({friendlyName}: StoredCertificate): Finding =>
  drift('ADOPT_NOT_TAKEN', 'person', {
    expected: 'a certificate of its own',
    actual: friendlyName ?? '(no friendly name)',
    message: 'it is taken for the certificate of another declaration, by its friendly name or its key',
  });

/** What is wrong with the certificate, besides its label. */
function driftOf(difference: SlotDifference | undefined, {server, certificate}: Unit): readonly Finding[] {
  const members = (difference?.members ?? []).filter(isKnown);
  const findings = members
    .filter(member => server === undefined || member.server === server)
    .filter(({store}) => store.some(one => one.thumbprint === certificate.thumbprint))
    .flatMap(({candidates}) => {
      const judged = candidates.find(one => one.certificate.thumbprint === certificate.thumbprint);
      return judged?.findings ?? [notTaken(certificate)];
    });
  const counted = findings.filter(({severity, cure}) => severity === 'drift' && cure !== 'mark');
  return [...new Map(counted.map(one => [one.message, one])).values()];
}

/** A name that two certificates of a server bear tells neither from the other: it stays out of both. */
function bearsSame({certificate}: Unit, address: Address | undefined, units: readonly Unit[]): boolean {
  const name = certificate.friendlyName?.toLowerCase();
  return units.some(one => one.address === address && one.certificate.friendlyName?.toLowerCase() === name);
}

/** The units in whose entries errors stand. */
function refusedBy(
  errors: readonly Diagnostic[],
  {units, text, document}: {readonly units: readonly Unit[]} & Draft,
): ReadonlyMap<Unit, readonly Refusal[]> {
  const refused = new Map<Unit, Refusal[]>();
  for (const {source, address, code, detail} of errors) {
    const refusal = {words: detail, nameOnly: code === 'CFG_FRIENDLY_NAME_TWICE'};
    for (const unit of units) {
      const ranges = [pathOf(document, unit.found), pathOf(document, unit.found, unit.server)].map(path =>
        rangeOf(text, path),
      );
      const inside =
        source !== undefined && ranges.some(range => range && source.line >= range.first && source.line <= range.last);
      if (!inside && address !== unit.address && !(refusal.nameOnly && bearsSame(unit, address, units))) continue;
      refused.set(unit, [...(refused.get(unit) ?? []), refusal]);
    }
  }
  return refused;
}
