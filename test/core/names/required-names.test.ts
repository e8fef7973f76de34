import {describe, expect, test} from '@jest/globals';
import type {Usage} from '../../../src/core/model/usage.ts';
import {type NameList, type NameWishes, oauthNames, poolNames} from '../../../src/core/names/required-names.ts';
import type {PoolTopology} from '../../../src/core/names/topology.ts';
import {CONTOSO, DIRECTOR, FRONT_END, MEDIATION, STANDARD_EDITION} from './topologies.ts';

const NO_WISHES: NameWishes = {add: [], leaveOut: []};
const WEB: readonly Usage[] = ['Default', 'WebServicesInternal', 'WebServicesExternal'];

function namesOf(pool: PoolTopology, server: string, usages: readonly Usage[]): readonly string[] {
  return valuesOf(poolNames(CONTOSO, {pool, servers: [server], usages}, NO_WISHES));
}

function valuesOf({names}: NameList): readonly string[] {
  return names.map(name => name.value);
}

function frontEnd(usages: readonly Usage[], wishes: Partial<NameWishes>): NameList {
  return poolNames(CONTOSO, {pool: FRONT_END, servers: ['fe01.contoso.com'], usages}, {...NO_WISHES, ...wishes});
}

describe('the names of a Front End', () => {
  test('Default has the pool, the server and automatic sign-in of every SIP domain', () => {
    expect(namesOf(FRONT_END, 'fe01.contoso.com', ['Default'])).toEqual([
      'fepool01.contoso.com',
      'fe01.contoso.com',
      'sip.contoso.com',
      'sip.fabrikam.com',
    ]);
  });

  test('Default without automatic sign-in has the pool and the server alone', () => {
    expect(namesOf({...FRONT_END, automaticSignIn: false}, 'fe01.contoso.com', ['Default'])).toEqual([
      'fepool01.contoso.com',
      'fe01.contoso.com',
    ]);
  });

  test('WebServicesInternal has web services, pool, server, all simple URLs and discovery from inside', () => {
    expect(namesOf(FRONT_END, 'fe01.contoso.com', ['WebServicesInternal'])).toEqual([
      'fepool01.contoso.com',
      'fe01.contoso.com',
      'webint.contoso.com',
      'meet.contoso.com',
      'meet.fabrikam.com',
      'dialin.contoso.com',
      'admin.contoso.com',
      'lyncdiscoverinternal.contoso.com',
      'lyncdiscoverinternal.fabrikam.com',
    ]);
  });

  test('WebServicesExternal has no server and no control panel, and discovery from outside', () => {
    expect(namesOf(FRONT_END, 'fe01.contoso.com', ['WebServicesExternal'])).toEqual([
      'fepool01.contoso.com',
      'webext.contoso.com',
      'meet.contoso.com',
      'meet.fabrikam.com',
      'dialin.contoso.com',
      'lyncdiscover.contoso.com',
      'lyncdiscover.fabrikam.com',
    ]);
  });

  test('one certificate for all three usages has the union, the pool first', () => {
    expect(namesOf(FRONT_END, 'fe01.contoso.com', WEB)).toEqual([
      'fepool01.contoso.com',
      'fe01.contoso.com',
      'webint.contoso.com',
      'webext.contoso.com',
      'sip.contoso.com',
      'sip.fabrikam.com',
      'meet.contoso.com',
      'meet.fabrikam.com',
      'dialin.contoso.com',
      'admin.contoso.com',
      'lyncdiscoverinternal.contoso.com',
      'lyncdiscoverinternal.fabrikam.com',
      'lyncdiscover.contoso.com',
      'lyncdiscover.fabrikam.com',
    ]);
  });
});

