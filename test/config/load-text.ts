import {type LoadResult, loadConfig} from '../../src/config/load.ts';
import type {Diagnostic} from '../../src/core/diagnostic.ts';
import {readOnlyFiles} from './read-only-files.ts';

/** Loads one text as `cscert.yaml`. */
export function loadText(text: string | Uint8Array): Promise<LoadResult> {
  return loadFiles({'cscert.yaml': text});
}

/** Loads a folder of files by their names. */
export function loadFiles(texts: Readonly<Record<string, string | Uint8Array>>): Promise<LoadResult> {
  const single = Object.keys(texts).length === 1;
  const entries = Object.entries(texts).map(([name, text]) => [
    single ? `/repo/${name}` : `/repo/cscert/${name}`,
    text,
  ]);
  return loadConfig({paths: [], cwd: '/repo', environment: {}, files: readOnlyFiles(Object.fromEntries(entries))});
}

export function codesOf(result: LoadResult): readonly string[] {
  return result.diagnostics.map(({code}) => code);
}

/** `file:line:column CODE`, the sentences, the help: one block for each problem. */
export function renderPlainly(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map(({source, severity, code, detail, help}) => {
      const place = source ? `${source.file}:${source.line}:${source.column}` : '(no place)';
      return `${place} ${severity} ${code}\n  ${detail}\n${help === undefined ? '' : `  help: ${help}\n`}`;
    })
    .join('\n');
}

/** A configuration without a mistake. */
export const VALID = `deployment: {name: contoso, product: sfbse, sipDomains: [contoso.com]}
authorities: {corp: {type: local, folder: ca}}
connections: {lab: {type: directory, folder: servers}}
pools:
  se01.contoso.com: {role: standardEdition}
`;
