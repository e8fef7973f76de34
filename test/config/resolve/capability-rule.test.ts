import {expect, test} from '@jest/globals';
import {resolve} from '../../../src/config/resolve/resolve.ts';
import {CONNECTION_TYPES} from '../../../src/connections/registry.ts';
import {loadYaml} from './load-yaml.ts';
import {EVERY_ROLE} from './roles-yaml.ts';

test('a connection that assigns by means of the product is refused for a reverse proxy, in words that say why', () => {
  const text = EVERY_ROLE.replace('{type: directory, folder: servers}', '{type: powershell, transport: remoting}');
  const {desired, diagnostics} = resolve(loadYaml(text), type => CONNECTION_TYPES[type].can);
  expect(desired).toBeUndefined();
  expect(diagnostics).toEqual([
    expect.objectContaining({
      severity: 'error',
      code: 'CFG_USAGE_NOT_ASSIGNABLE',
      address: 'rp01.contoso.com/external',
      detail:
        'The server "rp01.contoso.com" is reached by the connection "lab" of type powershell, which cannot assign ReverseProxy: ' +
        'the cmdlets of the product do not know it.',
      source: expect.objectContaining({file: 'cscert.yaml'}),
    }),
  ]);
});

test('a connection that can assign everything is not complained of', () => {
  expect(resolve(loadYaml(EVERY_ROLE), type => CONNECTION_TYPES[type].can).diagnostics).toEqual([]);
});

test('a certificate is complained of once, however many servers share it', () => {
  const {diagnostics} = resolve(loadYaml(EVERY_ROLE), () => ({usages: []}));
  const addresses = diagnostics.map(({address}) => address);
  expect(addresses).toHaveLength(new Set(addresses).size);
  expect(addresses).toContain('apppool01.contoso.com/default');
});
