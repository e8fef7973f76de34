/** What `explain` says about the life of a certificate: when it is renewed, how it takes over, and what becomes of it. */
import type {RenewBefore, Slot} from '../core/model/desired.ts';
import type {SettingName} from '../core/model/origin.ts';
import {type Upkeep, WEEKDAYS, type Window} from '../core/model/upkeep.ts';
import {isTokenUsage} from '../core/roll/tokens.ts';
import {count} from './text.ts';

/** A word, its value, and the setting whose origin is told. */
export type SettingRow = readonly [label: string, value: string, setting?: SettingName];

/** From its renewal to its removal; what is said only where it is not as usual is left out elsewhere. */
export function upkeepRows(slot: Slot): readonly SettingRow[] {
  return [
    ['renewal', renewalText(slot), 'renewBefore'],
    ...rollRows(slot),
    ...restartRows(slot.upkeep),
    ['when superseded', retirementText(slot.upkeep), 'retireAfter'],
    ...maintenanceRows(slot.upkeep),
  ];
}

/** Tokens outlive the certificate that signed them, so the product keeps both for a while; nothing else can wait so. */
function rollRows({usages}: Slot): readonly SettingRow[] {
  const [token, ...more] = usages.filter(isTokenUsage);
  if (token === undefined || more.length > 0) return [];
  const staged = `${token} keeps the old certificate until a moment that the plan names`;
  if (usages.length === 1) return [['takes over', `staged: ${staged}`]];
  const advice = `recommended is a certificate of its own for it (usages: [${token}]), which takes over as a whole`;
  return [['takes over', `in parts: ${staged}, the other usages switch at once; ${advice}`]];
}

function restartRows({restart}: Upkeep): readonly SettingRow[] {
  return restart === undefined ? [] : [['restart', 'of the services, after an assignment', 'restart']];
}

function renewalText({spec: {renewBefore}, upkeep: {renewSpread}}: Slot): string {
  const spread = renewSpread === 0 ? '' : `, or up to ${renewSpread}% of that earlier`;
  return `${renewBeforeText(renewBefore)}${spread}`;
}

function retirementText({retireAfter}: Upkeep): string {
  if (retireAfter === undefined) return 'kept';
  return `removed ${timeText(retireAfter)} after its successor took over`;
}

function maintenanceRows({maintenance}: Upkeep): readonly SettingRow[] {
  if (maintenance === undefined) return [];
  const {timeZone, windows} = maintenance;
  return [['assigned', `${windows.map(windowText).join('; ')} (${timeZone})`, 'maintenance']];
}

function windowText({days, from, to}: Window): string {
  const when = days.length === WEEKDAYS.length ? 'every day' : days.join(', ');
  return `${when} ${clockText(from)} to ${clockText(to)}`;
}

const clockText = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map(part => String(part).padStart(2, '0')).join(':');

function timeText(milliseconds: number): string {
  const hours = milliseconds / 3_600_000;
  return hours % 24 === 0 ? count(hours / 24, 'day') : count(hours, 'hour');
}

function renewBeforeText(renewBefore: RenewBefore): string {
  if ('percent' in renewBefore) return `when ${renewBefore.percent}% of its lifetime is left`;
  return `${timeText(renewBefore.milliseconds)} before its end`;
}
