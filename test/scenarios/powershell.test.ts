/** The examples on real processes and simulated servers: planned, applied, and nothing left to do but to wait for people. */
import {afterEach, expect} from '@jest/globals';
import {powershellPart} from '../support/powershell/engine.ts';
import {type PowerShellExample, powershellExample} from '../support/powershell/powershell-example.ts';
import {temporaryFolder} from '../support/program.ts';

/** Every server of Contoso is a process of its own, three times. */
const SLOW_MS = 300_000;

const folder = temporaryFolder();
const open: PowerShellExample[] = [];
afterEach(() => {
  for (const {forest} of open.splice(0)) forest.close();
});

powershellPart.describe('through PowerShell', () => {
  powershellPart.test.each([
    ['lab', 0],
    ['contoso', 3],
    ['wizard', 3],
  ] as const)(
    'the example %s is planned and applied, and a second plan changes nothing',
    async (name, end) => {
      const example = powershellExample(name, folder);
      open.push(example);
      const first = await example.plan();
      expect(first.code).toBe(2);
      expect(first.plan.complete).toBe(true);
      const applied = await example.run('apply', '--config', '.', '--auto-approve');
      expect(applied).toMatchObject({code: end});
      const next = await example.plan();
      expect(next.code).toBe(end);
      expect(next.plan.summary).toMatchObject({request: 0, trust: 0, person: 0, unknown: 0});
    },
    SLOW_MS,
  );
});
