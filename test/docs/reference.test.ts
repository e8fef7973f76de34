import {execFileSync} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {parse} from 'yaml';
import {loadText} from '../config/load-text.ts';
import {ROOT, readPage} from './markdown.ts';

const FOLDERS = ['authorities', 'cli', 'config', 'connections', 'core', 'engine', 'report'];

/** Upper snake case in the sources that names no problem, finding or risk: variables, and verdicts on a chain. */
const NO_CODES = /^(CSCERT_CONFIG|XDG_STATE_HOME|ISSUER_MISSING|ROOT_UNTRUSTED|WRONG_PURPOSE)$/;

/** Read more broadly than by what makes the pages, so that a code written in a new way is noticed. */
function codesInSources(): readonly string[] {
  const found = new Set<string>();
  for (const folder of FOLDERS) {
    const names = readdirSync(join(ROOT, 'src', folder), {recursive: true, encoding: 'utf8'});
    for (const name of names.filter(one => one.endsWith('.ts') && !one.includes('generated'))) {
      const text = readFileSync(join(ROOT, 'src', folder, name), 'utf8');
      for (const [, code = ''] of text.matchAll(/['"]([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)['"]/g)) found.add(code);
    }
  }
  return [...found].filter(code => !NO_CODES.test(code)).sort();
}

describe('the reference', () => {
  it('is what `npm run reference` would write now', () => {
    const text = execFileSync(process.execPath, [join(ROOT, '.tools', 'reference.mjs'), '--print'], {
      encoding: 'utf8',
    });
    const pages: Record<string, string> = JSON.parse(text);
    expect(Object.keys(pages)).toHaveLength(7);
    for (const [path, expected] of Object.entries(pages))
      expect({path, text: readPage(path)}).toEqual({path, text: expected});
  });

  it('names every code in the sources', () => {
    const codes = codesInSources();
    expect(codes.length).toBeGreaterThan(100);
    const pages = `${readPage('docs/reference/findings.md')}${readPage('docs/reference/diagnostics.md')}`;
    expect(codes.filter(code => !new RegExp(`\\b${code}\\b`).test(pages))).toEqual([]);
  });

  it('shows an example of every setting, from a valid configuration', async () => {
    const text = readFileSync(join(ROOT, '.tools', 'reference', 'every-setting.yaml'), 'utf8');
    const {loaded, diagnostics} = await loadText(text);
    const wrong = diagnostics.filter(one => one.severity === 'error');
    expect({found: loaded !== undefined, wrong}).toEqual({found: true, wrong: []});
    const keys = new Set(keysOf(parse(text)));
    const described = [...readPage('docs/reference/configuration.md').matchAll(/^\| `(\w+)` \|/gm)].map(
      ([, key = '']) => key,
    );
    expect(described.length).toBeGreaterThan(40);
    expect(described.filter(key => !keys.has(key))).toEqual([]);
  });
});

/** The keys of all mappings in a value. */
function keysOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.values(value).flatMap(keysOf);
  return Array.isArray(value) ? below : [...Object.keys(value), ...below];
}
