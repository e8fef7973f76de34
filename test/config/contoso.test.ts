import {readdirSync, readFileSync} from 'node:fs';
import {join, relative, sep} from 'node:path';
import {expect, test} from '@jest/globals';
import {resolve} from '../../src/config/resolve/resolve.ts';
import {loadFiles} from './load-text.ts';

const EXAMPLE = join(__dirname, '..', '..', 'examples', 'contoso');

function readYaml(folder: string): readonly (readonly [string, string])[] {
  return readdirSync(folder, {recursive: true, encoding: 'utf8'})
    .filter(name => name.endsWith('.yaml'))
    .map(name => {
      const path = join(folder, name);
      return [relative(folder, path).replaceAll(sep, '/'), readFileSync(path, 'utf8')];
    });
}

test('the Contoso example gives its Edge pool shared certificates of two authorities, with nothing to complain of', async () => {
  const {loaded, diagnostics} = await loadFiles(Object.fromEntries(readYaml(EXAMPLE)));
  expect(diagnostics).toEqual([]);
  if (loaded === undefined) throw new Error('The configuration has mistakes.');
  const resolution = resolve(loaded);
  expect(resolution.diagnostics).toEqual([]);
  const slots = resolution.desired?.slots ?? [];
  const edge = slots.filter(({pool}) => pool === 'edgepool01.contoso.com');
  expect(edge.map(({address, members, spec}) => ({address, members, authority: spec.authority}))).toEqual([
    {
      address: 'edgepool01.contoso.com/external',
      members: ['edge01.contoso.com', 'edge02.contoso.com'],
      authority: 'public',
    },
    {
      address: 'edgepool01.contoso.com/internal',
      members: ['edge01.contoso.com', 'edge02.contoso.com'],
      authority: 'internal',
    },
  ]);
  const others = slots.filter(slot => !edge.includes(slot));
  expect(others.length).toBeGreaterThan(5);
  expect(new Set(others.map(({spec}) => spec.authority))).toEqual(new Set(['internal']));
});
