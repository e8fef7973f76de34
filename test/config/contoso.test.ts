import {readdirSync, readFileSync} from 'node:fs';
import {join, relative, sep} from 'node:path';
import {expect, test} from '@jest/globals';
import {resolve} from '../../src/config/resolve/resolve.ts';
import type {Slot} from '../../src/core/model/desired.ts';
import {ROLE_FACTS, ROLES} from '../../src/core/model/role.ts';
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

async function slotsOf(): Promise<readonly Slot[]> {
  const {loaded, diagnostics} = await loadFiles(Object.fromEntries(readYaml(EXAMPLE)));
  expect(diagnostics).toEqual([]);
  if (loaded === undefined) throw new Error('The configuration has mistakes.');
  const {desired, diagnostics: complaints} = resolve(loaded);
  expect(complaints).toEqual([]);
  return desired?.slots ?? [];
}

test('the Contoso example has a pool of every role that its product has, with nothing to complain of', async () => {
  const {loaded} = await loadFiles(Object.fromEntries(readYaml(EXAMPLE)));
  const roles = Object.values(loaded?.document.pools ?? {}).map(({role}) => role);
  const product = loaded?.document.deployment?.product ?? 'sfbse';
  expect(roles.toSorted()).toEqual(ROLES.filter(role => ROLE_FACTS[role].products.includes(product)).toSorted());
  await slotsOf();
});

test('the Contoso example has one pool in each file', () => {
  for (const [path, text] of readYaml(join(EXAMPLE, 'pools'))) {
    expect({path, pools: [...text.matchAll(/^ {2}[a-z0-9.]+\.com:$/gm)].length}).toEqual({path, pools: 1});
  }
});

test('the Contoso example asks the public authority for what strangers see, and its own for all the rest', async () => {
  const slots = await slotsOf();
  const shared = slots.filter(({spec}) => spec.authority === 'public');
  expect(shared.map(({address, members}) => ({address, members}))).toEqual([
    {address: 'edgepool01.contoso.com/external', members: ['edge01.contoso.com', 'edge02.contoso.com']},
    {address: 'rp01.contoso.com/external', members: ['rp01.contoso.com']},
  ]);
  const others = slots.filter(slot => !shared.includes(slot));
  expect(others.length).toBeGreaterThan(10);
  expect(new Set(others.map(({spec}) => spec.authority))).toEqual(new Set(['internal']));
});
