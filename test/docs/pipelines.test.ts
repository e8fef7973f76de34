import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {parseDocument} from 'yaml';
import {buildProgram} from '../../src/cli/program.ts';
import {fakeHost} from '../support/fake-host.ts';
import {ROOT, readPage} from './markdown.ts';

const FOLDER = join(ROOT, 'examples', 'pipelines');
const names = readdirSync(FOLDER);
const program = buildProgram({host: fakeHost(), exit: () => undefined});

/** Everything that a pipeline has a shell do. */
function scriptsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    (key === 'run' || key === 'bash') && typeof one === 'string' ? [one] : scriptsIn(one),
  );
}

/** Every mapping of a pipeline, such as a step. */
function mappingsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.values(value).flatMap(mappingsIn);
  return Array.isArray(value) ? below : [{...value}, ...below];
}

/** Every call of cscert, as its words. */
const callsIn = (scripts: readonly string[]): readonly (readonly string[])[] =>
  scripts
    .flatMap(script => script.split('\n'))
    .flatMap(line => /^cscert (.+?)(?: \|.*|\)?)$/.exec(line.trim().replace(/^\w+=\$\(/, ''))?.[1] ?? [])
    .map(call => call.split(' '));

describe.each(names)('the sketch %s', name => {
  const document = parseDocument(readFileSync(join(FOLDER, name), 'utf8'), {uniqueKeys: true});
  const scripts = scriptsIn(document.toJS());
  const calls = callsIn(scripts);

  it('is YAML without a mistake', () => {
    expect([...document.errors, ...document.warnings]).toEqual([]);
  });

  it('calls commands that exist, with their options', () => {
    expect(calls.map(([command]) => command)).toEqual(
      expect.arrayContaining(['validate', 'plan', 'show', 'apply', 'apply', 'plan']),
    );
    const wrong = calls.filter(([name, ...words]) => {
      const command = program.commands.find(one => one.name() === name);
      const known = new Set(command?.options.flatMap(one => [one.long, one.short]));
      return command === undefined || words.some(word => /^--?[a-z]/.test(word) && !known.has(word));
    });
    expect(wrong).toEqual([]);
  });

  it('applies only what was approved, or what goes on with it', () => {
    const applies = calls.filter(([command]) => command === 'apply');
    expect(applies.map(words => words.filter(word => /^--(expect|continue|auto-approve)$/.test(word)))).toEqual([
      ['--expect'],
      ['--continue'],
    ]);
  });

  it('takes waiting for no failure, wherever the exit code can be 3', () => {
    const waiting = scripts.filter(script => /cscert apply|--detailed-exitcode/.test(script));
    expect(waiting).toHaveLength(4);
    for (const script of waiting) expect(script).toMatch(/case \$code in 0\|(2\|)?3\) ;; \*\) exit "\$code" ;; esac/);
  });

  it('deletes nothing that git ignores: stores and a CA may lie there', () => {
    const checkouts = mappingsIn(document.toJS()).filter(
      one => 'checkout' in one || /checkout@/.test(String(one['uses'])),
    );
    expect(checkouts.length).toBeGreaterThan(0);
    for (const one of checkouts) expect(one).toMatchObject('uses' in one ? {with: {clean: false}} : {clean: false});
  });

  it('writes no colours into what is no terminal', () => {
    const shown = scripts.flatMap(script => script.split('\n')).filter(line => /cscert show (?!--json)/.test(line));
    for (const line of shown) expect(line).toContain('--color never');
  });

  it('commits the requests and nothing else', () => {
    const added = scripts.flatMap(script => [...script.matchAll(/^git add (.*)$/gm)].map(([, what]) => what));
    expect(added).toEqual(['requests']);
  });

  it('is linked from the page on offline requests', () => {
    expect(readPage('docs/offline.md')).toContain(`../examples/pipelines/${name}`);
  });
});
