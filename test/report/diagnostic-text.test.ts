import {describe, expect, it} from '@jest/globals';
import type {Diagnostic} from '../../src/core/diagnostic.ts';
import {renderDiagnostic, renderDiagnostics} from '../../src/report/diagnostic-text.ts';
import {ANSI, PLAIN} from '../../src/report/style.ts';
import {withoutColours} from '../support/ansi.ts';

const view = {style: PLAIN, width: 60};

const UNKNOWN_USAGE: Diagnostic = {
  severity: 'error',
  code: 'CFG_UNKNOWN_USAGE',
  summary: 'Unknown certificate usage',
  detail: 'The usage "WebServiceExternal" does not exist.',
  help: 'did you mean "WebServicesExternal"?',
  source: {file: 'pools/pool01.yaml', line: 14, column: 11, endColumn: 29},
  snippet: {firstLine: 13, lines: ['      usages:', '        - WebServiceExternal']},
};

function diagnostic(rest: Partial<Diagnostic>): Diagnostic {
  return {severity: 'error', code: 'X', summary: 'Summary', detail: 'Detail.', ...rest};
}

describe('a diagnostic', () => {
  it('says where, what, shows the lines, and says why and what to do', () => {
    expect(renderDiagnostic(UNKNOWN_USAGE, view)).toBe(
      [
        'pools/pool01.yaml:14:11: error CFG_UNKNOWN_USAGE: Unknown certificate usage',
        '',
        '   13 |       usages:',
        '   14 |         - WebServiceExternal',
        '      |           ^^^^^^^^^^^^^^^^^^',
        '',
        'The usage "WebServiceExternal" does not exist.',
        'help: did you mean "WebServicesExternal"?',
        '',
      ].join('\n'),
    );
  });

  it('has colours that carry no meaning', () => {
    const coloured = renderDiagnostic(UNKNOWN_USAGE, {...view, style: ANSI});
    expect(coloured).toContain('\u001b[31m^^^^^^^^^^^^^^^^^^\u001b[39m');
    expect(withoutColours(coloured)).toBe(renderDiagnostic(UNKNOWN_USAGE, view));
  });

  it('without a place begins with what it is about, or at once', () => {
    expect(renderDiagnostic(diagnostic({address: 'fe01.contoso.com'}), view)).toBe(
      'fe01.contoso.com: error X: Summary\nDetail.\n',
    );
    expect(renderDiagnostic(diagnostic({severity: 'warning'}), view)).toBe('warning X: Summary\nDetail.\n');
  });

  it('wraps sentences and leaves indented lines alone', () => {
    const command = `    ${'long-command '.repeat(8).trim()}`;
    const text = renderDiagnostic(diagnostic({detail: `${'word '.repeat(20).trim()}\n${command}`}), view);
    const lines = text.trimEnd().split('\n').slice(1);
    expect(lines).toEqual([`${'word '.repeat(12).trim()}`, `${'word '.repeat(8).trim()}`, command]);
  });

  it('puts the carets below what is meant although tabs and control characters stand before it', () => {
    const source = {file: 'a.yaml', line: 1, column: 4, endColumn: 6};
    const text = renderDiagnostic(diagnostic({source, snippet: {firstLine: 1, lines: ['\t\u0007xbad']}}), view);
    expect(text).toContain('    1 |  \\x07xbad\n      |       ^^\n');
  });

  it('marks one column where the stretch is empty', () => {
    const source = {file: 'a.yaml', line: 1, column: 3, endColumn: 3};
    const text = renderDiagnostic(diagnostic({source, snippet: {firstLine: 1, lines: ['a:']}}), view);
    expect(text).toContain('    1 | a:\n      |   ^\n');
  });
});

describe('several diagnostics', () => {
  it('come in the order of the files, errors first', () => {
    const place = (file: string, line: number) => ({file, line, column: 1, endColumn: 2});
    const text = renderDiagnostics(
      [
        diagnostic({code: 'NOWHERE'}),
        diagnostic({code: 'WARNING', severity: 'warning', source: place('a', 1)}),
        diagnostic({code: 'B1', source: place('b', 1)}),
        diagnostic({code: 'A10', source: place('a', 10)}),
        diagnostic({code: 'A2', source: place('a', 2)}),
      ],
      view,
    );
    expect([...text.matchAll(/(?:error|warning) (\w+):/g)].map(match => match[1])).toEqual([
      'A2',
      'A10',
      'B1',
      'NOWHERE',
      'WARNING',
    ]);
  });

  it('beyond twenty are counted', () => {
    const many = Array.from({length: 23}, (_, at) => diagnostic({severity: at > 20 ? 'warning' : 'error'}));
    const text = renderDiagnostics(many, view);
    expect(text.match(/Summary/g)).toHaveLength(20);
    expect(text).toMatch(/\nand 1 error and 2 warnings more\n$/);
    expect(renderDiagnostics([], view)).toBe('');
  });
});
