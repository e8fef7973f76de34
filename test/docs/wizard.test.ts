import {execFileSync} from 'node:child_process';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {ROOT, readPage} from './markdown.ts';

const STEPS = Array.from({length: 21}, (_, index) => index + 1);
/** Pages without a choice. */
const NOTHING_TO_SHOW = [3];

const page = readPage('docs/wizard.md');
const sections = new Map(
  page
    .split(/^## /m)
    .map(section => [Number(/^Step (\d+): /.exec(section)?.[1]), section] as const)
    .filter(([step]) => !Number.isNaN(step)),
);

describe('the page of the wizard', () => {
  it('is what `npm run reference` would write now, from real runs', () => {
    const script = join(ROOT, '.tools', 'wizard.mjs');
    expect(page).toBe(execFileSync(process.execPath, [script, '--print'], {encoding: 'utf8'}));
  });

  it.each(STEPS)('has a row and a section for step %i', step => {
    const rows = page.split('\n').filter(line => new RegExp(`^\\| ${step} +\\| `).test(line));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toContain(`](#step-${step}-`);
    expect(/^```(yaml|text)$/m.test(sections.get(step) ?? '')).toBe(!NOTHING_TO_SHOW.includes(step));
  });

  it('has no steps but those of the procedure', () => {
    expect([...sections.keys()]).toEqual(STEPS);
  });

  it('says how a CA of the list is named, and under which account it is asked', () => {
    expect(sections.get(5)).toMatch(/`host\\CA name`, in an authority of type `adcs`/);
    expect(sections.get(6)).toContain('`enrollAs: computer`');
    expect(sections.get(6)).toContain('enrollAs: account');
  });
});
