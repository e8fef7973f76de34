/** What of a topology cannot be taken as it is: other versions, names that are none, and what was declared before. */
import {describe, expect, test} from '@jest/globals';
import {parse} from 'yaml';
import type {Document, Pool} from '../../../src/config/generated/document.ts';
import {adoptTopology} from '../../../src/config/topology/adopt-topology.ts';
import type {Published, PublishedPool, PublishedUrl} from '../../../src/core/model/published.ts';
import {loadText} from '../load-text.ts';

const FE: PublishedPool = {
  fqdn: 'FEPool.contoso.com',
  site: 'Redmond',
  computers: ['FE02.contoso.com', 'fe01.contoso.com'],
  services: [
    {role: 'Registrar', version: 7},
    {role: 'UserServer', version: 7},
    {role: 'WebServer', version: 7, web: {internal: 'FEPOOL.contoso.com', external: 'Web.contoso.com'}},
  ],
};
const service = (role: string, version = 7): PublishedPool['services'] => [{role, version}];
const pool = (fqdn: string, services: PublishedPool['services']): PublishedPool => ({
  fqdn,
  computers: [fqdn],
  services,
});
const url = (component: string, active: string, rest: Partial<PublishedUrl> = {}): PublishedUrl => ({
  component,
  active,
  others: [],
  ...rest,
});
const MEET = url('Meet', 'https://meet.contoso.com', {domain: 'contoso.com'});

interface Given extends Partial<Published> {
  readonly before?: Document;
  readonly version?: string;
}

async function made({before = {}, version, ...given}: Given) {
  const published = {sipDomains: ['contoso.com'], pools: [FE], simpleUrls: [MEET], ...given};
  const connection = {type: 'powershell', transport: 'ssh'} as const;
  const input = {published, source: 'fe01.contoso.com', before, connection, ...(version !== undefined && {version})};
  const adopted = await adoptTopology(input, loadText);
  const said = adopted.diagnostics.map(({code, detail}) => `${code}: ${detail}`);
  if (!('text' in adopted)) return {said, text: '', document: {} as Document};
  return {said, text: adopted.text, document: parse(adopted.text) as Document};
}

