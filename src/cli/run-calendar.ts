import {resolve} from 'node:path';
import {calendar} from '../core/calendar/calendar.ts';
import type {Diagnostic} from '../core/diagnostic.ts';
import {few} from '../core/few.ts';
import {howFarRead} from '../core/how-far-read.ts';
import type {Actual} from '../core/model/actual.ts';
import type {ServerId} from '../core/model/desired.ts';
import {isSelected} from '../core/plan/selection.ts';
import {calendarDocument, calendarIcs, calendarJson, calendarText} from '../report/calendar.ts';
import type {CommandContext} from './command.ts';
import {loadConfiguration} from './configuration.ts';
import type {ExitCode} from './exit-code.ts';
import {writeProduct} from './files.ts';
import type {PlanOptions} from './make-plan.ts';
import {problem} from './problem.ts';
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
  const {only, exclude, format, out} = flags;
  if (cx.output.json && format === 'ics' && out === undefined) {
    cx.output.diagnose([TWO_FORMATS]);
    return 1;
  }
  const configuration = await loadConfiguration(cx);
  if (configuration === undefined) return 1;
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
  const gaps = gapsIn(read.actual, new Set(desired.slots.flatMap(slot => slot.members)));
  cx.output.diagnose(gaps);
  if (out === undefined) cx.output.deliver('calendar', calendarDocument(entries), text);
  const isDelivered = out === undefined || (await writeProduct(cx, resolve(cx.cwd, out), text));
  return isDelivered && gaps.length === 0 ? 0 : 1;
}

const TWO_FORMATS = problem('CALENDAR_FORMATS', 'Two formats were asked for', {
  detail: 'With --json standard output is a stream of events, and no iCalendar can stand in it.',
  help: 'Leave out --json, or give --out FILE for the iCalendar.',
});

/** Named of each kind; a network that is away may hide very many. */
const MOST_NAMED = 5;

/** What nobody could read is not in a calendar, and whoever relies on it has to know. */
function gapsIn({holders}: Actual, servers: ReadonlySet<ServerId>): readonly Diagnostic[] {
  const read = [...servers].toSorted().map(server => {
    const part = holders[server];
    return {server, far: part === undefined ? 'not' : howFarRead(part)};
  });
  const named = (far: string, how: string): readonly string[] => {
    const all = read.filter(one => one.far === far).map(({server}) => server);
    return all.length === 0 ? [] : [`${few(all, MOST_NAMED)} could ${how}.`];
  };
  const said = [...named('not', 'not be read'), ...named('partly', 'be read in part only')];
  if (said.length === 0) return [];
  return [
    problem('CALENDAR_INCOMPLETE', 'The calendar has gaps', {
      detail: `${said.join(' ')} What is to come there may be missing.`,
      help: 'cscert inspect tells why. Make the calendar anew when all can be read.',
    }),
  ];
}