describe('the names of other roles', () => {
  test('a Standard Edition server is its own pool, and the name says both', () => {
    const list = poolNames(
      CONTOSO,
      {pool: STANDARD_EDITION, servers: ['se01.contoso.com'], usages: ['WebServicesInternal']},
      NO_WISHES,
    );
    expect(list.names[0]).toEqual({
      value: 'se01.contoso.com',
      reasons: ['name of the pool', 'name of this server', 'internal web services'],
    });
    expect(valuesOf(list)).toEqual([
      'se01.contoso.com',
      'meet.contoso.com',
      'meet.fabrikam.com',
      'dialin.contoso.com',
      'admin.contoso.com',
      'lyncdiscoverinternal.contoso.com',
      'lyncdiscoverinternal.fabrikam.com',
    ]);
  });

  test('a Director takes sign-in for every SIP domain', () => {
    expect(namesOf(DIRECTOR, 'dir01.contoso.com', ['Default'])).toEqual([
      'dirpool01.contoso.com',
      'dir01.contoso.com',
      'sip.contoso.com',
      'sip.fabrikam.com',
    ]);
  });

  test('the internal web certificate of a Director begins with the server and names the pool as well', () => {
    expect(namesOf(DIRECTOR, 'dir01.contoso.com', ['WebServicesInternal']).slice(0, 3)).toEqual([
      'dir01.contoso.com',
      'dirpool01.contoso.com',
      'meet.contoso.com',
    ]);
  });

  test('the external web certificate of a Director begins with the server and does not name the pool', () => {
    expect(namesOf(DIRECTOR, 'dir01.contoso.com', ['WebServicesExternal']).slice(0, 3)).toEqual([
      'dir01.contoso.com',
      'webdir.contoso.com',
      'meet.contoso.com',
    ]);
  });

  test('a Mediation server has the pool and itself', () => {
    expect(namesOf(MEDIATION, 'med01.contoso.com', ['Default'])).toEqual([
      'medpool01.contoso.com',
      'med01.contoso.com',
    ]);
  });

  test('OAuth has the default SIP domain first and the others after it, whatever their order', () => {
    const deployment = {...CONTOSO, sipDomains: ['fabrikam.com', 'contoso.com', 'adatum.com']};
    const list = oauthNames(deployment, NO_WISHES);
    expect(list.commonName).toBe('fabrikam.com');
    expect(valuesOf(list)).toEqual(['fabrikam.com', 'adatum.com', 'contoso.com']);
  });
});

describe('the common name', () => {
  test.each<[string, PoolTopology, string, readonly Usage[], string]>([
    ['Front End, Default', FRONT_END, 'fe01.contoso.com', ['Default'], 'fepool01.contoso.com'],
    ['Front End, web', FRONT_END, 'fe01.contoso.com', ['WebServicesExternal'], 'fepool01.contoso.com'],
    ['Standard Edition', STANDARD_EDITION, 'se01.contoso.com', WEB, 'se01.contoso.com'],
    ['Director, Default', DIRECTOR, 'dir01.contoso.com', ['Default'], 'dirpool01.contoso.com'],
    ['Director, internal web', DIRECTOR, 'dir01.contoso.com', ['WebServicesInternal'], 'dir01.contoso.com'],
    ['Director, external web', DIRECTOR, 'dir01.contoso.com', ['WebServicesExternal'], 'dir01.contoso.com'],
    ['Director, all together', DIRECTOR, 'dir01.contoso.com', WEB, 'dirpool01.contoso.com'],
    ['Mediation', MEDIATION, 'med01.contoso.com', ['Default'], 'medpool01.contoso.com'],
  ])('of %s is first among the names', (_title, pool, server, usages, expected) => {
    const list = poolNames(CONTOSO, {pool, servers: [server], usages}, NO_WISHES);
    expect(list.commonName).toBe(expected);
    expect(list.names[0]?.value).toBe(expected);
    expect(list.names[0]?.reasons).not.toEqual([]);
  });

  test('may have 64 characters and no more', () => {
    const fqdnOf = (length: number) => `${'a'.repeat(length - '.contoso.com'.length)}.contoso.com`;
    const problemsOf = (length: number) =>
      poolNames(
        CONTOSO,
        {pool: {...MEDIATION, fqdn: fqdnOf(length)}, servers: ['med01.contoso.com'], usages: WEB},
        NO_WISHES,
      ).problems;
    expect(problemsOf(64)).toEqual([]);
    expect(problemsOf(65)).toEqual([{kind: 'commonNameTooLong', name: fqdnOf(65)}]);
  });
});

