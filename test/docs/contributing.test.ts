import {describe, expect, it} from '@jest/globals';
import {exists, readPage} from './markdown.ts';

const page = readPage('CONTRIBUTING.md');

describe('CONTRIBUTING', () => {
  it('gives a reason for every dependency, and for no other', () => {
    const {dependencies, devDependencies} = JSON.parse(readPage('package.json'));
    const declared = Object.keys({...dependencies, ...devDependencies}).sort();
    const tables = page.slice(page.indexOf('## Dependencies'), page.indexOf('## Decisions'));
    const rows = tables.split('\n').filter(line => line.startsWith('| `'));
    const named = rows.flatMap(row => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name));
    expect(named.toSorted()).toEqual(declared);
  });

  it('names scripts that exist', () => {
    const {scripts} = JSON.parse(readPage('package.json'));
    const named = [...page.matchAll(/`npm run ([a-z]+)`/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(4);
    expect(named.filter(name => scripts[name] === undefined)).toEqual([]);
  });

  it('names files that exist', () => {
    const added = page.slice(page.indexOf('## Set-up'));
    const paths = [...added.matchAll(/`((?:src|test|scripts|schemas|docs)\/[\w./-]+\.\w+)`/g)].map(
      ([, path = '']) => path,
    );
    expect(paths.length).toBeGreaterThan(15);
    // NAME stands for what is to be added.
    expect(paths.filter(path => !path.includes('NAME') && !exists(path))).toEqual([]);
  });
});
