import {type Asn1, contentsOf, isUniversal, TAG} from './der.ts';
import {text} from './der-write.ts';
import {X509Error} from './error.ts';

/** Year, month, day, hour, minute and perhaps second, and how far that is from UTC. */
const fields = (yearDigits: number): RegExp =>
  new RegExp(
    `^(\\d{${yearDigits}})(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(?:(\\d\\d)(?:\\.\\d+)?)?(?:Z|([+-])(\\d\\d)(\\d\\d))$`,
  );
const UTC_TIME = fields(2);
const GENERALIZED_TIME = fields(4);
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/**
 * A time of a certificate as ISO 8601 UTC to the second. Besides the one form that RFC 5280 section 4.1.2.5 allows it
 * takes what old CAs wrote: no seconds, fractions, an offset.
 */
export function readTime(node: Asn1 | undefined, what: string): string {
  if (isUniversal(node, TAG.utcTime)) return isoTime(UTC_TIME.exec(contentsOf(node, what)), what);
  if (isUniversal(node, TAG.generalizedTime)) return isoTime(GENERALIZED_TIME.exec(contentsOf(node, what)), what);
  throw new X509Error(`${what} is not a time`);
}

/** UTCTime until 2049, GeneralizedTime from 2050 (RFC 5280 section 4.1.2.5). */
export function writeTime(time: Date): Asn1 {
  if (Number.isNaN(time.getTime())) throw new X509Error('the time to be written is no date');
  const year = time.getUTCFullYear();
  if (year < 1950 || year > 9999) throw new X509Error(`the year ${year} has no place in a certificate`);
  const digits = `${time.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
  return year < 2050 ? text(TAG.utcTime, digits.slice(2)) : text(TAG.generalizedTime, digits);
}

function isoTime(match: RegExpExecArray | null, what: string): string {
  if (match === null) throw new X509Error(`${what} is not a valid time`);
  const {1: written = '', 2: month = '', 3: day = '', 4: hour = '', 5: minute = '', 6: second = '00', 7: sign} = match;
  const year = written.length === 4 ? written : withCentury(written);
  if (!isDay(year, month, day) || hour > '23' || minute > '59' || second > '59') {
    throw new X509Error(`${what} is not a valid time`);
  }
  // Joined, for what a template of so many parts makes stays in these parts until it is read.
  const local = [year, '-', month, '-', day, 'T', hour, ':', minute, ':', second, 'Z'].join('');
  return sign === undefined ? local : shifted(local, match, what);
}

/** Two digits mean 1950 to 2049. */
function withCentury(year: string): string {
  return (year >= '50' ? '19' : '20') + year;
}

/** Whether there is such a day, of four and twice two digits. */
function isDay(year: string, month: string, day: string): boolean {
  if (month < '01' || month > '12' || day < '01') return false;
  return day <= '28' || Number(day) <= lastDay(Number(year), Number(month));
}

function lastDay(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && leap ? 29 : (DAYS[month - 1] ?? 0);
}

function shifted(local: string, match: RegExpExecArray, what: string): string {
  const {7: sign, 8: hours, 9: minutes} = match;
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  const utc = new Date(Date.parse(local) + (sign === '+' ? -offset : offset));
  if (utc.getUTCFullYear() < 0 || utc.getUTCFullYear() > 9999) throw new X509Error(`${what} is not a valid time`);
  return `${utc.toISOString().slice(0, 19)}Z`;
}
