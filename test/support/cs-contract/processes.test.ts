import {afterEach, beforeEach, expect} from '@jest/globals';
import {readRequest} from '../../../src/x509/request.ts';
import {Forest} from '../cs-contract.ts';
import {powershellPart} from '../powershell/engine.ts';
import {runPowerShell} from '../powershell/run-powershell.ts';
import {PRELUDE} from './rules.ts';

const {describe, test} = powershellPart;
const FE01 = 'fe01.contoso.com';

describe('a simulated world with several processes', () => {
  let forest: Forest;
  beforeEach(() => {
    forest = Forest.lay();
  });
  afterEach(() => forest.close());

  const run = (script: string) =>
    runPowerShell({
      args: ['-NoProfile', '-NonInteractive', '-Command', '-'],
      stdin: `${PRELUDE}\n${script}`,
      environment: {...forest.environment(FE01), WORK: forest.root},
    });

  /** What every server must be at any moment: no entry of My or REQUEST without its key, and one of the two has it. */
  function look(): {readonly waiting: number; readonly mine: number} {
    const [waiting, mine] = (['REQUEST', 'My'] as const).map(store => forest.entries(FE01, store));
    for (const {container} of [...(waiting ?? []), ...(mine ?? [])])
      expect(forest.key(FE01, container ?? '')).toMatchObject({exportable: false});
    return {waiting: waiting?.length ?? 0, mine: mine?.length ?? 0};
  }

  test('numbers every request once, and gives every key once, however many ask at the same time', async () => {
    const ask = "1..2 | ForEach-Object { $null = Submit (New-Request @{ KeyLength = '2048' }) }";
    await Promise.all([run(ask), run(ask), run(ask)]);
    const requests = forest.requests();
    expect(requests.map(({id}) => id)).toEqual(Array.from({length: 6}, (_, index) => index + 1));
    expect(new Set(requests.map(({request}) => readRequest(Buffer.from(request, 'base64')).spki)).size).toBe(6);
  }, 60_000);

  test('has at each moment of a kill the old files or the new ones, and the next process goes on', async () => {
    const made = await run("$req = New-Request; $null = Submit $req; [Console]::Out.WriteLine('req=' + $req)");
    const req = /req=(.*)/.exec(made.stdout)?.[1]?.trim();
    const accept = `(Run certreq ('-accept', '-machine', '-q', '${req}.p7b')).code`;
    expect(look()).toEqual({waiting: 1, mine: 0});

    forest.killAt(FE01, 1);
    expect((await run(accept)).code).toBeNull();
    expect({...look(), issuers: forest.entries(FE01, 'CA').length}).toEqual({waiting: 1, mine: 0, issuers: 0});

    forest.killAt(FE01, 3);
    expect((await run(accept)).code).toBeNull();
    expect({...look(), issuers: forest.entries(FE01, 'CA').length}).toEqual({waiting: 1, mine: 1, issuers: 1});

    expect((await run(accept)).stdout).toMatch(/^0\r?$/m);
    expect(look()).toEqual({waiting: 0, mine: 1});
  }, 60_000);
});
