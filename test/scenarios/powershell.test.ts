/** The examples on real processes and simulated servers: planned, applied, and nothing left to do but to wait for people. */
import {join} from 'node:path';
import {describe, expect} from '@jest/globals';
import {TRANSPORTS, type Transport, testByEachTransport} from '../support/powershell/by-each-transport.ts';
import {powershellExampleBy} from '../support/powershell/powershell-example.ts';
import {temporaryFolder} from '../support/program.ts';

/** Every server of Contoso is a process of its own, three times. */
const SLOW_MS = 600_000;
const TITLE = 'is planned and applied; a second plan changes nothing, in three round trips for each server';

const folder = temporaryFolder();

/** `end`: the exit code of what has nothing left to do but, perhaps, to wait for a public CA. */
async function comesToItsEnd(name: 'lab' | 'contoso' | 'wizard', end: number, by: Transport): Promise<void> {
  const example = await powershellExampleBy(by.reach, name, join(folder, by.name));
  try {
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
  } finally {
    await example.close();
  }
}

describe.each([
  ['lab', 0],
  ['wizard', 3],
] as const)('the example %s through PowerShell', (name, end) => {
  testByEachTransport(TITLE, by => comesToItsEnd(name, end, by), SLOW_MS);
});

// Contoso keeps all processors busy by itself.
describe('the example contoso through PowerShell', () => {
  for (const {part, name, reach} of TRANSPORTS)
    part.test(`${TITLE} (by ${name})`, () => comesToItsEnd('contoso', 3, {name, reach}), SLOW_MS);
});
