/**
 * Maintenance windows. A window is written in the local time of a place, and a day there may have 23, 24 or 25 hours:
 * each is turned into moments, by asking what the clocks of that place show.
 */
import {type Maintenance, WEEKDAYS, type Window} from '../model/upkeep.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** A week and a day: every weekday occurs, also for a window that began yesterday. */
const LOOK_AHEAD = 8;

/** A window as moments; it is open from `start` on and no longer at `end`. */
export interface Opening {
  readonly start: number;
  readonly end: number;
}

/** The window that is open now, else the next one. Undefined where a week has none. */
export function openingAt({timeZone, windows}: Maintenance, now: Date): Opening | undefined {
  const today = localDay(now.getTime(), timeZone);
  const days = Array.from({length: LOOK_AHEAD + 1}, (_, index) => today + (index - 1) * DAY);
  const openings = days.flatMap(day =>
    windows.filter(window => isOn(window, day)).map(window => openingOn(day, window, timeZone)),
  );
  return openings.filter(({end}) => end > now.getTime()).toSorted((a, b) => a.start - b.start)[0];
}

export const isOpen = ({start}: Opening, now: Date): boolean => start <= now.getTime();

/** A day is told by the moment of its midnight, were it one in UTC. */
const isOn = ({days}: Window, day: number): boolean => {
  const weekday = WEEKDAYS[new Date(day).getUTCDay()];
  return weekday !== undefined && days.includes(weekday);
};

function openingOn(day: number, {from, to}: Window, timeZone: string): Opening {
  const last = to > from ? day : day + DAY;
  return {start: moment(day + from * MINUTE, timeZone), end: moment(last + to * MINUTE, timeZone)};
}

/** Midnight of the local day, as if it were UTC. */
function localDay(time: number, timeZone: string): number {
  return Math.floor((time + offsetAt(time, timeZone)) / DAY) * DAY;
}

/**
 * The moment at which the clocks of a place show a local time. Of one that they show twice in autumn it is the first;
 * one that they skip in spring comes as much later as they skip.
 */
function moment(local: number, timeZone: string): number {
  const [before, after] = [local - DAY, local + DAY].map(near => local - offsetAt(near, timeZone));
  const shown = [before, after].filter(time => time !== undefined && time + offsetAt(time, timeZone) === local);
  return shown[0] ?? before ?? local;
}

/** How far the clocks of a place are ahead of UTC at a moment, in milliseconds. */
function offsetAt(time: number, timeZone: string): number {
  const parts = formatterFor(timeZone).formatToParts(new Date(time));
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find(one => one.type === type)?.value);
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return shown - Math.floor(time / 1000) * 1000;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterFor(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(timeZone, made);
  return made;
}

/** Whether this machine knows the clocks of a place. */
export function isTimeZone(name: string): boolean {
  try {
    formatterFor(name);
    return true;
  } catch {
    return false;
  }
}
