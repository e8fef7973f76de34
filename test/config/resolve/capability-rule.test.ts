import {expect, test} from '@jest/globals';
import {AUTHORITY_TYPES} from '../../../src/authorities/registry.ts';
import type {Capabilities} from '../../../src/config/resolve/capability-rule.ts';
import {resolve} from '../../../src/config/resolve/resolve.ts';
import {CONNECTION_TYPES} from '../../../src/connections/registry.ts';
import {loadYaml} from './load-yaml.ts';
import {EVERY_ROLE} from './roles-yaml.ts';

const REAL: Capabilities = {
  ofConnection: type => CONNECTION_TYPES[type].can,
  ofAuthority: type => AUTHORITY_TYPES[type].can,
};

test('a connection that assigns by means of the product is refused for a reverse proxy, in words that say why', () => {
  const text = EVERY_ROLE.replace('{type: directory, folder: servers}', '{type: powershell, transport: remoting}');
  const {desired, diagnostics} = resolve(loadYaml(text), REAL);
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
  expect(resolve(loadYaml(EVERY_ROLE), REAL).diagnostics).toEqual([]);
});

test('a certificate is complained of once, however many servers share it', () => {
  const {diagnostics} = resolve(loadYaml(EVERY_ROLE), {
    ofConnection: () => ({usages: [], steps: []}),
    ofAuthority: () => ({where: 'runner'}),
  });
  const addresses = diagnostics.map(({address}) => address);
  expect(addresses).toHaveLength(new Set(addresses).size);
  expect(addresses).toContain('apppool01.contoso.com/default');
});

test('a CA that servers ask for themselves is refused where the connection runs nothing there', () => {
  const yaml = (connection: string): string => `
deployment: {name: contoso, product: sfbse, sipDomains: [contoso.com]}
authorities: {corp: {type: adcs, via: server, ca: 'ca01.contoso.com\\Contoso Issuing CA', roots: ['sha256:${'a'.repeat(64)}']}}
connections: {lab: ${connection}}
pools: {se01.contoso.com: {role: standardEdition}}
`;
  const {diagnostics} = resolve(loadYaml(yaml('{type: directory, folder: servers}')), REAL);
  expect(diagnostics.map(({code}) => code)).toEqual(['CFG_AUTHORITY_NOT_REACHABLE', 'CFG_AUTHORITY_NOT_REACHABLE']);
  expect(diagnostics[0]?.detail).toContain('which runs nothing there');
  expect(resolve(loadYaml(yaml('{type: powershell, transport: local}')), REAL).diagnostics).toEqual([]);
});

const byProduct = (over: {readonly connection?: string; readonly certificate?: string}): string => `
deployment: {name: contoso, product: sfbse, sipDomains: [contoso.com]}
authorities: {corp: {type: offline, folder: requests, requestWith: Request-CsCertificate, roots: ['sha256:${'a'.repeat(64)}']}}
connections: {lab: ${over.connection ?? '{type: powershell, transport: local}'}}
pools: {se01.contoso.com: {role: standardEdition, certificates: {default: {usages: [Default, WebServicesInternal, WebServicesExternal]${over.certificate ?? ''}}}}}
`;

test("requests by the product's own command are taken where everything can be asked for with it", () => {
  const {diagnostics, desired} = resolve(loadYaml(byProduct({})), REAL);
  expect(diagnostics).toEqual([]);
  expect(desired?.slots.map(({requestWith}) => requestWith)).toEqual([
    'Request-CsCertificate',
    'Request-CsCertificate',
  ]);
});

test.each([
  [{connection: '{type: directory, folder: servers}'}, 'which runs no command of the product'],
  [{certificate: ', eku: [clientAuth]'}, 'it always asks for serverAuth'],
])("requests by the product's own command are refused where it cannot ask for %j", (over, why) => {
  const {diagnostics} = resolve(loadYaml(byProduct(over)), REAL);
  expect(diagnostics[0]).toMatchObject({code: 'CFG_BEYOND_PRODUCT_COMMAND', detail: expect.stringContaining(why)});
});

test('the account that asks a CA is part of what is declared, where it is asked as one', () => {
  const yaml = (enrollAs: string): string =>
    byProduct({}).replace(
      'type: offline, folder: requests,',
      `type: adcs, via: server, ca: 'ca01.contoso.com\\CA', ${enrollAs}`,
    );
  const account = "account: {user: 'CONTOSO\\enroll', password: env:PASSWORD}";
  const of = (text: string) => resolve(loadYaml(text), REAL).desired?.slots.map(({enrollAccount}) => enrollAccount);
  expect(of(yaml(`enrollAs: account, ${account},`))).toEqual(['CONTOSO\\enroll', 'CONTOSO\\enroll']);
  expect(of(yaml('enrollAs: session,'))).toEqual([undefined, undefined]);
});
