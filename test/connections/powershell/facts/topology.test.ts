import {describe, expect, test} from '@jest/globals';
import {parseTopology} from '../../../../src/connections/powershell/facts/topology.ts';

const FE = {fqdn: 'fepool.contoso.com', site: 'site:Redmond', computers: ['fe01.contoso.com']};
const URL = {
  scope: 'Global',
  component: 'Meet',
  domain: 'contoso.com',
  active: 'https://meet.contoso.com',
  entries: ['https://meet.contoso.com', 'https://old.contoso.com'],
};
const service = (over: object): object => ({PoolFqdn: 'FEPOOL.contoso.com', Role: 'Registrar', Version: '7', ...over});
const domain = (name: string, isDefault = false): object => ({name, isDefault});

function parse(over: object = {}, around: object = {}) {
  const store = {pools: [FE], services: [service({})], domains: [domain('contoso.com', true)], urls: [URL], ...over};
  return parseTopology({store, xml: null, urls: null, because: null, version: null, ...around});
}

describe('the topology of a server', () => {
  test('has its services on their pools, whatever the letter case, and the default SIP domain first', () => {
    const {store} = parse({domains: [domain('a.com'), domain('contoso.com', true)]});
    expect(store).toEqual({
      sipDomains: ['contoso.com', 'a.com'],
      pools: [
        {
          fqdn: 'fepool.contoso.com',
          site: 'Redmond',
          computers: ['fe01.contoso.com'],
          services: [{role: 'Registrar', version: 7}],
        },
      ],
      simpleUrls: [{component: 'Meet', domain: 'contoso.com', active: URL.active, others: ['https://old.contoso.com']}],
    });
  });

  test('tells the names of web services and of an Edge, and nothing for what is empty', () => {
    const web = service({Role: 'WebServer', InternalFqdn: '', ExternalFqdn: 'web.contoso.com'});
    const edge = service({
      Role: 'EdgeServer',
      AccessEdgeExternalFqdn: 'sip.contoso.com',
      DataEdgeExternalFqdn: 'sip.contoso.com',
      AVEdgeExternalFqdn: '',
      ExternalMrasFqdn: 'sip.contoso.com',
      InternalInterfaceFqdn: null,
    });
    const one = 'sip.contoso.com';
    expect(parse({services: [web, edge]}).store?.pools[0]?.services).toEqual([
      {role: 'WebServer', version: 7, web: {external: 'web.contoso.com'}},
      {role: 'EdgeServer', version: 7, edge: {access: one, webConferencing: one, av: one}},
    ]);
  });

  test('tells whether a pool of trusted applications is a replica, and nothing of others', () => {
    const pool = (over: object) => parse({services: [service(over)]}).store?.pools[0];
    expect(pool({Role: 'TrustedApplicationPool', RequiresReplication: 'False'})?.replica).toBe(false);
    expect(pool({Role: 'TrustedApplicationPool', RequiresReplication: 'True'})?.replica).toBe(true);
    expect(pool({})).not.toHaveProperty('replica');
  });

  test('is its own copy with the reason where there is no other', () => {
    const told = {
      store: null,
      xml: '<Topology/>',
      because: {message: 'No access.'},
      urls: [{...URL, scope: 'Site:Paris'}],
    };
    expect(parse({}, {...told, version: 'Lync'})).toEqual({
      replica: {
        xml: '<Topology/>',
        because: 'No access',
        simpleUrls: [expect.objectContaining({site: 'Paris', active: URL.active})],
      },
      version: 'Lync',
    });
    expect(parse({}, {...told, urls: null}).replica).not.toHaveProperty('simpleUrls');
  });

  test.each([
    ['no answer at all', {}, {store: null}],
    ['services that are no list', {services: 'none'}, {}],
    ['a service of no pool', {services: [service({PoolFqdn: null})]}, {}],
    ['computers that are no list', {pools: [{...FE, computers: 'fe01'}]}, {}],
    ['a computer that is a number', {pools: [{...FE, computers: [1]}]}, {}],
    ['a pool without a name', {pools: [{...FE, fqdn: null}]}, {}],
    ['a domain that is neither default nor not', {domains: [domain('a.com', 1 as never)]}, {}],
    ['a simple URL without an address', {urls: [{...URL, active: null}]}, {}],
    ['a text without end', {pools: [{...FE, site: 'x'.repeat(300_000)}]}, {}],
    ['a version that is a list', {}, {version: ['7']}],
  ])('is refused in words with %s', (_, over, around) => {
    expect(() => parse(over, around)).toThrow(
      expect.objectContaining({diagnostic: expect.objectContaining({code: 'SERVER_ANSWER_BROKEN'})}),
    );
  });
});
