import {describe, expect, test} from '@jest/globals';
import {EDGE} from './edge-yaml.ts';
import {desiredOf, resolveYaml, slotOf} from './load-yaml.ts';

const {desired = desiredOf(EDGE), origins, diagnostics} = resolveYaml(EDGE);
const external = slotOf(desired, 'edgepool01.contoso.com/external');
const internal = slotOf(desired, 'edgepool01.contoso.com/internal');

describe('an Edge pool of the usual layout', () => {
  test('shares two certificates, whose keys are copied to all servers, sorted', () => {
    expect(desired.slots.filter(({pool}) => pool === 'edgepool01.contoso.com').map(({address}) => address)).toEqual([
      'edgepool01.contoso.com/external',
      'edgepool01.contoso.com/internal',
    ]);
    for (const slot of [external, internal]) {
      expect(slot).toMatchObject({
        scope: 'pool',
        delivery: 'copy',
        members: ['edge01.contoso.com', 'edge02.contoso.com'],
        assign: 'auto',
        // The default that forbids it is for the servers' own keys; the size is for all.
        spec: {key: {size: 4096, exportable: true}},
      });
      expect(slot).not.toHaveProperty('use');
    }
  });

  test('has an external certificate by the public authority, for serverAuth, also for XMPP where there are domains', () => {
    expect(external.usages).toEqual([
      'AccessEdgeExternal',
      'DataEdgeExternal',
      'AudioVideoAuthentication',
      'XmppServer',
    ]);
    expect(external.spec).toMatchObject({
      subject: {commonName: 'access.contoso.com'},
      authority: 'public',
      eku: ['serverAuth'],
    });
    expect(external.spec.names.map(({value}) => value)).toEqual([
      'access.contoso.com',
      'webcon.contoso.com',
      'sip.contoso.com',
      'sip.fabrikam.com',
      'contoso.com',
      'fabrikam.com',
    ]);
    const without = desiredOf(EDGE.replace('      xmpp: [fabrikam.com, contoso.com]\n', ''));
    expect(slotOf(without, 'edgepool01.contoso.com/external').usages).not.toContain('XmppServer');
  });

  test('has an internal certificate by the default authority, for serverAuth and clientAuth', () => {
    expect(internal.spec).toMatchObject({
      subject: {commonName: 'edgepool01.contoso.com'},
      authority: 'corp',
      eku: ['serverAuth', 'clientAuth'],
    });
    expect(internal.spec.names).toEqual([{value: 'edgepool01.contoso.com', reasons: ['name of the pool']}]);
  });

  test('has servers that get no OAuth certificate', () => {
    expect(slotOf(desired, 'global/oauth').members).not.toContain('edge01.contoso.com');
    expect(desired.holders.filter(({role}) => role === 'edge').map(({server}) => server)).toEqual([
      'edge01.contoso.com',
      'edge02.contoso.com',
    ]);
  });

  test('is told where its authority comes from', () => {
    expect(origins[external.address]).toEqual({
      keySize: {file: 'cscert.yaml', line: 12, column: 9},
      authority: {file: 'cscert.yaml', line: 11, column: 3, key: 'publicAuthority'},
    });
    expect(origins[internal.address]?.authority).toEqual({file: 'cscert.yaml', line: 10, column: 3});
  });
});

describe('who issues what strangers trust', () => {
  const authorityOf = (pool: string, defaults = 'authority: corp, publicAuthority: public') =>
    slotOf(
      desiredOf(`
deployment: {name: contoso, product: sfbse, sipDomains: [contoso.com]}
authorities:
  corp: {type: local, folder: ca}
  public: {type: local, folder: public}
  other: {type: local, folder: other}
connections: {lab: {type: directory, folder: servers}}
defaults: {${defaults}}
pools:
  edge.contoso.com:
    role: edge
    servers: [edge01.contoso.com]
    edge: {access: access.contoso.com, webConferencing: webcon.contoso.com, av: av.contoso.com}
    ${pool}
`),
      'edge.contoso.com/external',
    ).spec.authority;

  test.each([
    ['the general publicAuthority', '', 'public'],
    ['the pool has one of its own', 'defaults: {publicAuthority: other}', 'other'],
    [
      'the pool has only another default authority, which is for internal ones',
      'defaults: {authority: other}',
      'public',
    ],
    ['the certificate names one', 'certificates: {external: {authority: other}}', 'other'],
  ])('%s: %s', (_title, pool, expected) => {
    expect(authorityOf(pool)).toBe(expected);
  });

  test('nobody, where no public authority is named, even if there is a default', () => {
    const text = EDGE.replace('  publicAuthority: public\n', '');
    expect(resolveYaml(text).diagnostics.filter(({severity}) => severity === 'error')).toEqual([
      expect.objectContaining({
        code: 'CFG_PUBLIC_AUTHORITY_NOT_CHOSEN',
        address: 'edgepool01.contoso.com/external',
        source: expect.objectContaining({line: 13}),
      }),
    ]);
  });

  test('anybody, where the certificate exists already', () => {
    expect(authorityOf('certificates: {external: {use: {pfx: a.pfx}}}', 'authority: corp')).toBe('corp');
  });
});

