/**
 * Rules of the contract, each a few lines of PowerShell and what must come of it. The rules of one group are told to one
 * process, in order and on one forest, so that many of them are quick; each fails on its own.
 */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect} from '@jest/globals';
import {Forest} from '../cs-contract.ts';
import {powershellPart} from '../powershell/engine.ts';
import {runPowerShell} from '../powershell/run-powershell.ts';
import type {ForestOrder} from './world.ts';

const {describe, test} = powershellPart;
/** What scripts of rules may use. */
export const PRELUDE = readFileSync(join(__dirname, 'prelude.ps1'), 'utf8');

/** One rule and where it stands. */
export interface Rule {
  /** A sentence. */
  readonly rule: string;
  /** The document and section that says so; `inferred` where none does. */
  readonly source: string;
  readonly script: string;
  /** What the script puts out; several values are an array. */
  readonly gives?: unknown;
  /** Or the error that ends it. */
  readonly fails?: {readonly message?: RegExp; readonly id?: string; readonly type?: string; readonly hresult?: number};
  /** Also warned of. */
  readonly warns?: RegExp;
}

interface Told {
  readonly value?: unknown;
  readonly warnings: readonly string[];
  readonly error?: {
    readonly message: string;
    readonly id: string;
    readonly type: string;
    readonly hresult: number;
    readonly stack: string;
  };
}

/** Tests of a group of rules. */
export function describeRules(name: string, order: ForestOrder, rules: readonly Rule[]): void {
  describe(name, () => {
    let forest: Forest;
    let told: readonly Told[];
    beforeAll(async () => {
      forest = Forest.lay(order);
      told = await tell(forest, rules);
    }, 120_000);
    afterAll(() => forest.close());

    for (const [index, rule] of rules.entries()) {
      test(`${rule.rule} [${rule.source}]`, () => check(rule, told[index]));
    }
  });
}

async function tell(forest: Forest, rules: readonly Rule[]): Promise<readonly Told[]> {
  const bodies = rules.map(({script}) => `Invoke-Rule {\n${script}\n}`);
  const {stdout, stderr} = await runPowerShell({
    args: ['-NoProfile', '-NonInteractive', '-Command', '-'],
    stdin: [PRELUDE, ...bodies].join('\n'),
    environment: {...forest.environment('fe01.contoso.com'), WORK: forest.root},
    limitMs: 110_000,
  });
  const lines = stdout.split(/\r?\n/).filter(line => line.startsWith('#rule '));
  if (lines.length !== rules.length)
    throw new Error(`${lines.length} of ${rules.length} rules answered:\n${stdout}\n${stderr}`);
  return lines.map(line => JSON.parse(Buffer.from(line.slice(6), 'base64').toString()) as Told);
}

function check(rule: Rule, told: Told | undefined): void {
  if (told === undefined) throw new Error('the rule was not told');
  if (rule.fails === undefined) {
    if (told.error !== undefined)
      throw new Error(`failed: ${told.error.type}: ${told.error.message} (${told.error.id})\n${told.error.stack}`);
    if ('gives' in rule) expect(told.value).toEqual(rule.gives);
  } else {
    if (told.error === undefined) throw new Error(`did not fail but gave ${JSON.stringify(told.value)}`);
    const {message, ...exact} = rule.fails;
    if (message !== undefined) expect(told.error.message).toMatch(message);
    expect(told.error).toMatchObject(exact);
  }
  if (rule.warns === undefined) expect(told.warnings).toEqual([]);
  else expect(told.warnings.join('\n')).toMatch(rule.warns);
}
