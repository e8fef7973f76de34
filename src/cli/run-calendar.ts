import {resolve} from 'node:path';
import {calendar} from '../core/calendar/calendar.ts';
import {isSelected} from '../core/plan/plan.ts';
import {calendarIcs, calendarJson, calendarText} from '../report/calendar.ts';
import type {CommandContext} from './command.ts';
import {loadConfiguration} from './configuration.ts';
import type {ExitCode} from './exit-code.ts';
import {writeProduct} from './files.ts';
import type {PlanOptions} from './make-plan.ts';
import {readPlanned} from './read-world.ts';
import {selectionProblems} from './selection.ts';

export interface CalendarFlags extends PlanOptions {
  readonly format: 'text' | 'json' | 'ics';
  readonly until?: Date;
  readonly out?: string;
}

const DAY = 86_400_000;
/** So far ahead, unless another day is asked for. */
const AHEAD = 400 * DAY;

export async function runCalendar(cx: CommandContext, flags: CalendarFlags): Promise<ExitCode> {
  const configuration = await loadConfiguration(cx);
  if (configuration === undefined) return 1;
  const {only, exclude, format, out} = flags;
  const selection = {only, exclude};
  const wrong = selectionProblems(configuration.desired.slots, selection);
  cx.output.diagnose(wrong);
  if (wrong.length > 0) return 1;
  const read = await readPlanned(cx, configuration, {...flags, selection, signal: new AbortController().signal});
  if (read === undefined) return 1;
  const now = cx.host.clock.now();
  const until = flags.until ?? new Date(now.getTime() + AHEAD);
  const desired = {
    ...configuration.desired,
    slots: configuration.desired.slots.filter(slot => isSelected(slot, selection)),
  };
  const entries = calendar({desired, actual: read.actual, now, until});
  const deployment = desired.deployment.name;
  const text =
    format === 'json'
      ? calendarJson(entries)
      : format === 'ics'
        ? calendarIcs(entries, {deployment, now})
        : calendarText(entries, {style: cx.output.style, until});
  if (out !== undefined) return (await writeProduct(cx, resolve(cx.cwd, out), text)) ? 0 : 1;
  cx.output.print(text);
  return Object.values(read.actual.holders).every(part => 'ok' in part) ? 0 : 1;
}
