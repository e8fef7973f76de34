import {describe, expect, test} from '@jest/globals';
import {resolve} from '../../../src/config/resolve/resolve.ts';
import {desiredOf, loadYaml, resolveYaml, slotOf} from './load-yaml.ts';

const BASE = `
deployment: {name: contoso, product: lync2013, sipDomains: [Contoso.com]}
authorities: {corp: {type: local, folder: ca}}
connections: {lab: {type: directory, folder: servers}}
`;

/** Several of each role, in no particular order and in mixed letter case. */
const CONTOSO = `
deployment:
  name: contoso
  product: sfb2019
  sipDomains: [contoso.com, Fabrikam.com, adatum.com]
  simpleUrls:
    meet: [https://meet.fabrikam.com, https://MEET.contoso.com/]
    dialin: https://dialin.contoso.com
    admin: https://admin.contoso.com
authorities: {corp: {type: local, folder: ca}}
connections: {lab: {type: directory, folder: servers}}
pools:
  SE01.contoso.com: {role: standardEdition, webServices: {external: webext-se.contoso.com}}
  medpool01.contoso.com: {role: mediation, servers: [med02.contoso.com, med01.contoso.com]}
  FEpool01.contoso.com:
    role: frontEnd
    servers: [FE02.contoso.com, fe01.contoso.com]
    webServices: {internal: Webint.contoso.com, external: webext.contoso.com}
`;

describe('a configuration that says the least', () => {
  const desired = desiredOf(`${BASE}
pools:
  se01.contoso.com: {role: standardEdition}
`);

  test('has the usual certificate with every default filled in', () => {
    expect(slotOf(desired, 'se01.contoso.com/se01.contoso.com/default')).toEqual({
      address: 'se01.contoso.com/se01.contoso.com/default',
      certificate: 'default',
      scope: 'server',
      pool: 'se01.contoso.com',
      members: ['se01.contoso.com'],
      delivery: 'own',
      usages: ['Default', 'WebServicesInternal', 'WebServicesExternal'],
      friendlyName: 'Default, WebServicesInternal, WebServicesExternal - se01.contoso.com',
      assign: 'auto',
      upkeep: {renewSpread: 10, retireAfter: 604_800_000, issuesPerDay: 3, tolerate: []},
      spec: {
        subject: {commonName: 'se01.contoso.com'},
        names: [
          {
            value: 'se01.contoso.com',
            reasons: ['name of the pool', 'name of this server', 'internal web services', 'external web services'],
          },
          {value: 'sip.contoso.com', reasons: ['automatic sign-in of SIP domain contoso.com']},
          {
            value: 'lyncdiscoverinternal.contoso.com',
            reasons: ['mobile clients inside find contoso.com'],
          },
          {value: 'lyncdiscover.contoso.com', reasons: ['mobile clients outside find contoso.com']},
        ],
        key: {algorithm: 'rsa', size: 2048, exportable: false},
        eku: ['serverAuth', 'clientAuth'],
        keyUsage: ['digitalSignature', 'keyEncipherment'],
        signature: 'sha256',
        authority: 'corp',
        template: 'WebServer',
        renewBefore: {percent: 33},
      },
      declaredAt: {file: 'cscert.yaml', line: 7, column: 3},
    });
  });

  test('has the OAuth certificate of the deployment', () => {
    expect(slotOf(desired, 'global/oauth')).toMatchObject({
      scope: 'global',
      members: ['se01.contoso.com'],
      delivery: 'product',
      usages: ['OAuthTokenIssuer'],
      friendlyName: 'OAuthTokenIssuer - contoso',
      spec: {subject: {commonName: 'contoso.com'}, key: {exportable: true}, eku: ['serverAuth']},
      declaredAt: {file: 'cscert.yaml', line: 2, column: 1},
    });
    expect(slotOf(desired, 'global/oauth').pool).toBeUndefined();
  });
});

