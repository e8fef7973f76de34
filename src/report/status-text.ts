import type {Plan} from '../core/model/plan.ts';
import {minute} from '../core/moment.ts';
import {unreachable} from '../core/unreachable.ts';
import {cleanData, cleanLines} from './clean.ts';
import {CONDITIONS, type Condition, type StatusRow, statusRows} from './status.ts';
import type {Style} from './style.ts';
import {columns, count, day, relative, short} from './text.ts';

export interface StatusView {
  readonly style: Style;
  readonly width: number;
}

const HEAD = ['SERVER', 'USAGE', 'CERTIFICATE', 'UNTIL', 'STATE'];

/** In the place of a usage: what a server trusts is of no usage. */
const TRUST = '(trust)';

/** What is assigned on every server, until when, and what is wrong with it; the worst first. Ends with a line break. */
export function renderStatus(plan: Plan, {style, width}: StatusView): string {
  const safe = cleanData(plan);
  const rows = statusRows(safe);
  const now = new Date(safe.now);
  const cells = rows.map(row => [row.server, row.usage ?? TRUST, ...certificateCells(row, now), row.condition]);
  const [head, ...lines] = columns([HEAD, ...cells]);
  const table = lines.flatMap((line, at) => {
    const row = rows[at];
    if (!row) return [];
    const again = sameReasons(row, rows[at + 1]);
    return [
      paint(row.condition, style)(line),
      ...(again ? [] : reasonLines(row, width)).map(reason => `    ${reason}`),
    ];
  });
  return `${[
    `Deployment ${safe.deployment}, ${minute(safe.now)}`,
    '',
    style.strong(head ?? ''),
    ...table,
    '',
    tally(rows, Object.keys(safe.holders).length),
  ].join('\n')}\n`;
}

/** The same for programs. */
export function statusDocument(plan: Plan): {
  readonly format: 1;
  readonly deployment: string;
  readonly now: string;
  readonly rows: readonly StatusRow[];
} {
  return {format: 1, deployment: plan.deployment, now: plan.now, rows: statusRows(plan)};
}

function certificateCells({thumbprint, notAfter}: StatusRow, now: Date): readonly string[] {
  const until = notAfter === undefined ? '-' : `${day(notAfter)} (${relative(new Date(notAfter), now)})`;
  return [thumbprint === undefined ? '-' : short(thumbprint), until];
}

/** The usages of one server commonly share their reasons: these stand once, below the last of them. */
function sameReasons(row: StatusRow, next: StatusRow | undefined): boolean {
  return next?.server === row.server && next.reasons.join() === row.reasons.join();
}

/** Reasons stand below their row and are never cut: a number that is missing is worse than a long line. */
function reasonLines({reasons}: StatusRow, width: number): readonly string[] {
  // Why a server is unknown may be prose of several lines: at the margin, one would pass for a row of its own.
  const shown = reasons.map(reason => cleanLines(reason).join(' '));
  const line = shown.join('; ');
  return line.length + 4 <= width ? (line === '' ? [] : [line]) : shown;
}

/** `5 servers: 1 expired, 2 drift, 9 fine.` */
function tally(rows: readonly StatusRow[], servers: number): string {
  const parts = CONDITIONS.flatMap(condition => {
    const number = rows.filter(row => row.condition === condition).length;
    return number === 0 ? [] : [`${number} ${condition}`];
  });
  return `${count(servers, 'server')}: ${parts.length > 0 ? parts.join(', ') : 'nothing declared'}.`;
}

function paint(condition: Condition, style: Style): (text: string) => string {
  switch (condition) {
    case 'expired':
    case 'missing':
      return style.bad;
    case 'expiring':
    case 'drift':
    case 'waiting':
    case 'ready':
    case 'unknown':
    case 'warning':
      return style.careful;
    case 'staged':
    case 'fine':
      return text => text;
    default:
      return unreachable(condition);
  }
}
