import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {CONFIG_PROBLEMS} from '../../src/config/problem.ts';
import {expectGolden, readGolden} from '../support/golden.ts';
import {codesOf, loadText, renderPlainly} from './load-text.ts';

const FOLDER = 'config-errors';
const NAMES = readdirSync(join(__dirname, '..', 'golden', FOLDER))
  .filter(name => name.endsWith('.yaml'))
  .map(name => name.replace(/\.yaml$/, ''));

/** They come from reading files and secrets, and have tests of their own. */
const ELSEWHERE = [
  'CFG_NOT_FOUND',
  'CFG_UNREADABLE',
  'CFG_TOO_LARGE',
  'CFG_NOT_TEXT',
  'CFG_CONTROL_CHARACTER',
  'CFG_SECRET_MISSING',
];

describe('what is wrong with a configuration', () => {
  test.each(NAMES)('%s is told as its golden file says', async name => {
    const {diagnostics} = await loadText(readGolden(`${FOLDER}/${name}.yaml`));
    expectGolden(`${FOLDER}/${name}.txt`, renderPlainly(diagnostics));
  });

  test('every problem that a file can have is in a golden file', async () => {
    const results = await Promise.all(NAMES.map(name => loadText(readGolden(`${FOLDER}/${name}.yaml`))));
    const seen = new Set(results.flatMap(codesOf));
    const missing = Object.keys(CONFIG_PROBLEMS).filter(code => !seen.has(code) && !ELSEWHERE.includes(code));
    expect(missing).toEqual([]);
  });

  test.each(['secrets', 'syntax-quote', 'types-of-settings', 'many'])(
    'nothing of %s that is told contains the secret',
    async name => {
      const {diagnostics} = await loadText(readGolden(`${FOLDER}/${name}.yaml`));
      expect(readGolden(`${FOLDER}/${name}.yaml`)).toContain('hunter2');
      expect(diagnostics.length).toBeGreaterThan(0);
      expect(JSON.stringify(diagnostics)).not.toMatch(/hunter2|20261122/);
    },
  );

  test('every problem has its place and the lines around it, with the range within its line', async () => {
    const {diagnostics} = await loadText(readGolden(`${FOLDER}/many.yaml`));
    for (const {source, snippet} of diagnostics) {
      const line = snippet?.lines.at(-1) ?? '';
      expect(source?.file).toBe('cscert.yaml');
      expect(source?.endColumn).toBeGreaterThan(source?.column ?? Number.POSITIVE_INFINITY);
      expect(line === '' ? 0 : (source?.column ?? 0)).toBeGreaterThan(0);
    }
  });

  test('a valid document loads whatever is warned of', async () => {
    const {loaded, diagnostics} = await loadText(readGolden(`${FOLDER}/product-lync2013.yaml`));
    expect(loaded?.document.deployment?.product).toBe('lync2013');
    expect(diagnostics.map(({severity}) => severity)).toEqual(['warning']);
  });
});