describe('a deployment with several pools', () => {
  const desired = desiredOf(CONTOSO);

  test('has its slots sorted, global ones first, with all names in lower case', () => {
    expect(desired.slots.map(slot => slot.address)).toEqual([
      'global/oauth',
      'fepool01.contoso.com/fe01.contoso.com/default',
      'fepool01.contoso.com/fe02.contoso.com/default',
      'medpool01.contoso.com/med01.contoso.com/default',
      'medpool01.contoso.com/med02.contoso.com/default',
      'se01.contoso.com/se01.contoso.com/default',
    ]);
    const names = desired.slots.flatMap(slot => slot.spec.names.map(name => name.value));
    expect(names.filter(name => name !== name.toLowerCase())).toEqual([]);
  });

  test('replicates OAuth to the servers whose role issues tokens', () => {
    expect(slotOf(desired, 'global/oauth').members).toEqual([
      'fe01.contoso.com',
      'fe02.contoso.com',
      'se01.contoso.com',
    ]);
  });

  test('keeps the first SIP domain first and sorts the others', () => {
    expect(desired.deployment.sipDomains).toEqual(['contoso.com', 'adatum.com', 'fabrikam.com']);
  });

  test('gives Mediation servers neither sign-in names nor clientAuth', () => {
    const {spec} = slotOf(desired, 'medpool01.contoso.com/med01.contoso.com/default');
    expect(spec.names.map(name => name.value)).toEqual(['medpool01.contoso.com', 'med01.contoso.com']);
    expect(spec.eku).toEqual(['serverAuth']);
  });

  test('has each server as a holder, sorted by pool and server, with its place', () => {
    expect(desired.holders).toEqual([
      {
        server: 'fe01.contoso.com',
        pool: 'fepool01.contoso.com',
        role: 'frontEnd',
        connection: 'lab',
        declaredAt: {file: 'cscert.yaml', line: 17, column: 33},
      },
      expect.objectContaining({server: 'fe02.contoso.com'}),
      expect.objectContaining({server: 'med01.contoso.com', pool: 'medpool01.contoso.com'}),
      expect.objectContaining({server: 'med02.contoso.com'}),
      expect.objectContaining({server: 'se01.contoso.com', declaredAt: {file: 'cscert.yaml', line: 13, column: 3}}),
    ]);
  });

  test('has no OAuth certificate where no server issues tokens', () => {
    const only = desiredOf(`${BASE}
pools:
  medpool01.contoso.com: {role: mediation, servers: [med01.contoso.com]}
`);
    expect(only.slots.map(slot => slot.address)).toEqual(['medpool01.contoso.com/med01.contoso.com/default']);
  });
});

describe('what is written nearer wins', () => {
  const layered = (written: {readonly general?: string; readonly pool?: string; readonly server?: string}) =>
    slotOf(
      desiredOf(`${BASE}
defaults: {key: {size: 4096, exportable: true}, subject: {organization: General, country: US}, ${written.general ?? ''}}
pools:
  fepool01.contoso.com:
    role: frontEnd
    defaults: {subject: {organization: Pool}}
    certificates: {default: {key: {exportable: false}, ${written.pool ?? ''}}}
    servers: {fe01.contoso.com: {certificates: {default: {subject: {city: Redmond}, ${written.server ?? ''}}}}}
`),
      'fepool01.contoso.com/fe01.contoso.com/default',
    );

  test('key and subject are put together field by field', () => {
    const {spec} = layered({});
    expect(spec.key).toEqual({algorithm: 'rsa', size: 4096, exportable: false});
    expect(spec.subject).toEqual({
      commonName: 'fepool01.contoso.com',
      organization: 'Pool',
      city: 'Redmond',
      country: 'US',
    });
  });

  test.each([
    ['general', '50%', {general: 'renewBefore: 50%'}, {percent: 50}],
    [
      'pool over general',
      '30 days',
      {general: 'renewBefore: 50%', pool: 'renewBefore: 30 days'},
      {milliseconds: 2592e6},
    ],
    [
      'server over pool',
      '12 hours',
      {pool: 'renewBefore: 30 days', server: 'renewBefore: 12 hours'},
      {milliseconds: 432e5},
    ],
  ])('renewal: %s (%s)', (_title, _text, written, expected) => {
    expect(layered(written).spec.renewBefore).toEqual(expected);
  });

  test('the names that a server adds replace those of the pool, and what it does not mention stays', () => {
    const {spec} = layered({
      pool: 'names: {add: [pool.contoso.com], leaveOut: [sip.contoso.com]}',
      server: 'names: {add: [Server.contoso.com]}',
    });
    const values = spec.names.map(name => name.value);
    expect(values).toContain('server.contoso.com');
    expect(values).not.toContain('pool.contoso.com');
    expect(values).not.toContain('sip.contoso.com');
  });

  test('the entry of the server is where the slot is declared, then that of the pool', () => {
    expect(layered({}).declaredAt).toEqual({file: 'cscert.yaml', line: 12, column: 49});
    const other = desiredOf(`${BASE}
pools:
  fepool01.contoso.com:
    role: frontEnd
    servers: [fe01.contoso.com]
    certificates:
      default: {}
`);
    expect(slotOf(other, 'fepool01.contoso.com/fe01.contoso.com/default').declaredAt).toMatchObject({
      line: 11,
      column: 7,
    });
  });

  test('a default that forbids to export keys does not reach OAuth, whose key the product replicates', () => {
    const desired = desiredOf(`${BASE}
defaults: {key: {size: 4096, exportable: false}}
pools: {se01.contoso.com: {role: standardEdition}}
`);
    expect(slotOf(desired, 'global/oauth').spec.key).toEqual({algorithm: 'rsa', size: 4096, exportable: true});
  });

  test('how certificates are looked after: the certificate, then the pool, then the general defaults', () => {
    const desired = desiredOf(`
deployment: {name: contoso, product: lync2013, sipDomains: [contoso.com]}
authorities: {corp: {type: local, folder: ca, issuesPerDay: 7, tolerate: [eku]}}
connections: {lab: {type: directory, folder: servers}}
defaults:
  renewSpread: 25%
  retireAfter: never
  restart: afterAssign
  maintenance: {timeZone: Europe/Berlin, windows: [{days: [sat, sun], from: '22:30', to: '04:05'}, {from: '01:00', to: '02:00'}]}
pools:
  se01.contoso.com: {role: standardEdition}
  se02.contoso.com:
    role: standardEdition
    defaults: {retireAfter: 12 hours, restart: never, maintenance: {timeZone: UTC, windows: [{from: '00:00', to: '24:00'}]}}
    certificates: {default: {renewSpread: 0%, retireAfter: 2 days}}
`);
    const common = {issuesPerDay: 7, tolerate: ['eku']};
    const night = {days: ['sat', 'sun'], from: 1350, to: 245};
    const everyDay = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
    const general = {
      ...common,
      renewSpread: 25,
      restart: 'afterAssign',
      maintenance: {timeZone: 'Europe/Berlin', windows: [night, {days: everyDay, from: 60, to: 120}]},
    };
    expect(slotOf(desired, 'global/oauth').upkeep).toEqual(general);
    expect(slotOf(desired, 'se01.contoso.com/se01.contoso.com/default').upkeep).toEqual(general);
    expect(slotOf(desired, 'se02.contoso.com/se02.contoso.com/default').upkeep).toEqual({
      ...common,
      renewSpread: 0,
      retireAfter: 2 * 86_400_000,
      maintenance: {timeZone: 'UTC', windows: [{days: everyDay, from: 0, to: 1440}]},
    });
  });

  test('connections: the server, then the pool, then its defaults, then the general ones', () => {
    const {holders} = desiredOf(`
deployment: {name: contoso, product: lync2013, sipDomains: [contoso.com]}
authorities: {corp: {type: local, folder: ca}}
connections:
  a: {type: directory, folder: a}
  b: {type: directory, folder: b}
  c: {type: directory, folder: c}
  d: {type: directory, folder: d}
defaults: {connection: a}
pools:
  p1.contoso.com: {role: mediation, servers: [s1.contoso.com]}
  p2.contoso.com: {role: mediation, defaults: {connection: b}, servers: [s2.contoso.com]}
  p3.contoso.com:
    role: mediation
    connection: c
    defaults: {connection: b}
    servers: {s3.contoso.com: null, s4.contoso.com: {connection: d}}
`);
    expect(holders.map(({server, connection}) => `${server} ${connection}`)).toEqual([
      's1.contoso.com a',
      's2.contoso.com b',
      's3.contoso.com c',
      's4.contoso.com d',
    ]);
  });
});

