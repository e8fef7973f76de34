import type {Part} from '../core/diagnostic.ts';
import {howFarRead} from '../core/how-far-read.ts';
import {type Actual, type HolderState, STORES, type StoreName} from '../core/model/actual.ts';
import type {StoredCertificate} from '../core/model/certificate.ts';
import {describeName} from '../core/policy/names.ts';
import {STORE_TITLES} from './certificate-words.ts';
import {clean, cleanData} from './clean.ts';
import {renderDiagnostic} from './diagnostic-text.ts';
import type {Style} from './style.ts';
import {columns, count, day, indent, short} from './text.ts';

export interface InspectionView {
  readonly style: Style;
  readonly width: number;
}

/** What each server has, as it was read: stores, requests, assignments. Ends with a line break. */
export function renderInspection(actual: Actual, view: InspectionView): string {
  const safe = cleanData(actual);
  const servers = Object.entries(safe.holders).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const blocks = servers.map(([server, part]) =>
    [view.style.strong(clean(server)), ...indent(serverLines(part, view), 2)].join('\n'),
  );
  return `${[...blocks, readLine(Object.values(safe.holders))].join('\n\n')}\n`;
}

/** `13 servers read.` or `11 of 13 servers read; 1 in part, 1 not at all.` */
function readLine(holders: readonly Part<HolderState>[]): string {
  const all = count(holders.length, 'server');
  const read = holders.map(howFarRead);
  const [whole, partly, not] = (['whole', 'partly', 'not'] as const).map(far => read.filter(one => one === far).length);
  if (whole === holders.length) return `${all} read.`;
  const lacking = [...(partly ? [`${partly} in part`] : []), ...(not ? [`${not} not at all`] : [])];
  return `${whole} of ${all} read; ${lacking.join(', ')}.`;
}

function serverLines(part: Part<HolderState>, view: InspectionView): readonly string[] {
  if (!('ok' in part)) return problemLines(part, view);
  const {stores, assigned, requests} = part.ok;
  return [
    'Assigned',
    ...indent(
      partLines(assigned, view, usages =>
        columns(Object.entries(usages).map(([usage, one]) => [usage, short(one.current)])),
      ),
      2,
    ),
    ...STORES.flatMap(name => [
      STORE_TITLES[name],
      ...indent(
        partLines(stores[name], view, certificates => certificateLines(name, certificates)),
        2,
      ),
    ]),
    'Requests',
    ...indent(
      partLines(requests, view, all =>
        columns(
          all.map(one => [one.spki.slice(0, 8), one.authority, one.progress.state, `since ${day(one.createdAt)}`]),
        ),
      ),
      2,
    ),
  ];
}

function partLines<T>(part: Part<T>, view: InspectionView, lines: (value: T) => readonly string[]): readonly string[] {
  if (!('ok' in part)) return problemLines(part, view);
  const shown = lines(part.ok);
  return shown.length === 0 ? ['(none)'] : shown;
}

const problemLines = (
  {problem}: {problem: Parameters<typeof renderDiagnostic>[0]},
  view: InspectionView,
): readonly string[] => renderDiagnostic(problem, view).trimEnd().split('\n');

function certificateLines(store: StoreName, certificates: readonly StoredCertificate[]): readonly string[] {
  return columns(
    certificates.map(certificate => [
      short(certificate.thumbprint),
      describeName(certificate.subject),
      `until ${day(certificate.notAfter)}`,
      ...(store === 'My'
        ? [certificate.hasPrivateKey ? 'with key' : 'no key', certificate.mark ? 'by cscert' : '']
        : []),
    ]),
  );
}
