/** frame.ps1 before the serializer of Windows PowerShell 3.0, which gives 2,097,152 characters and no more. */
import {isDeepStrictEqual} from 'node:util';
import {expect} from '@jest/globals';
import {SCRIPTS} from '../../../src/connections/powershell/generated/scripts.ts';
import {decodeAnswer} from '../../../src/connections/powershell/session/frame.ts';
import {evaluate} from '../../support/powershell/evaluate.ts';
import {hostPart} from '../../support/powershell/host.ts';

const NONCE = '0123456789abcdef';
const FRAME = Buffer.from(JSON.stringify({id: 7, calls: [{verb: 'read', input: {}, secrets: {}}]})).toString('base64');
const ANSWER = `Get-CscertAnswer -Line '${FRAME}'`;

/** What a server answers whose verb `read` is this script. */
async function answerOf(read: string, ...then: readonly string[]) {
  const verbs = [read, ...then].map(text => `$global:CscertVerbs = @{ read = { ${text} } }; ${ANSWER}`);
  const all = `${SCRIPTS.common}\n${SCRIPTS.frame}\n$global:CscertNonce = '${NONCE}'\n${verbs.join('\n')}`;
  const [said = ''] = await evaluate([all]);
  return said.split('|').map(line => decodeAnswer(line, NONCE)?.value ?? line.slice(0, 300));
}

hostPart.describe('an answer that is longer than the serializer takes', () => {
  hostPart.test('comes as it is: texts, lists and what is in lists, at whatever place it is cut', async () => {
    const [answer] = await answerOf(`
      $face = [string][char]0xd83d + [string][char]0xde00
      @{
        text = 'a' + ($face * 600000)
        lists = @{ ok = @(1..40 | ForEach-Object { @{ number = $_; der = 'x' * 100000; none = $null; yes = $true; empty = @(); nested = @(@(1, 2)) } }) }
        one = @(, ('"' * 1200000))
        "it's" = 'short'
      }`);
    const entry = (number: number) => ({
      number,
      der: 'x'.repeat(100_000),
      none: null,
      yes: true,
      empty: [],
      nested: [1, 2],
    });
    const ok = {
      text: `a${'\u{1f600}'.repeat(600_000)}`,
      lists: {ok: Array.from({length: 40}, (_, at) => entry(at + 1))},
      one: ['"'.repeat(1_200_000)],
      "it's": 'short',
    };
    // Not shown where it differs: that would be millions of characters.
    const given = typeof answer === 'string' || answer === undefined ? {} : answer;
    const same = Object.entries(ok).map(([name, value]) => {
      const [result] = (given['results'] ?? []) as readonly {readonly ok: Readonly<Record<string, unknown>>}[];
      return [name, isDeepStrictEqual(result?.ok[name], value)];
    });
    expect(Object.fromEntries(same)).toEqual({text: true, lists: true, one: true, "it's": true});
  });

  hostPart.test('and cannot be cut is an error of its call, and the next call is answered', async () => {
    const answers = await answerOf("@{ of = [pscustomobject]@{ text = 'x' * 3000000 } }", '@{ of = 1 }');
    expect(answers).toEqual([
      {id: 7, results: [{error: expect.objectContaining({message: expect.stringContaining('maxJsonLength')})}]},
      expect.objectContaining({id: 7, results: [{ok: {of: 1}}]}),
    ]);
  });
});
