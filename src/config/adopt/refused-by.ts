/** Which certificates are to be written otherwise, by where the errors of the whole text stand. */
import type {Diagnostic} from '../../core/diagnostic.ts';
import {groupBy} from '../../core/group.ts';
import type {Draft} from './draft.ts';
import {pathOf} from './place.ts';
import type {Refusal, Unit} from './unit.ts';
import {rangesIn} from './write.ts';

/**
 * The units in whose entries errors stand. Where each entry stands is worked out once: with thousands of servers, a
 * mistake that all have is as many errors.
 */
export function refusedBy(
  errors: readonly Diagnostic[],
  {units, ...draft}: {readonly units: readonly Unit[]} & Draft,
): ReadonlyMap<Unit, readonly Refusal[]> {
  const onLine = unitsByLine(units, draft);
  const byAddress = groupBy(units, ({address}) => address);
  const byLabel = groupBy(
    units.flatMap(unit => labelsOf(unit).map(label => ({unit, label}))),
    ({label}) => label,
  );
  const refused = new Map<Unit, Refusal[]>();
  for (const {source, address, code, detail} of errors) {
    const here = source === undefined ? [] : (onLine.get(source.line) ?? []);
    const named = address === undefined ? [] : (byAddress.get(address) ?? []);
    const isTwice = code === 'CFG_FRIENDLY_NAME_TWICE';
    // A name that two certificates of a server bear tells neither from the other: it stays out of both.
    const alike = isTwice ? named.flatMap(labelsOf).flatMap(label => byLabel.get(label) ?? []) : [];
    const refusal = {words: detail, nameOnly: isTwice || here.some(({isLabel}) => isLabel)};
    for (const unit of new Set([...[...here, ...alike].map(one => one.unit), ...named])) {
      const before = refused.get(unit);
      if (before === undefined) refused.set(unit, [refusal]);
      else before.push(refusal);
    }
  }
  return refused;
}

/** Its friendly name on each server that has it. No server's name has a space in it. */
function labelsOf({found, server, certificate: {friendlyName}}: Unit): readonly string[] {
  if (friendlyName === undefined) return [];
  const servers = server === undefined ? found.members : [server];
  return servers.map(one => `${one} ${friendlyName.toLowerCase()}`);
}

interface OnLine {
  readonly unit: Unit;
  /** Whether its friendly name stands there. */
  readonly isLabel: boolean;
}

/** By the number of a line: the units whose entries stand there, those of the pool and of the server. */
function unitsByLine(units: readonly Unit[], {text, document}: Draft): ReadonlyMap<number, readonly OnLine[]> {
  const rangeOf = rangesIn(text);
  const lines = units.flatMap(unit =>
    [pathOf(document, unit.found), pathOf(document, unit.found, unit.server)].flatMap(path => {
      const label = rangeOf([...path, 'friendlyName']);
      const {first, last} = rangeOf(path) ?? NO_LINES;
      return Array.from({length: last - first + 1}, (_, index) => {
        const line = first + index;
        const isLabel = label !== undefined && line >= label.first && line <= label.last;
        return {line, unit, isLabel};
      });
    }),
  );
  return groupBy(lines, ({line}) => line);
}

const NO_LINES = {first: 1, last: 0};
