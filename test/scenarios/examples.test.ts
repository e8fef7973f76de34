/** Every example is valid, can be planned and applied, and leaves nothing to do but to wait for people. */
import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {copyExample, cscert, mustRun, planOf, temporaryFolder} from '../support/program.ts';

/** What applying comes to: some wait for the answer of a CA that only people can ask. */
const EXAMPLES = {lab: 0, contoso: 3, wizard: 3} as const;

const folder = temporaryFolder();
const names = readdirSync(join(__dirname, '..', '..', 'examples'), {withFileTypes: true})
  .filter(entry => entry.isDirectory() && entry.name !== 'pipelines')
  .map(entry => entry.name);

test('no example is left out here', () => {
  expect(names.toSorted()).toEqual(Object.keys(EXAMPLES).toSorted());
});

describe.each(Object.entries(EXAMPLES))('the example %s', (name, end) => {
  test('is validated, planned and applied', async () => {
    const cwd = copyExample(name as keyof typeof EXAMPLES, folder, {pools: 'all'});
    const {stderr} = await mustRun(['validate', '--config', '.'], {cwd});
    expect(stderr).not.toContain('error');
    await mustRun(['init', '--config', '.'], {cwd});
    const first = await planOf(cwd);
    expect(first.code).toBe(2);
    expect(first.plan.slots.every(slot => slot.state === 'changes')).toBe(true);

    expect(await cscert(['apply', '--config', '.', '--auto-approve'], {cwd})).toMatchObject({code: end});
    const next = await planOf(cwd);
    expect(next.code).toBe(end);
    expect(next.plan.summary).toMatchObject({request: 0, trust: 0, person: 0, unknown: 0});
  });
});
