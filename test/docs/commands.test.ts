import {describe, expect, it} from '@jest/globals';
import {buildProgram} from '../../src/cli/program.ts';
import {fakeHost} from '../support/fake-host.ts';
import {fencesOf, listPages, proseOf, readPage} from './markdown.ts';

const program = buildProgram({host: fakeHost(), exit: () => undefined});

/** Every `cscert COMMAND …`: lines of blocks, also as steps of a pipeline, and code within sentences. */
function mentionsIn(page: string): readonly string[] {
  const lines = fencesOf(page).flatMap(({text}) =>
    text.split('\n').map(line => line.trim().replace(/^(\$|(- )?run:) /, '')),
  );
  const spans = [...proseOf(page).matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);
  return [...lines, ...spans].flatMap(text => /^cscert ([a-z].*)$/.exec(text)?.[1] ?? []);
}

describe('the commands in the documentation', () => {
  const mentions = listPages()
    .filter(path => !path.startsWith('docs/reference/'))
    .flatMap(path => mentionsIn(readPage(path)).map(text => ({path, text})));

  it('exist, with their options', () => {
    expect(mentions.length).toBeGreaterThan(30);
    const wrong = mentions.filter(({text}) => {
      const [name, ...words] = text.split(/\s+/);
      const found = program.commands.find(one => one.name() === name);
      const command = found?.commands.find(one => one.name() === words[0]) ?? found;
      const known = new Set(command?.options.flatMap(one => [one.long, one.short]));
      const flags = words.flatMap(word => /^--?[a-z][a-z-]*/i.exec(word)?.[0] ?? []);
      return command === undefined || flags.some(flag => !known.has(flag));
    });
    expect(wrong).toEqual([]);
  });
});
