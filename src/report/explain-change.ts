import type {Desired, Place, Slot} from '../core/model/desired.ts';
import {ADDED} from '../core/names/claim.ts';
import {clean} from './clean.ts';
import {placeText} from './diagnostic-text.ts';
import {indent, wrap} from './text.ts';

export interface ChangeView {
  readonly width: number;
  /** Names that are left out already. */
  readonly leftOut?: readonly string[];
}

/**
 * What one would write to change a slot's names: YAML under the path of this certificate, with names that could be
 * meant. The prose is wrapped; the YAML is not, for it is made to be copied.
 */
export function explainChange(desired: Desired, slot: Slot, {width, leftOut = []}: ChangeView): readonly string[] {
  const yaml = [...pathOf(slot), 'names'].map((key, depth) => `${' '.repeat(2 * depth)}${key}:`);
  const lists = namesYaml(desired, slot, leftOut);
  const besides = usualBesides(desired, slot);
  return [
    ...prose(`To change the names, write (the certificate is declared at ${placeText(slot.declaredAt)}):`, width),
    '',
    ...indent([...yaml, ...indent(lists, 2 * yaml.length), ...indent(besides.map(emptyEntry), 2 * yaml.length - 4)], 4),
    ...serverNote(desired, slot, width),
    ...besidesNote(besides, width),
  ];
}

function pathOf(slot: Slot): readonly string[] {
  return slot.pool === undefined
    ? ['deployment', 'certificates', clean(slot.certificate)]
    : ['pools', clean(slot.pool), 'certificates', clean(slot.certificate)];
}

/** Names that were added or left out stay in their lists: what one writes is the whole of them. */
function namesYaml({deployment}: Desired, slot: Slot, leftOut: readonly string[]): readonly string[] {
  const added = slot.spec.names.filter(name => name.reasons.includes(ADDED)).map(name => name.value);
  const domain = deployment.sipDomains[0] ?? slot.spec.subject.commonName;
  const dispensable = slot.spec.names
    .map(name => name.value)
    // Names are left out one by one, so a wildcard cannot be.
    .filter(name => name !== slot.spec.subject.commonName && name !== slot.pool && !name.startsWith('*'))
    .findLast(name => !slot.members.includes(name) && !added.includes(name));
  const out = dispensable === undefined ? leftOut : [...leftOut, dispensable];
  return [
    `add: ${yamlList([...added, `another.${domain}`])}`,
    ...(out.length === 0 ? [] : [`leaveOut: ${yamlList(out)}`]),
  ];
}

const yamlList = (names: readonly string[]): string => `[${[...new Set(names)].map(yamlText).join(', ')}]`;

/** A leading asterisk would be an alias in YAML. */
function yamlText(name: string): string {
  return name.startsWith('*') ? `'${clean(name)}'` : clean(name);
}

function serverNote({holders}: Desired, slot: Slot, width: number): readonly string[] {
  const [server] = slot.members;
  const known = holders.some(holder => holder.server === server);
  if (slot.scope !== 'server' || server === undefined || !known || server === slot.pool) return [];
  const note =
    `That changes every server of the pool. For ${clean(server)} alone, write certificates below this server's name ` +
    'under servers of the pool: its lists replace those of the pool.';
  return ['', ...prose(note, width)];
}

/**
 * The other certificates of a pool that has those of its role: a pool that names one has those that it names and no
 * others, so they have to be named as well.
 */
function usualBesides({slots}: Desired, slot: Slot): readonly string[] {
  const besides = slots
    .filter(
      ({pool, declaredAt}) => pool !== undefined && pool === slot.pool && isSamePlace(declaredAt, slot.declaredAt),
    )
    .map(({certificate}) => clean(certificate))
    .filter(certificate => certificate !== slot.certificate);
  return [...new Set(besides)];
}

function emptyEntry(certificate: string): string {
  return `${certificate}: {}`;
}

function besidesNote(besides: readonly string[], width: number): readonly string[] {
  if (besides.length === 0) return [];
  const note = `Where certificates are written there are no others, so ${besides.join(' and ')} must stand there as well.`;
  return ['', ...prose(note, width)];
}

/** Certificates of a role's usual layout have no entry of their own: their place is their pool's. */
function isSamePlace(a: Place, b: Place): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column;
}

function prose(text: string, width: number): readonly string[] {
  return wrap(text, width).split('\n');
}
