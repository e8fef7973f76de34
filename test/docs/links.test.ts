import {posix} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {anchorsOf, exists, listPages, proseOf, readPage} from './markdown.ts';

/** Targets of a page's links that lead into the project, as `path#anchor` relative to its folder. */
function linksOf(path: string): readonly {readonly target: string; readonly anchor: string}[] {
  return [...proseOf(readPage(path)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter(link => !/^[a-z]+:/.test(link))
    .map(link => {
      const [file = '', anchor = ''] = link.split('#');
      return {target: file === '' ? path : posix.join(posix.dirname(path), file), anchor};
    });
}

describe('the links of the documentation', () => {
  const links = listPages().flatMap(path => linksOf(path).map(link => ({path, ...link})));

  it('are many', () => {
    expect(links.length).toBeGreaterThan(40);
  });

  it('lead to files that exist', () => {
    expect(links.filter(({target}) => !exists(target))).toEqual([]);
  });

  it('lead to headings that exist', () => {
    const anchored = links.filter(({anchor}) => anchor !== '');
    expect(anchored.length).toBeGreaterThan(0);
    expect(anchored.filter(({target, anchor}) => !anchorsOf(readPage(target)).includes(anchor))).toEqual([]);
  });
});
