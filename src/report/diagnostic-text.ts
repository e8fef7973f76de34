import {compare} from '../core/compare.ts';
import type {Diagnostic, Snippet, SourceRange} from '../core/diagnostic.ts';
import {clean, cleanLines} from './clean.ts';
import type {Style} from './style.ts';
import {count, wrap} from './text.ts';

export interface DiagnosticView {
  readonly style: Style;
  readonly width: number;
  /** How many are shown before "and N more". */
  readonly most?: number;
}

const DEFAULT_MOST = 20;

/** Several problems, sorted, a blank line apart; ends with a line break unless there are none. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], view: DiagnosticView): string {
  const most = view.most ?? DEFAULT_MOST;
  const sorted = [...diagnostics].sort(byPlace);
  const shown = sorted.slice(0, most).map(diagnostic => renderDiagnostic(diagnostic, view));
  const rest = sorted.slice(most);
  if (rest.length > 0) shown.push(`and ${severities(rest)} more\n`);
  return shown.join('\n');
}

/**
 * One problem: where (so that terminals and editors can go there), what, the lines of the file, why, and what to do.
 */
export function renderDiagnostic(diagnostic: Diagnostic, {style, width}: DiagnosticView): string {
  const {severity, source, snippet} = diagnostic;
  const paint = severity === 'error' ? style.bad : style.careful;
  const where = source ? placeText(source) : diagnostic.address === undefined ? undefined : clean(diagnostic.address);
  const head = `${where === undefined ? '' : `${style.place(where)}: `}${paint(`${severity} ${clean(diagnostic.code)}`)}: ${style.strong(clean(diagnostic.summary))}`;
  return [
    head,
    ...(source && snippet ? ['', ...codeFrame(source, snippet, paint), ''] : []),
    ...cleanLines(diagnostic.detail).map(line => wrap(line, width)),
    ...(diagnostic.help === undefined ? [] : [wrap(`help: ${cleanLines(diagnostic.help).join('\n')}`, width)]),
    '',
  ].join('\n');
}

/** `file:line:column`. */
export function placeText(place: {readonly file: string; readonly line: number; readonly column: number}): string {
  return `${clean(place.file)}:${place.line}:${place.column}`;
}

/** The lines of the snippet with their numbers, and carets below the stretch that is meant. */
function codeFrame(source: SourceRange, snippet: Snippet, paint: (text: string) => string): readonly string[] {
  const gutter = Math.max(3, String(snippet.firstLine + snippet.lines.length - 1).length) + 2;
  return snippet.lines.flatMap((line, at) => {
    const number = snippet.firstLine + at;
    const shown = `${String(number).padStart(gutter)} | ${visible(line)}`.trimEnd();
    if (number !== source.line) return [shown];
    const before = visible(line.slice(0, source.column - 1)).length;
    const marked = visible(line.slice(source.column - 1, source.endColumn - 1)).length;
    return [shown, `${' '.repeat(gutter)} | ${' '.repeat(before)}${paint('^'.repeat(Math.max(1, marked)))}`];
  });
}

/** A line of the file as it is printed; a tab is one blank, so that carets stand below what they mean. */
function visible(line: string): string {
  return clean(line.replaceAll('\t', ' '));
}

/** Errors before warnings; then by file, line and column; those without a place last; code and detail for a stable rest. */
function byPlace(a: Diagnostic, b: Diagnostic): number {
  return (
    rank(a) - rank(b) ||
    compareOptional(a.source?.file, b.source?.file) ||
    (a.source?.line ?? 0) - (b.source?.line ?? 0) ||
    (a.source?.column ?? 0) - (b.source?.column ?? 0) ||
    compareOptional(a.address, b.address) ||
    compare(a.code, b.code) ||
    compare(a.detail, b.detail)
  );
}

function rank(diagnostic: Diagnostic): number {
  return diagnostic.severity === 'error' ? 0 : 1;
}

/** What is absent comes last. */
function compareOptional(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return compare(a, b);
}

function severities(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({severity}) => severity === 'error').length;
  const warnings = diagnostics.length - errors;
  return [...(errors ? [count(errors, 'error')] : []), ...(warnings ? [count(warnings, 'warning')] : [])].join(' and ');
}
