import {describe, expect, it} from '@jest/globals';
import {AUTHORITY_TYPES} from '../../src/authorities/registry.ts';
import {CONNECTION_TYPES} from '../../src/connections/registry.ts';
import {ROLES} from '../../src/core/model/role.ts';
import {readPage} from './markdown.ts';

/** What the README calls it, and the name that it has in the configuration once it is there. */
const TO_COME: readonly (readonly [string, string])[] = [
  ['PowerShell', 'powershell'],
  ['AD CS', 'adcs'],
  ['ACME', 'acme'],
  ['offline', 'offline'],
  ['Edge', 'edge'],
  ['reverse proxies', 'reverseProxy'],
];

describe('what the README says is not there yet', () => {
  const [, rest = ''] = readPage('README.md').split('Still to come:');
  const [section = ''] = rest.split('\n## ');
  const built = new Set<string>([...Object.keys(CONNECTION_TYPES), ...Object.keys(AUTHORITY_TYPES), ...ROLES]);

  it.each(TO_COME)('%s stands there exactly as long as it is not built', (words, name) => {
    expect({name, toCome: section.includes(words)}).toEqual({name, toCome: !built.has(name)});
  });
});
