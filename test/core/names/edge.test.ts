import {describe, expect, test} from '@jest/globals';
import type {Usage} from '../../../src/core/model/usage.ts';
import {type NameList, poolNames} from '../../../src/core/names/required-names.ts';
import {CONTOSO, DIRECTOR, EDGE, FRONT_END, MEDIATION} from './topologies.ts';

const SERVERS = ['edge01.contoso.com', 'edge02.contoso.com'];
const EXTERNAL: readonly Usage[] = ['AccessEdgeExternal', 'DataEdgeExternal', 'AudioVideoAuthentication'];
const NO_WISHES = {add: [], leaveOut: []};

function edgeNames(usages: readonly Usage[]): NameList {
  return poolNames(CONTOSO, {pool: EDGE, servers: SERVERS, usages}, NO_WISHES);
}

const valuesOf = ({names}: NameList) => names.map(({value}) => value);

describe('the names of an Edge pool', () => {
  test.each<[string, readonly Usage[], readonly string[]]>([
    [
      'external: Access Edge, web conferencing and sign-in of every SIP domain; audio and video need no name',
      EXTERNAL,
      ['access.contoso.com', 'webcon.contoso.com', 'sip.contoso.com', 'sip.fabrikam.com'],
    ],
    [
      'external with XMPP: its domains as well',
      [...EXTERNAL, 'XmppServer'],
      [
        'access.contoso.com',
        'webcon.contoso.com',
        'sip.contoso.com',
        'sip.fabrikam.com',
        'contoso.com',
        'fabrikam.com',
      ],
    ],
    ['internal: the pool alone, whatever its servers', ['Internal'], ['edgepool01.contoso.com']],
    ['Access Edge alone', ['AccessEdgeExternal'], ['access.contoso.com', 'sip.contoso.com', 'sip.fabrikam.com']],
    ['web conferencing alone', ['DataEdgeExternal'], ['webcon.contoso.com']],
    ['web conferencing with audio and video', ['AudioVideoAuthentication', 'DataEdgeExternal'], ['webcon.contoso.com']],
    ['audio and video alone: a common name is needed all the same', ['AudioVideoAuthentication'], ['av.contoso.com']],
    ['XMPP alone', ['XmppServer'], ['contoso.com', 'fabrikam.com']],
  ])('%s', (_title, usages, expected) => {
    const list = edgeNames(usages);
    expect(valuesOf(list)).toEqual(expected);
    expect(list.commonName).toBe(expected[0]);
    expect(list.problems).toEqual([]);
  });

  test('have their reasons', () => {
    const {names} = edgeNames([...EXTERNAL, 'XmppServer']);
    expect(names.map(({reasons}) => reasons.join('; '))).toEqual([
      'name of the Access Edge service',
      'name of the Web Conferencing Edge service',
      'sign-in from outside and federation of SIP domain contoso.com',
      'sign-in from outside and federation of SIP domain fabrikam.com',
      'XMPP domain',
      'XMPP domain',
    ]);
  });

  test('one name for several services stands once, with each reason', () => {
    const edge = {access: 'edge.contoso.com', webConferencing: 'edge.contoso.com', av: 'edge.contoso.com', xmpp: []};
    const {names} = poolNames(
      CONTOSO,
      {pool: {...EDGE, edge}, servers: SERVERS, usages: EXTERNAL},
      {...NO_WISHES, sipDomains: []},
    );
    expect(names).toEqual([
      {
        value: 'edge.contoso.com',
        reasons: ['name of the Access Edge service', 'name of the Web Conferencing Edge service'],
      },
    ]);
  });

  test('are not replaced by a wildcard that covers them', () => {
    const wishes = {add: ['*.contoso.com'], leaveOut: []};
    const list = poolNames(CONTOSO, {pool: EDGE, servers: SERVERS, usages: [...EXTERNAL, 'Internal']}, wishes);
    expect(valuesOf(list)).toEqual([
      'access.contoso.com',
      'edgepool01.contoso.com',
      'webcon.contoso.com',
      'sip.contoso.com',
      'sip.fabrikam.com',
      '*.contoso.com',
    ]);
  });

  test('the name of the Access Edge service cannot be left out', () => {
    const wishes = {add: [], leaveOut: ['access.contoso.com', 'sip.fabrikam.com']};
    const list = poolNames(CONTOSO, {pool: EDGE, servers: SERVERS, usages: EXTERNAL}, wishes);
    expect(list.problems).toEqual([{kind: 'leavesOutCommonName', name: 'access.contoso.com'}]);
    expect(valuesOf(list)).toEqual(['access.contoso.com', 'webcon.contoso.com', 'sip.contoso.com']);
  });
});

describe('the names of a certificate that internal servers share', () => {
  const servers = ['fe01.contoso.com', 'fe02.contoso.com'];

  test('Default has every server, for each is looked for by its own name', () => {
    const list = poolNames(CONTOSO, {pool: FRONT_END, servers, usages: ['Default']}, NO_WISHES);
    expect(valuesOf(list)).toEqual([
      'fepool01.contoso.com',
      'fe01.contoso.com',
      'fe02.contoso.com',
      'sip.contoso.com',
      'sip.fabrikam.com',
    ]);
    expect(list.names[2]?.reasons).toEqual(['name of a server that shares it']);
  });

  test('to leave one of the servers out of Default is said', () => {
    const wishes = {add: [], leaveOut: ['fe02.contoso.com']};
    const {problems} = poolNames(CONTOSO, {pool: FRONT_END, servers, usages: ['Default']}, wishes);
    expect(problems).toEqual([{kind: 'leavesOutEssential', name: 'fe02.contoso.com'}]);
  });

  test('a Mediation pool has the pool and its servers', () => {
    const list = poolNames(CONTOSO, {pool: MEDIATION, servers, usages: ['Default']}, NO_WISHES);
    expect(valuesOf(list)).toEqual(['medpool01.contoso.com', 'fe01.contoso.com', 'fe02.contoso.com']);
  });

  test('a Director pool bears its own name, for there is no one server', () => {
    const of = (some: readonly string[]) =>
      poolNames(CONTOSO, {pool: DIRECTOR, servers: some, usages: ['WebServicesExternal']}, NO_WISHES).commonName;
    expect(of(['dir01.contoso.com'])).toBe('dir01.contoso.com');
    expect(of(['dir01.contoso.com', 'dir02.contoso.com'])).toBe('dirpool01.contoso.com');
  });
});