describe('a pool of a topology', () => {
  test('is written in lower case, sorted, and without what holds anyway', async () => {
    const {document} = await made({});
    expect(document.pools).toEqual({
      'fepool.contoso.com': {
        role: 'frontEnd',
        servers: ['fe01.contoso.com', 'fe02.contoso.com'],
        webServices: {external: 'web.contoso.com'},
      },
    });
  });

  test.each([
    ['standardEdition', 'se01.contoso.com', [{role: 'Registrar'}, {role: 'UserServer'}]],
    ['director', 'dir.contoso.com', [{role: 'Director'}]],
    ['director', 'dir.contoso.com', [{role: 'Registrar', director: true}]],
    ['director', 'dir.contoso.com', [{role: 'Registrar'}, {role: 'WebServices'}]],
    ['survivableBranch', 'sba.contoso.com', [{role: 'Registrar'}, {role: 'MediationServer'}]],
    ['mediation', 'med.contoso.com', [{role: 'MediationServer'}]],
    ['persistentChat', 'chat.contoso.com', [{role: 'PersistentChatService'}, {role: 'PersistentChatStore'}]],
    ['videoInterop', 'vis.contoso.com', [{role: 'VideoInteropServer'}]],
    ['trustedApplication', 'app.contoso.com', [{role: 'ExternalServer'}]],
    ['trustedApplication', 'app.contoso.com', [{role: 'TrustedApplicationPool'}]],
  ] as const)('is %s by what is installed on %s: %j', async (role, fqdn, services) => {
    const all = services.map(one => ({version: 7, ...one}));
    const {document, said} = await made({pools: [pool(fqdn, all)]});
    expect({role: document.pools?.[fqdn]?.role, said}).toEqual({role, said: []});
  });

  test('without anything that has certificates is stepped over silently', async () => {
    const data = ['FileStore', 'UserDatabase', 'PstnGateway', 'WacService', 'VideoGateway', 'ArchivingStore'];
    const {said, document} = await made({pools: [FE, ...data.map(role => pool(`${role}.contoso.com`, service(role)))]});
    expect({said, pools: Object.keys(document.pools ?? {})}).toEqual({said: [], pools: ['fepool.contoso.com']});
  });

  test('of trusted applications that is no replica says what cannot be done there', async () => {
    const other = pool('app.contoso.com', service('ExternalServer'));
    const said = async (replica: boolean) => (await made({pools: [FE, {...other, replica}]})).text;
    expect(await said(false)).toContain('# No replica of the management store');
    expect(await said(true)).not.toContain('No replica');
  });

  test('with a service that nobody knows is told', async () => {
    const {said} = await made({pools: [FE, pool('x.contoso.com', service('Teleporter'))]});
    expect(said).toEqual([
      'TOPOLOGY_ASSUMED: cscert does not know the service "Teleporter" on x.contoso.com, and took it for one that needs no certificate.',
    ]);
  });

  test.each([
    ['of Lync Server 2010', pool('old.contoso.com', [{role: 'Registrar', version: 5}]), 'Lync Server 2010'],
    ['whose name is none', pool('fe_01.contoso.com', service('MediationServer')), 'underscore'],
    ['whose name is short', pool('MED', service('MediationServer')), 'short name'],
    ['with a server of another', {...FE, fqdn: 'twice.contoso.com'}, 'fe02.contoso.com is also in FEPool.contoso.com'],
    ['of an Edge without names', pool('edge.contoso.com', service('EdgeServer')), 'reached from outside'],
  ])('%s is left out, and why is said', async (_, other, words) => {
    const {said, document} = await made({pools: [FE, other]});
    expect(said).toEqual([expect.stringMatching(/^TOPOLOGY_INCOMPLETE: .* was left out: /)]);
    expect(said[0]).toContain(words);
    expect(Object.keys(document.pools ?? {})).toEqual(['fepool.contoso.com']);
  });

  test('that is alone and left out leaves no configuration', async () => {
    const {said} = await made({pools: [pool('old.contoso.com', [{role: 'Registrar', version: 5}])]});
    expect(said.at(-1)).toMatch(/^TOPOLOGY_EMPTY: fe01\.contoso\.com has no pool/);
  });

  test('cannot put anything but a comment into comments', async () => {
    const {text, document} = await made({pools: [{...FE, site: 'Red\nmond: {role: edge}\u2028x:'}]});
    expect(text).toContain('# Site Red mond: {role: edge} x:');
    expect(Object.keys(document.pools ?? {})).toEqual(['fepool.contoso.com']);
  });
});

describe('an Edge pool of a topology', () => {
  const edge = (names: object): PublishedPool => ({
    ...pool('edge.contoso.com', []),
    services: [{role: 'EdgeServer', version: 7, edge: names}],
  });

  test('with one name for all services has that name three times, and it is said where it was not told', async () => {
    const {document, text} = await made({pools: [FE, edge({access: 'sip.contoso.com', av: 'sip.contoso.com'})]});
    const one = 'sip.contoso.com';
    expect(document.pools?.['edge.contoso.com']?.edge).toEqual({access: one, webConferencing: one, av: one});
    expect(text).toContain('# Not told: webConferencing. Taken to be the name of the Access Edge service.');
  });

  test('behind a load balancer, and one with an XMPP proxy, say what to write', async () => {
    const names = {access: 'a.contoso.com', webConferencing: 'w.contoso.com', av: 'v.contoso.com'};
    const {text} = await made({pools: [FE, edge({...names, internal: 'EdgeVip.contoso.com', xmpp: true})]});
    expect(text).toContain('subject: {commonName: edgevip.contoso.com}');
    expect(text).toContain('xmpp: [contoso.com]');
  });

  test('gets a connection and an authority of its own where none was declared', async () => {
    const names = {access: 'a.contoso.com', webConferencing: 'w.contoso.com', av: 'v.contoso.com'};
    const {document} = await made({pools: [FE, edge(names)]});
    expect(document.pools?.['edge.contoso.com']?.connection).toBe('edge');
    expect(document.defaults).toEqual({authority: 'internal', publicAuthority: 'public', connection: 'servers'});
  });
});