describe('a certificate that Front Ends share', () => {
  const shared = slotOf(desired, 'fepool01.contoso.com/default');

  test('has one slot with the names of all, and an exportable key', () => {
    expect(shared).toMatchObject({
      scope: 'pool',
      delivery: 'copy',
      members: ['fe01.contoso.com', 'fe02.contoso.com'],
      friendlyName: 'Default - fepool01.contoso.com',
      spec: {authority: 'corp', key: {exportable: true}, eku: ['serverAuth', 'clientAuth']},
    });
    expect(shared.spec.names.slice(0, 3)).toEqual([
      {value: 'fepool01.contoso.com', reasons: ['name of the pool']},
      {value: 'fe01.contoso.com', reasons: ['name of a server that shares it']},
      {value: 'fe02.contoso.com', reasons: ['name of a server that shares it']},
    ]);
  });

  test('leaves the pool its certificates of each server', () => {
    expect(desired.slots.filter(({certificate}) => certificate === 'web').map(({address}) => address)).toEqual([
      'fepool01.contoso.com/fe01.contoso.com/web',
      'fepool01.contoso.com/fe02.contoso.com/web',
    ]);
    expect(slotOf(desired, 'fepool01.contoso.com/fe01.contoso.com/web').spec.key.exportable).toBe(false);
  });

  test('tells where it was said that it is shared', () => {
    expect(origins[shared.address]).toMatchObject({scope: {line: 27, column: 9}, assign: {line: 29, column: 9}});
  });
});

describe('the choice of what becomes of a certificate', () => {
  test('is carried into the slot: assigned by hand', () => {
    expect(slotOf(desired, 'fepool01.contoso.com/default').assign).toBe('manual');
    expect(slotOf(desired, 'fepool01.contoso.com/fe01.contoso.com/web').assign).toBe('auto');
  });

  test('is carried into the slot: one of the store, its thumbprint as Windows prints it', () => {
    const slot = slotOf(desired, 'se01.contoso.com/se01.contoso.com/default');
    expect(slot.use).toEqual({thumbprint: 'ABCDEF0123456789ABCDEF0123456789ABCDEF01'});
    expect(slot.spec.names.length).toBeGreaterThan(1);
  });

  test('is carried into the slot: one of a file, its password by reference', () => {
    expect(slotOf(desired, 'se02.contoso.com/se02.contoso.com/default').use).toEqual({
      pfx: 'bought/se02.pfx',
      password: 'env:SE02',
    });
  });

  test('of a server counts before that of its pool', () => {
    const text = `
deployment: {name: contoso, product: sfbse, sipDomains: [contoso.com]}
authorities: {corp: {type: local, folder: ca}}
connections: {lab: {type: directory, folder: servers}}
pools:
  med.contoso.com:
    role: mediation
    certificates: {default: {assign: manual}}
    servers:
      med01.contoso.com: {certificates: {default: {assign: auto, use: {pfx: med01.pfx}}}}
      med02.contoso.com:
`;
    const slots = desiredOf(text).slots.map(({assign, use}) => ({assign, use}));
    expect(slots).toEqual([
      {assign: 'auto', use: {pfx: 'med01.pfx'}},
      {assign: 'manual', use: undefined},
    ]);
  });
});

describe('what a public CA does not issue', () => {
  const HEAD = EDGE.replace('  key: {size: 4096', '  subject: {organizationalUnit: IT}\n  key: {size: 4096');

  test('nothing is said of the example', () => {
    expect(diagnostics).toEqual([]);
  });

  test('an organizational unit that reaches its certificate is a warning, once', () => {
    expect(resolveYaml(HEAD).diagnostics).toEqual([
      expect.objectContaining({
        severity: 'warning',
        code: 'CFG_PUBLIC_ORGANIZATIONAL_UNIT',
        address: 'edgepool01.contoso.com/external',
        source: expect.objectContaining({line: 12, column: 13}),
      }),
    ]);
    expect(slotOf(desiredOf(HEAD), external.address).spec.subject.organizationalUnit).toBe('IT');
  });

  test('an internal certificate of the public authority is a warning, once for all servers', () => {
    const text = EDGE.replace(
      'web:\n        usages: [WebServicesInternal,',
      'web:\n        authority: public\n        usages: [Default,',
    ).replace('usages: [Default]\n', 'usages: [WebServicesInternal]\n');
    expect(resolveYaml(text).diagnostics).toEqual([
      expect.objectContaining({
        severity: 'warning',
        code: 'CFG_PUBLIC_FOR_INTERNAL',
        detail: expect.stringContaining('for Default needs clientAuth'),
        source: expect.objectContaining({line: 31, column: 9}),
      }),
    ]);
  });

  test('of a role that no web conference reaches nothing is said, for it is asked for no clientAuth', () => {
    const pool = '  med.contoso.com: {role: mediation, defaults: {authority: public}, servers: [med01.contoso.com]}\n';
    const text = `${EDGE.trimEnd()}\n${pool}`;
    expect(slotOf(desiredOf(text), 'med.contoso.com/med01.contoso.com/default').spec).toMatchObject({
      authority: 'public',
      eku: ['serverAuth'],
    });
    expect(resolveYaml(text).diagnostics).toEqual([]);
  });

  test('of a CA of our own that stands in for a public one, nothing is said', () => {
    const text = HEAD.replace(
      '{type: offline, folder: requests, roots: [roots/public.pem]}',
      '{type: local, folder: public}',
    );
    expect(resolveYaml(text).diagnostics).toEqual([]);
  });

  test('what exists already is not requested, so nothing is said', () => {
    const text = HEAD.replace(
      '  fepool01.contoso.com:',
      '    certificates: {external: {use: {pfx: a.pfx}}, internal: {}}\n  fepool01.contoso.com:',
    );
    expect(resolveYaml(text).diagnostics).toEqual([]);
  });
});