describe('certificates of a pool', () => {
  test('may be several, each with its usages in the order of assignment', () => {
    const desired = desiredOf(`${BASE}
pools:
  fepool01.contoso.com:
    role: frontEnd
    servers: [fe01.contoso.com]
    certificates:
      web: {usages: [WebServicesExternal, WebServicesInternal], friendlyName: Web}
      default: {usages: [Default]}
`);
    const slots = desired.slots.filter(slot => slot.scope === 'server');
    expect(
      slots.map(({certificate, usages, friendlyName, spec}) => ({certificate, usages, friendlyName, eku: spec.eku})),
    ).toEqual([
      {
        certificate: 'default',
        usages: ['Default'],
        friendlyName: 'Default - fe01.contoso.com',
        eku: ['serverAuth', 'clientAuth'],
      },
      {
        certificate: 'web',
        usages: ['WebServicesInternal', 'WebServicesExternal'],
        friendlyName: 'Web',
        eku: ['serverAuth'],
      },
    ]);
  });

  test('are told where their settings were written', () => {
    const {origins} = resolveYaml(`${BASE}
defaults: {key: {size: 4096}}
pools:
  se01.contoso.com:
    role: standardEdition
    certificates:
      default:
        template: LyncServer
`);
    expect(origins['se01.contoso.com/se01.contoso.com/default']).toEqual({
      keySize: {file: 'cscert.yaml', line: 6, column: 18},
      template: {file: 'cscert.yaml', line: 12, column: 9},
    });
    expect(origins['global/oauth']).toEqual({keySize: {file: 'cscert.yaml', line: 6, column: 18}});
  });
});

test('the declared authorities and connections are handed on', () => {
  expect(resolveYaml(BASE).settings).toEqual({
    authorities: {corp: {type: 'local', folder: 'ca'}},
    connections: {lab: {type: 'directory', folder: 'servers'}},
  });
});

test('a document without a deployment asks for nothing', () => {
  expect(resolve(loadYaml('pools: {se01.contoso.com: {role: standardEdition}}'))).toEqual({
    settings: {authorities: {}, connections: {}},
    diagnostics: [],
  });
});
