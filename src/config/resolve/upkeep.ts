import {type Maintenance, type Upkeep, USUAL_UPKEEP, WEEKDAYS, type Window} from '../../core/model/upkeep.ts';
import type {Defaults} from '../generated/document.ts';
import type {LoadedDocument} from '../loaded.ts';
import {type Layer, setting} from './layers.ts';
import {parseRenewBefore} from './renew-before.ts';

type Written = NonNullable<Defaults['maintenance']>;

/** How a certificate is looked after: what is written, and cscert's defaults for the rest. */
export function upkeepOf(
  layers: readonly Layer[],
  authority: string,
  {document}: Pick<LoadedDocument, 'document'>,
): Upkeep {
  const spread = setting(layers, settings => settings.renewSpread);
  const retire = setting(layers, settings => settings.retireAfter);
  const maintenance = setting(layers, settings => settings.maintenance);
  const restart = setting(layers, settings => settings.restart);
  const declared = document.authorities?.[authority];
  const {retireAfter: usual, ...others} = USUAL_UPKEEP;
  const retireAfter = retire === undefined ? usual : parseRetireAfter(retire);
  return {
    ...others,
    issuesPerDay: declared?.issuesPerDay ?? others.issuesPerDay,
    tolerate: declared?.tolerate ?? others.tolerate,
    ...(spread !== undefined && {renewSpread: Number.parseFloat(spread)}),
    ...(retireAfter !== undefined && {retireAfter}),
    ...(maintenance && {maintenance: readMaintenance(maintenance)}),
    ...(restart === 'afterAssign' && {restart}),
  };
}

/** Milliseconds; undefined for `never`. */
function parseRetireAfter(text: string): number | undefined {
  const parsed = parseRenewBefore(text);
  return parsed !== undefined && 'milliseconds' in parsed ? parsed.milliseconds : undefined;
}

function readMaintenance({timeZone, windows}: Written): Maintenance {
  return {timeZone, windows: windows.map(readWindow)};
}

function readWindow({days, from, to}: Written['windows'][number]): Window {
  return {days: days ?? WEEKDAYS, from: minutesOf(from), to: minutesOf(to)};
}

/** `22:30` as minutes after midnight; the schema has seen to its shape. */
function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}
