import {type Asn1, contentsOf, isUniversal, TAG} from './der.ts';
import {text} from './der-write.ts';
import {X509Error} from './error.ts';

const FIELDS = /^(\d{12})(?:(\d\d)(?:\.\d+)?)?(?:Z|([+-])(\d\d)(\d\d))$/;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/**
 * A time of a certificate as ISO 8601 UTC to the second. Besides the one form that RFC 5280 section 4.1.2.5 allows it
 * takes what old CAs wrote: no seconds, fractions, an offset.
 */
export function readTime(node: Asn1 | undefined, what: string): string {
  if (isUniversal(node, TAG.utcTime)) return isoTime(withCentury(contentsOf(node, what)), what);
  if (isUniversal(node, TAG.generalizedTime)) return isoTime(contentsOf(node, what), what);
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

/** Two digits mean 1950 to 2049. */
function withCentury(digits: string): string {
  return (digits >= '50' ? '19' : '20') + digits;
}

function isoTime(digits: string, what: string): string {
  const match = FIELDS.exec(digits);
  if (!match) throw new X509Error(`${what} is not a valid time`);
  const {1: fields = '', 2: seconds = '00', 3: sign} = match;
  const year = fields.slice(0, 4);
  const month = fields.slice(4, 6);
  const day = fields.slice(6, 8);
  const hour = fields.slice(8, 10);
  const minute = fields.slice(10, 12);
  if (day < '01' || Number(day) > lastDay(Number(year), month) || hour > '23' || minute > '59' || seconds > '59') {
    throw new X509Error(`${what} is not a valid time`);
  }
  // Joined, for what a template of so many parts makes stays in these parts until it is read.
  const local = [year, '-', month, '-', day, 'T', hour, ':', minute, ':', seconds, 'Z'].join('');
  return sign === undefined ? local : shifted(local, match, what);
}

function lastDay(year: number, month: string): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === '02' && leap ? 29 : (DAYS[Number(month) - 1] ?? 0);
}

function shifted(local: string, match: RegExpExecArray, what: string): string {
  const [, , , sign, hours, minutes] = match;
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  const utc = new Date(Date.parse(local) + (sign === '+' ? -offset : offset));
  if (utc.getUTCFullYear() < 0 || utc.getUTCFullYear() > 9999) throw new X509Error(`${what} is not a valid time`);
  return `${utc.toISOString().slice(0, 19)}Z`;
}
