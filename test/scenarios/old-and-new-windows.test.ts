/**
 * One key in a pool whose members are of different ages: Windows before Server 2019 reads no PFX with AES and says of it
 * what it says of a wrong password. Real scripts before simulated servers, and whichever member is the home of the key.
 */
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from '@jest/globals';
import type {WindowsVersion} from '../support/cs-contract/world.ts';
import {powershellPart} from '../support/powershell/engine.ts';
import {type PowerShellExample, powershellWorld} from '../support/powershell/powershell-example.ts';
import {reachHere} from '../support/powershell/powershell-rig.ts';
import {temporaryFolder} from '../support/program.ts';

const {describe, test} = powershellPart;

const SLOW_MS = 300_000;
const MEMBERS = ['edge01.contoso.com', 'edge02.contoso.com', 'edge03.contoso.com'] as const;
const CONFIGURATION = `
deployment: {name: ages, product: sfb2015, sipDomains: [contoso.com]}
authorities:
  internal: {type: local, folder: ca}
defaults: {publicAuthority: internal}
connections:
  stores: {type: directory, folder: servers}
pools:
  edgepool01.contoso.com:
    role: edge
    servers: [${MEMBERS.join(', ')}]
    edge: {access: access.contoso.com, webConferencing: webcon.contoso.com, av: av.contoso.com}
`;

const folder = temporaryFolder();
let worlds = 0;

async function withPool(ages: readonly WindowsVersion[], work: (pool: PowerShellExample) => Promise<void>) {
  worlds += 1;
  const cwd = join(folder, String(worlds));
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'cscert.yaml'), CONFIGURATION);
  const pool = await powershellWorld(cwd, async () => reachHere());
  try {
    for (const [at, member] of MEMBERS.entries()) {
      const os = ages[at];
      if (os !== undefined) pool.forest.changeServer(member, {os});
    }
    await work(pool);
  } finally {
    await pool.close();
  }
}

/** What a member has in My: which certificate, and how its key is kept. */
const keptOn = ({forest}: PowerShellExample, member: string) =>
  forest
    .entries(member, 'My')
    .map(({thumbprint, container}) => {
      const {provider, exportable} = forest.key(member, container ?? '') ?? {};
      return {thumbprint, provider, exportable};
    })
    .toSorted((a, b) => a.thumbprint.localeCompare(b.thumbprint));

describe('a key that members of different ages share', () => {
  test.each<[string, readonly WindowsVersion[]]>([
    ['an old one to a new one', ['2012R2', '2019', '2016']],
    ['a new one to old ones', ['2019', '2012R2', '2016']],
  ])(
    'comes from %s, into the provider of the product and as exportable as declared; the next plan is empty',
    async (_way, ages) => {
      await withPool(ages, async pool => {
        const applied = await pool.run('apply', '--config', '.', '--auto-approve');
        if (applied.code !== 0) throw new Error(`apply ended with ${applied.code}: ${applied.stderr}`);
        const [first = [], ...others] = MEMBERS.map(member => keptOn(pool, member));
        expect(first).toHaveLength(2);
        for (const {provider, exportable} of first) {
          expect({provider, exportable}).toEqual({
            provider: 'Microsoft RSA SChannel Cryptographic Provider',
            exportable: true,
          });
        }
        expect(others).toEqual([first, first]);
        const next = await pool.plan();
        expect({code: next.code, actions: next.plan.actions}).toEqual({code: 0, actions: []});
      });
    },
    SLOW_MS,
  );
});