describe('the product', () => {
  const mediation = (version: number, number = 1): PublishedPool =>
    pool(`med${number}-${version}.contoso.com`, service('MediationServer', version));

  test.each([
    [[6], undefined, 'lync2013'],
    [[7], undefined, 'sfb2015'],
    [[8], undefined, 'sfb2019'],
    [[8], 'Skype for Business Server Subscription Edition (7.0.2046.600): licensed', 'sfbse'],
    [[9], undefined, 'sfbse'],
  ])('of version %j, in words %j, is %s', async (versions, words, product) => {
    const pools = versions.map(version => mediation(version));
    const {document} = await made({pools, ...(words !== undefined && {version: words})});
    expect(document.deployment?.product).toBe(product);
  });

  test('is that of most pools while a deployment is migrated, and the others say theirs', async () => {
    const {document} = await made({pools: [mediation(6), mediation(8), mediation(8, 2)]});
    expect(document.deployment?.product).toBe('sfb2019');
    expect(Object.values(document.pools ?? {}).map(({product}) => product)).toEqual(['lync2013', undefined, undefined]);
  });

  test('that nobody told is a placeholder', async () => {
    const {text} = await made({pools: [{...FE, services: FE.services.map(({version: _, ...rest}) => rest)}]});
    expect(text).toContain('The topology does not tell the version.');
  });
});

describe('simple URLs', () => {
  test('are those in use, of which the control panel has two names', async () => {
    const admin = ['Admin', 'Cscp'].map(name => made({simpleUrls: [MEET, url(name, 'https://admin.contoso.com')]}));
    for (const {document} of await Promise.all(admin))
      expect(document.deployment?.simpleUrls).toEqual({
        meet: 'https://meet.contoso.com',
        admin: 'https://admin.contoso.com',
      });
  });

  test('that lead there too are told', async () => {
    const others = ['https://old.contoso.com', 'https://MEET.contoso.com'];
    const {text, document} = await made({simpleUrls: [{...MEET, others}]});
    expect(text).toContain('# https://old.contoso.com leads there too, but is not the active one.\n  simpleUrls:');
    expect(text).not.toContain('MEET.contoso.com');
    expect(document.deployment?.simpleUrls).toEqual({meet: 'https://meet.contoso.com'});
  });

  test('of a site belong to its pools, and what the site lacks is taken from the deployment', async () => {
    const site = 'Paris (Île-de-France)';
    const paris = pool('se01.contoso.com', FE.services);
    const {document, text} = await made({
      pools: [FE, {...paris, site}],
      simpleUrls: [
        MEET,
        url('Dialin', 'https://dialin.contoso.com'),
        {...MEET, active: 'https://paris.contoso.com', site},
      ],
    });
    expect(document.deployment?.sites).toEqual({
      'paris-ile-de-france': {
        simpleUrls: {dialin: 'https://dialin.contoso.com', meet: 'https://paris.contoso.com'},
      },
    });
    expect(document.pools?.['se01.contoso.com']?.site).toBe('paris-ile-de-france');
    expect(document.pools?.['fepool.contoso.com']?.site).toBeUndefined();
    expect(text).toContain("# The site has no dialin of its own: the deployment's.");
  });

  test('of the site that a pool was declared in are not its own any more where the topology has it elsewhere', async () => {
    const before: Document = {pools: {'fepool.contoso.com': {role: 'frontEnd', site: 'paris'}}};
    const paris = {...pool('se01.contoso.com', FE.services), site: 'paris'};
    const simpleUrls = [MEET, {...MEET, active: 'https://paris.contoso.com', site: 'paris'}];
    const {document} = await made({before, pools: [FE, paris], simpleUrls});
    expect(document.pools?.['se01.contoso.com']?.site).toBe('paris');
    expect(document.pools?.['fepool.contoso.com']?.site).toBeUndefined();
  });

  test('of a site that nobody told stay those of its pools, and become those of a pool that is new there', async () => {
    const sites = {paris: {simpleUrls: {meet: 'https://paris.contoso.com', dialin: 'https://dialin.contoso.com'}}};
    const deployment = {name: 'corp', product: 'sfb2015', sipDomains: ['contoso.com'], sites} as const;
    const before: Document = {deployment, pools: {'fepool.contoso.com': {role: 'frontEnd', site: 'paris'}}};
    const published = {
      sipDomains: ['contoso.com'],
      pools: [FE, {...pool('se01.contoso.com', FE.services), site: 'Paris'}, pool('se02.contoso.com', FE.services)],
    };
    const connection = {type: 'powershell', transport: 'ssh'} as const;
    const kept = await adoptTopology({published, source: 'topology.xml', before, connection}, loadText);
    if (!('text' in kept)) throw new Error('nothing was written');
    const {pools} = parse(kept.text) as Document;
    expect(Object.entries(pools ?? {}).map(([name, {site}]) => [name.split('.')[0], site])).toEqual([
      ['se02', undefined],
      ['se01', 'paris'],
      ['fepool', 'paris'],
    ]);
  });

  test('that nobody told are missing aloud, and stay as they were declared', async () => {
    const published = {sipDomains: ['contoso.com'], pools: [FE]};
    const input = {
      published,
      source: 'topology.xml',
      before: {},
      connection: {type: 'powershell', transport: 'ssh'},
    } as const;
    const bare = await adoptTopology(input, loadText);
    expect(bare.diagnostics.map(({code}) => code)).toEqual(['TOPOLOGY_ASSUMED']);
    expect('text' in bare && bare.text).toContain('# simpleUrls: {meet:');
    const deployment = {
      name: 'corp',
      product: 'sfb2015',
      sipDomains: ['old.com'],
      simpleUrls: {meet: 'https://m.contoso.com'},
    } as const;
    const kept = await adoptTopology({...input, before: {deployment}}, loadText);
    expect(kept.diagnostics).toEqual([]);
    expect('text' in kept && parse(kept.text).deployment).toEqual({...deployment, sipDomains: ['contoso.com']});
  });

  test('that the rules refuse leave no configuration, and the line is shown', async () => {
    const {said, text} = await made({simpleUrls: [url('Meet', 'https://meet.contoso.com:444')]});
    expect(text).toBe('');
    expect(said).toEqual([expect.stringMatching(/^CFG_SIMPLE_URL: .*port.*meet: https:\/\/meet\.contoso\.com:444\)$/)]);
  });
});

