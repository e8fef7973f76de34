/** The examples on real processes and simulated servers: planned, applied, and nothing left to do but to wait for people. */
import {afterEach, expect} from '@jest/globals';
import {powershellPart} from '../support/powershell/engine.ts';
import {
  type PowerShellExample,
  powershellExample,
  powershellExampleBy,
} from '../support/powershell/powershell-example.ts';
import {reachByRemoting, reachBySsh} from '../support/powershell/reach.ts';
import {sshdPart} from '../support/powershell/sshd.ts';
import {temporaryFolder} from '../support/program.ts';

/** Every server of Contoso is a process of its own, three times. */
const SLOW_MS = 600_000;

/** How each ends: Contoso and the wizard's server wait for a public CA. */
const EXAMPLES = [
  ['lab', 0],
  ['contoso', 3],
  ['wizard', 3],
] as const;
type Name = (typeof EXAMPLES)[number][0];

const folder = temporaryFolder();
const open: PowerShellExample[] = [];
afterEach(async () => {
  for (const example of open.splice(0)) await example.close();
});

const WAYS = [
  [powershellPart, 'local', async (name: Name) => powershellExample(name, folder)],
  [sshdPart, 'ssh', (name: Name) => powershellExampleBy(reachBySsh, name, `${folder}/ssh`)],
  [sshdPart, 'remoting', (name: Name) => powershellExampleBy(reachByRemoting, name, `${folder}/remoting`)],
] as const;

for (const [part, transport, lay] of WAYS) {
  part.describe(`through PowerShell by ${transport}`, () => {
    part.test.each(EXAMPLES)(
      'the example %s is planned and applied; a second plan changes nothing, in three round trips for each server',
      async (name, end) => {
        const example = await lay(name);
        open.push(example);
        const first = await example.plan();
        expect(first.code).toBe(2);
        expect(first.plan.complete).toBe(true);
        const applied = await example.run('apply', '--config', '.', '--auto-approve');
        expect(applied).toMatchObject({code: end});
        const {started, forest} = example;
        const before = started.frames.length;
        const next = await example.plan();
        expect(next.code).toBe(end);
        expect(next.plan.summary).toMatchObject({request: 0, trust: 0, person: 0, unknown: 0});
        const servers = forest.topology.pools.flatMap(({computers}) => computers);
        expect(started.frames.length - before).toBeGreaterThan(servers.length);
        expect(started.frames.length - before).toBeLessThanOrEqual(3 * servers.length);
      },
      SLOW_MS,
    );
  });
}
