import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {SCRIPTS} from '../../../src/connections/powershell/generated/scripts.ts';
import {sentScripts} from '../../../src/connections/powershell/session/bootstrap.ts';
import {VERB_SECONDS} from '../../../src/connections/powershell/settings.ts';
import {checkScripts} from '../../support/powershell/check-scripts.ts';
import {hostPart} from '../../support/powershell/host.ts';

const FOLDER = 'src/connections/powershell/scripts';
const FILES = readdirSync(FOLDER).map(name => join(FOLDER, name));

hostPart.describe('the scripts for servers', () => {
  hostPart.test('hold to what Windows PowerShell 3.0 knows, and to the list of what they may use', async () => {
    expect(await checkScripts(FILES)).toEqual([]);
  });
});

describe('the scripts that are sent', () => {
  test('are one for each verb, and what all of them need', () => {
    const needed = ['common', 'frame', 'secure', 'serve', 'store'];
    expect(Object.keys(sentScripts()).sort()).toEqual([...needed, ...Object.keys(VERB_SECONDS)].sort());
  });

  test('have nothing in them that is not needed to run', () => {
    expect(Object.values(SCRIPTS).join('')).not.toMatch(/^\s|^#|\n\s*\n/m);
    expect(JSON.stringify(sentScripts()).length).toBeLessThan(43_500);
  });
});