describe('what the configuration changes', () => {
  test('the SIP domains of a certificate limit sign-in and discovery, not the meetings', () => {
    expect(valuesOf(frontEnd(WEB, {sipDomains: ['fabrikam.com']}))).toEqual([
      'fepool01.contoso.com',
      'fe01.contoso.com',
      'webint.contoso.com',
      'webext.contoso.com',
      'sip.fabrikam.com',
      'meet.contoso.com',
      'meet.fabrikam.com',
      'dialin.contoso.com',
      'admin.contoso.com',
      'lyncdiscoverinternal.fabrikam.com',
      'lyncdiscover.fabrikam.com',
    ]);
  });

  test('a name that is added stands last and says so', () => {
    const {names} = frontEnd(['Default'], {add: ['sip.adatum.com']});
    expect(names.at(-1)).toEqual({value: 'sip.adatum.com', reasons: ['added in the configuration']});
  });

  test('a name that is there already gets one more reason and keeps its place', () => {
    const {names} = frontEnd(['Default'], {add: ['sip.contoso.com']});
    expect(names[2]).toEqual({
      value: 'sip.contoso.com',
      reasons: ['automatic sign-in of SIP domain contoso.com', 'added in the configuration'],
    });
    expect(names).toHaveLength(4);
  });

  test('a name that is left out is gone with all of its reasons', () => {
    const list = frontEnd(['WebServicesInternal'], {leaveOut: ['admin.contoso.com']});
    expect(valuesOf(list)).not.toContain('admin.contoso.com');
    expect(list.problems).toEqual([]);
  });

  test('the common name stays, and leaving it out is a problem', () => {
    const list = frontEnd(['Default'], {leaveOut: ['fepool01.contoso.com']});
    expect(list.names[0]?.value).toBe('fepool01.contoso.com');
    expect(list.problems).toEqual([{kind: 'leavesOutCommonName', name: 'fepool01.contoso.com'}]);
  });

  test('to leave out the name of the server is possible and a problem to be warned of, for Default alone', () => {
    const leaveOut = ['fe01.contoso.com'];
    const list = frontEnd(['Default'], {leaveOut});
    expect(valuesOf(list)).not.toContain('fe01.contoso.com');
    expect(list.problems).toEqual([{kind: 'leavesOutEssential', name: 'fe01.contoso.com'}]);
    expect(frontEnd(['WebServicesInternal'], {leaveOut}).problems).toEqual([]);
  });

  test('to leave out what is not there is a problem that knows the other names', () => {
    expect(frontEnd(['Default'], {leaveOut: ['sip.contso.com']}).problems).toEqual([
      {
        kind: 'leavesOutUnknown',
        name: 'sip.contso.com',
        known: ['fe01.contoso.com', 'sip.contoso.com', 'sip.fabrikam.com'],
      },
    ]);
  });

  test('to add and to leave out the same name is a problem', () => {
    expect(frontEnd(['Default'], {add: ['x.contoso.com'], leaveOut: ['x.contoso.com']}).problems).toEqual([
      {kind: 'addsAndLeavesOut', name: 'x.contoso.com'},
    ]);
  });
});

describe('a wildcard that is added', () => {
  test('stands for meetings, dial-in and discovery of its domain, and says for which', () => {
    const {names} = frontEnd(['WebServicesExternal'], {add: ['*.contoso.com']});
    expect(names.map(name => name.value)).toEqual([
      'fepool01.contoso.com',
      'webext.contoso.com',
      'meet.fabrikam.com',
      'lyncdiscover.fabrikam.com',
      '*.contoso.com',
    ]);
    expect(names.at(-1)?.reasons).toEqual([
      'added in the configuration',
      'in place of dialin.contoso.com',
      'in place of lyncdiscover.contoso.com',
      'in place of meet.contoso.com',
    ]);
  });

  test('never stands for a name of the Default usage', () => {
    const {names} = frontEnd(['Default'], {add: ['*.contoso.com']});
    expect(names.map(name => name.value)).toEqual([
      'fepool01.contoso.com',
      'fe01.contoso.com',
      'sip.contoso.com',
      'sip.fabrikam.com',
      '*.contoso.com',
    ]);
  });

  test('does not stand for a name that is there for something else as well', () => {
    const shared = {...CONTOSO, simpleUrls: {meet: ['webext.contoso.com']}};
    const list = poolNames(
      shared,
      {pool: FRONT_END, servers: ['fe01.contoso.com'], usages: ['WebServicesExternal']},
      {add: ['*.contoso.com'], leaveOut: []},
    );
    expect(list.names[1]).toEqual({
      value: 'webext.contoso.com',
      reasons: ['external web services', 'simple URL for meetings'],
    });
  });
});
