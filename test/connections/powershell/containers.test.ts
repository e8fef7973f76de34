/** Which keys may go with the entry that had them, on the real engine. */
import {expect} from '@jest/globals';
import {SCRIPTS} from '../../../src/connections/powershell/generated/scripts.ts';
import {evaluate} from '../../support/powershell/evaluate.ts';
import {hostPart} from '../../support/powershell/host.ts';

const {describe, test} = hostPart;

/** What is told of the container A, by the entries of each store. */
const asking = (my: string, request = ''): string => `
  Set-StrictMode -Version 3
  ${SCRIPTS.common}
  function Get-CscertEntries { param($Store) if ($Store -eq 'My') { ${my} } else { ${request} } }
  Test-CscertContainer -Container 'A'`;

const entry = (container: string, hasPrivateKey = '$true'): string =>
  `@{ hasPrivateKey = ${hasPrivateKey}; container = ${container} };`;

describe('the container of a key', () => {
  test('is free when no entry of My or REQUEST has its key there', async () => {
    const worlds = ['', entry("'B'"), entry('$null', '$false')];
    expect(await evaluate(worlds.map(world => asking(world, world)))).toEqual(['False', 'False', 'False']);
  });

  test('is used by each entry of either store that has its key there, and by one that does not tell where', async () => {
    const worlds = [
      asking(entry("'B'") + entry("'A'")),
      asking('', entry("'a'")),
      asking(entry("'B'"), entry('$null')),
    ];
    expect(await evaluate(worlds)).toEqual(['True', 'True', 'True']);
  });
});