describe('what was declared before', () => {
  const before: Document = {
    deployment: {
      name: 'corp',
      product: 'lync2013',
      sipDomains: ['old.com'],
      legacySignIn: ['sipinternal'],
      globalVia: 'fe01.contoso.com',
      certificates: {tokens: {usages: ['OAuthTokenIssuer']}},
    },
    authorities: {corp: {type: 'local', folder: 'ca'}},
    connections: {stores: {type: 'directory', folder: 'servers'}},
    defaults: {renewBefore: '30 days'},
    pools: {
      'FEPOOL.contoso.com': {
        role: 'frontEnd',
        servers: {'FE01.contoso.com': {certificates: {default: {key: {size: 4096}}}}, 'fe09.contoso.com': null},
        webServices: {internal: 'gone.contoso.com'},
        certificates: {default: {usages: ['Default', 'WebServicesInternal', 'WebServicesExternal']}},
      },
      'gone.contoso.com': {role: 'mediation', servers: ['med01.contoso.com']},
      'rp.contoso.com': {
        role: 'reverseProxy',
        servers: ['rp.contoso.com'],
        certificates: {external: {authority: 'corp'}},
      },
    },
  };

  test('stays, but for what the topology tells', async () => {
    const {document, said} = await made({before});
    expect(document).toMatchObject({
      deployment: {...before.deployment, product: 'sfb2015', sipDomains: ['contoso.com']},
      authorities: before.authorities,
      connections: before.connections,
      defaults: before.defaults,
    });
    expect(document.pools).toEqual({
      'fepool.contoso.com': {
        role: 'frontEnd',
        servers: {'fe01.contoso.com': {certificates: {default: {key: {size: 4096}}}}, 'fe02.contoso.com': null},
        webServices: {external: 'web.contoso.com'},
        certificates: before.pools?.['FEPOOL.contoso.com']?.certificates,
      },
      'rp.contoso.com': before.pools?.['rp.contoso.com'],
    });
    expect(said).toEqual([
      'TOPOLOGY_INCOMPLETE: gone.contoso.com of the configuration was left out: fe01.contoso.com does not have it.',
    ]);
  });

  test('and is Subscription Edition stays so, for the topology does not tell it from 2019', async () => {
    const pools = [pool('med.contoso.com', service('MediationServer', 8))];
    const deployment = {name: 'corp', product: 'sfbse', sipDomains: ['contoso.com']} as const;
    const {document} = await made({pools, before: {deployment}});
    expect(document.deployment?.product).toBe('sfbse');
    expect(document.pools?.['med.contoso.com']?.product).toBeUndefined();
  });

  test('of a server that is in another pool now is left out, and said, unless nothing is written of it', async () => {
    const servers = {'FE01.contoso.com': {connection: 'stores'}, 'fe02.contoso.com': null};
    const old = {role: 'frontEnd', servers} as const;
    const {document, said} = await made({before: {...before, pools: {'old.contoso.com': old}}});
    expect(document.pools?.['fepool.contoso.com']?.servers).toEqual(['fe01.contoso.com', 'fe02.contoso.com']);
    expect(said).toEqual([
      'TOPOLOGY_INCOMPLETE: old.contoso.com of the configuration was left out: fe01.contoso.com does not have it.',
      'TOPOLOGY_INCOMPLETE: What the configuration says of fe01.contoso.com in old.contoso.com was left out (connection): fe01.contoso.com has it in fepool.contoso.com.',
    ]);
  });

  test('and names a server that is gone for what is global is left out, and said', async () => {
    const deployment = {...before.deployment, globalVia: 'fe09.contoso.com'} as Document['deployment'];
    const {document, said} = await made({before: {...before, deployment} as Document});
    expect([document.pools !== undefined, document.deployment?.globalVia]).toEqual([true, undefined]);
    expect(said).toContain(
      'TOPOLOGY_INCOMPLETE: deployment.globalVia of the configuration was left out: fe01.contoso.com has no server fe09.contoso.com that gets what is global.',
    );
  });

  test.each([
    ['sfb2019', 'sfbse', 'sfbse'],
    ['sfbse', 'sfb2019', 'sfb2019'],
    ['sfbse', 'sfbse', undefined],
    ['sfbse', undefined, undefined],
    ['sfbse', 'sfb2015', undefined],
  ] as const)(
    'of the product, in a deployment of %s, on a pool of %s, leaves the pool %s',
    async (whole, own, left) => {
      const pools = [pool('med.contoso.com', service('MediationServer', 8))];
      const deployment = {name: 'corp', product: whole, sipDomains: ['contoso.com']} as const;
      const declared: Pool = {role: 'mediation', servers: ['med01.contoso.com'], ...(own && {product: own})};
      const {document} = await made({pools, before: {deployment, pools: {'med.contoso.com': declared}}});
      expect(document.deployment?.product).toBe(whole);
      expect(document.pools?.['med.contoso.com']?.product).toBe(left);
    },
  );

  test('of the product of the deployment stays that of a pool, where the topology gives most pools another', async () => {
    const {document} = await made(mediation({b: 6, c: 6}));
    expect(document.deployment?.product).toBe('lync2013');
    expect(productsIn(document)).toEqual(['sfbse', undefined, undefined]);
  });

  test('of the product of a pool stays where the topology does not tell it', async () => {
    const {document} = await made(mediation({b: undefined, c: undefined}));
    expect(document.deployment?.product).toBe('sfbse');
    expect(productsIn(document)).toEqual([undefined, 'lync2013', 'lync2013']);
  });
});

/** Three pools: `a`, which has the product of the deployment, and two of Lync Server 2013, by the versions that are told. */
function mediation(versions: Readonly<Record<'b' | 'c', number | undefined>>): Given {
  const told = Object.entries({a: 8, ...versions}).map(([name, version]) =>
    pool(`${name}.contoso.com`, [{role: 'MediationServer', ...(version !== undefined && {version})}]),
  );
  const declared = (name: string, own?: 'lync2013'): Pool => ({
    role: 'mediation',
    servers: [`${name}.contoso.com`],
    ...(own && {product: own}),
  });
  const deployment = {name: 'corp', product: 'sfbse', sipDomains: ['contoso.com']} as const;
  const pools = {
    'a.contoso.com': declared('a'),
    'b.contoso.com': declared('b', 'lync2013'),
    'c.contoso.com': declared('c', 'lync2013'),
  };
  return {pools: told, before: {deployment, pools}};
}

const productsIn = ({pools = {}}: Document) => Object.values(pools).map(({product}) => product);
