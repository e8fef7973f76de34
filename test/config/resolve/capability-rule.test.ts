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

/** One of a kind that restarts nothing, beside the real ones. */
const WITHOUT_RESTART: Capabilities = {
  ...REAL,
  ofConnection: type => {
    const {can} = CONNECTION_TYPES[type];
    return type === 'directory' ? {...can, steps: can.steps.filter(step => step !== 'restart')} : can;
  },
};

const restarting = (defaults: string, ofPool = ''): string => `
deployment: {name: contoso, product: sfbse, sipDomains: [contoso.com], globalVia: se01.contoso.com}
authorities: {corp: {type: local, folder: ca}}
connections: {folders: {type: directory, folder: servers}, shells: {type: powershell, transport: local}}
defaults: {${defaults}, connection: shells}
pools:
  se01.contoso.com: {role: standardEdition}
  se02.contoso.com: {role: standardEdition, connection: folders${ofPool}}
`;

test('a connection that restarts nothing is refused where a restart is declared, once and where that was written', () => {
  const {desired, diagnostics} = resolve(loadYaml(restarting('restart: afterAssign')), WITHOUT_RESTART);
  expect(desired).toBeUndefined();
  expect(diagnostics).toEqual([
    expect.objectContaining({
      severity: 'error',
      code: 'CFG_RESTART_NOT_POSSIBLE',
      detail:
        'Services are to be restarted after an assignment (restart: afterAssign), and "se02.contoso.com" is reached by the ' +
        'connection "folders" of type directory, which restarts nothing.',
      source: expect.objectContaining({line: 5}),
    }),
  ]);
});

test('a connection that restarts nothing will do where nothing is to be restarted, and one that does is not complained of', () => {
  const of = (yaml: string, can: Capabilities) => resolve(loadYaml(yaml), can).diagnostics;
  expect(of(restarting('restart: never'), WITHOUT_RESTART)).toEqual([]);
  expect(of(restarting('restart: afterAssign', ', defaults: {restart: never}'), WITHOUT_RESTART)).toEqual([]);
  expect(of(restarting('restart: afterAssign'), REAL)).toEqual([]);
});

test('what is global restarts nothing, so that the server which assigns it need not be able to', () => {
  const yaml = restarting('restart: afterAssign', ', defaults: {restart: never}').replace('Via: se01', 'Via: se02');
  expect(resolve(loadYaml(yaml), WITHOUT_RESTART).diagnostics).toEqual([]);
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

/** OAuth from a CA that servers ask for themselves; a Standard Edition server, whose own certificates come from elsewhere, runs nothing. */
const askedByOne = (via: string, authority: string): string => `
deployment:
  name: contoso
  product: sfbse
  sipDomains: [contoso.com]
  ${via}
  certificates: {oauth: {authority: corp}}
authorities:
  corp: ${authority}
  own: {type: local, folder: ca}
connections: {folders: {type: directory, folder: servers}, shells: {type: powershell, transport: local}}
defaults: {authority: own, connection: shells}
pools:
  fe.contoso.com: {role: frontEnd, servers: [fe01.contoso.com]}
  se.contoso.com: {role: standardEdition, connection: folders}
`;

test.each([
  [
    'CFG_AUTHORITY_NOT_REACHABLE',
    `{type: adcs, via: server, ca: 'ca01.contoso.com\\CA', roots: ['sha256:${'a'.repeat(64)}']}`,
  ],
  [
    'CFG_BEYOND_PRODUCT_COMMAND',
    `{type: offline, folder: requests, requestWith: Request-CsCertificate, roots: ['sha256:${'a'.repeat(64)}']}`,
  ],
])('of what is global only the server that requests it has to be able to: %s', (code, authority) => {
  const of = (via: string) => resolve(loadYaml(askedByOne(via, authority)), REAL).diagnostics;
  expect(of('globalVia: fe01.contoso.com')).toEqual([]);
  expect(of('globalVia: se.contoso.com')).toMatchObject([
    {code, address: 'global/oauth', source: {line: 6, column: 3}},
  ]);
  // Any of them may request it then.
  expect(of('')).toMatchObject([{code, address: 'global/oauth', source: {line: 7}}]);
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
